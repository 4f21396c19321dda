package engine

import (
	"cmp"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Relative names of periods: the one that a query without a period is about, and its neighbours.
const (
	CurrentPeriod  = "current"
	PreviousPeriod = "previous"
	NextPeriod     = "next"
)

// period finds the period that a query means: by its name, or seen from the day. Without a name it is the one that holds
// the day, or that ended last before it, and nil where there is none.
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

// neighbour is the nearest period that lies wholly before or after another. Of several it is the one that is most alike
// in length, so that a quarter is followed by a quarter where a year begins.
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

// gap is the number of days between two periods, negative where p does not lie on that side.
func gap(of, p *okr.Period, after bool) int64 {
	if after {
		return p.Start.Days() - of.End.Days()
	}
	return of.Start.Days() - p.End.Days()
}

func difference(a, b *okr.Period) int64 {
	return max(a.Days()-b.Days(), b.Days()-a.Days())
}
