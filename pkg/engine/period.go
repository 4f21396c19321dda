package engine

import (
	"cmp"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Relative names of periods. Current is the period of a query that names none.
const (
	CurrentPeriod  = "current"
	PreviousPeriod = "previous"
	NextPeriod     = "next"
)

// period returns the period with a name or a relative name. An empty name means the period that contains the day today, or else the last
// one that ended before it; nil if there is none. The error is a *query.Error.
func (s *Revision) period(name string, today okr.Date) (*okr.Period, error) {
	if p, ok := s.catalog.Period(name); ok {
		return p, nil
	}
	current, _ := s.catalog.PeriodAt(today)
	switch name {
	case "":
		return current, nil
	case CurrentPeriod, PreviousPeriod, NextPeriod:
	default:
		all := append(names(s.catalog.Periods, func(p *okr.Period) string { return p.Name }), CurrentPeriod, PreviousPeriod, NextPeriod)
		return nil, s.unknown("period", "period", name, all)
	}
	if current == nil {
		return nil, query.Errorf("period", "the catalog has no period that has begun by %s, so none is the %s one", today, name)
	}
	if name == CurrentPeriod {
		return current, nil
	}
	if p := s.neighbour(current, name == NextPeriod); p != nil {
		return p, nil
	}
	where := "ends before"
	if name == NextPeriod {
		where = "starts after"
	}
	return nil, query.Errorf("period", "the catalog has no period that %s %s: choose one by its name, or add it", where, current.Name)
}

// neighbour returns the nearest period that lies wholly before or after another, or nil. If several are equally near, it returns the one
// with the most similar length: after the fourth quarter comes the first quarter and not the year.
func (s *Revision) neighbour(of *okr.Period, after bool) *okr.Period {
	var best *okr.Period
	for i := range s.catalog.Periods {
		p := &s.catalog.Periods[i]
		if gap(of, p, after) < 0 {
			continue
		}
		if best == nil || cmp.Or(
			cmp.Compare(gap(of, p, after), gap(of, best, after)),
			cmp.Compare(difference(p, of), difference(best, of)),
		) < 0 {
			best = p
		}
	}
	return best
}

// gap returns the number of days between two periods, negative if p does not lie on that side.
func gap(of, p *okr.Period, after bool) int64 {
	if after {
		return p.Start.Days() - of.End.Days()
	}
	return of.Start.Days() - p.End.Days()
}

func difference(a, b *okr.Period) int64 {
	return max(a.Days()-b.Days(), b.Days()-a.Days())
}
