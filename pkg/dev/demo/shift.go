package demo

import (
	"errors"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Shift returns the catalog with every date moved by the same number of whole weeks, such that its newest period ends
// at the start of the week that holds asOf: the period's last week is then the last complete one. Periods that are named
// after a quarter (2026-Q3) get the name of the quarter that they now lie in, in their titles and wherever an objective
// refers to them. c itself is left as it is.
func Shift(c *okr.Catalog, asOf time.Time) (*okr.Catalog, error) {
	anchor, err := newestPeriod(c)
	if err != nil {
		return nil, err
	}
	cal := series.CalendarOf(c.Organization)
	end := cal.StartDate(okr.Week, cal.At(okr.Week, asOf))
	m := mover{days: int(end.Days() - cal.StartDate(okr.Week, cal.OnDate(okr.Week, anchor.End)).Days())}

	shifted := *c
	shifted.Periods = slices.Clone(c.Periods)
	for i := range shifted.Periods {
		p := &shifted.Periods[i]
		p.Start, p.End = m.date(p.Start), m.date(p.End)
	}
	renamed := renameQuarters(c.Periods, shifted.Periods, c.Organization.FiscalYearStart)
	shifted.Metrics = m.metrics(c.Metrics)
	shifted.KPIs = m.kpis(c.KPIs)
	shifted.Objectives = m.objectives(c.Objectives)
	for i := range shifted.Objectives {
		o := &shifted.Objectives[i]
		if name, ok := renamed[o.Period]; ok {
			o.Period = name
		}
	}
	shifted.Sort()
	return &shifted, nil
}

// newestPeriod is the period that the demo plays in: the one that starts last.
func newestPeriod(c *okr.Catalog) (*okr.Period, error) {
	if len(c.Periods) == 0 {
		return nil, errors.New("the catalog has no period, so the demo cannot place it in time")
	}
	newest := &c.Periods[0]
	for i := range c.Periods {
		if newest.Start.Before(c.Periods[i].Start) {
			newest = &c.Periods[i]
		}
	}
	return newest, nil
}

// mover moves dates by a number of days. No date stays no date.
type mover struct{ days int }

func (m mover) date(d okr.Date) okr.Date {
	if d.IsZero() {
		return d
	}
	return d.AddDays(m.days)
}

func (m mover) metrics(metrics []okr.Metric) []okr.Metric {
	moved := slices.Clone(metrics)
	for i := range moved {
		x := &moved[i]
		x.Baseline.ObservingUntil = m.date(x.Baseline.ObservingUntil)
		if x.Source.SQL != nil {
			sql := *x.Source.SQL
			sql.Start = m.date(sql.Start)
			x.Source.SQL = &sql
		}
	}
	return moved
}

func (m mover) kpis(kpis []okr.KPI) []okr.KPI {
	moved := slices.Clone(kpis)
	for i := range moved {
		moved[i].ExplorationUntil = m.date(moved[i].ExplorationUntil)
		moved[i].RetiredOn = m.date(moved[i].RetiredOn)
	}
	return moved
}

func (m mover) objectives(objectives []okr.Objective) []okr.Objective {
	moved := slices.Clone(objectives)
	for i := range moved {
		o := &moved[i]
		o.KeyResults = slices.Clone(o.KeyResults)
		for j := range o.KeyResults {
			kr := &o.KeyResults[j]
			kr.Phased = slices.Clone(kr.Phased)
			for k := range kr.Phased {
				kr.Phased[k].Date = m.date(kr.Phased[k].Date)
			}
			if kr.Provisional != nil {
				provisional := *kr.Provisional
				provisional.Until = m.date(provisional.Until)
				kr.Provisional = &provisional
			}
		}
	}
	return moved
}
