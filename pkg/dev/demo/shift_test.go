package demo

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
)

func date(s string) okr.Date {
	d, err := okr.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// company is a catalog with a date in every place that has one.
func company(t testing.TB, zone string) *okr.Catalog {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	c := &okr.Catalog{
		Organization: okr.Organization{Timezone: loc, WeekStart: time.Monday, FiscalYearStart: time.January},
		Periods: []okr.Period{
			{
				Meta:  okr.Meta{Name: "2026-Q2", Title: okr.Text{"en": "Q2 2026"}},
				Start: date("2026-03-30"), End: date("2026-06-29"),
			},
			{
				Meta:  okr.Meta{Name: "2026-Q3", Title: okr.Text{"en": "Q3 2026", "ja": "2026年第3四半期"}},
				Start: date("2026-06-29"), End: date("2026-09-28"),
			},
		},
		Metrics: []okr.Metric{{
			Meta:     okr.Meta{Name: "signups"},
			Baseline: okr.BaselineRule{ObservingUntil: date("2026-07-13")},
			Source:   okr.Source{Kind: okr.SourceSQL, SQL: &okr.SQLSource{Start: date("2025-01-06")}},
		}},
		KPIs: []okr.KPI{{
			Meta: okr.Meta{Name: "k"}, ExplorationUntil: date("2026-08-03"), RetiredOn: date("2026-09-07"),
		}},
		Objectives: []okr.Objective{
			{Meta: okr.Meta{Name: "old"}, Period: "2026-Q2"},
			{
				Meta: okr.Meta{Name: "new"}, Period: "2026-Q3",
				KeyResults: []okr.KeyResult{{
					Phased:      []okr.Phase{{Date: date("2026-08-10"), Value: 3}},
					Provisional: &okr.ProvisionalActivity{Until: date("2026-07-27")},
				}},
			},
		},
	}
	c.Sort()
	return c
}

func TestShiftMovesEveryDateByTheSameWeeksAndRenamesQuarters(t *testing.T) {
	c := company(t, "Asia/Tokyo")
	untouched := company(t, "Asia/Tokyo")
	// A Sunday. The week began on 16 November, 7 weeks after the anchor's end on 28 September.
	got, err := Shift(c, time.Date(2026, 11, 22, 18, 0, 0, 0, c.Organization.Timezone))
	if err != nil {
		t.Fatal(err)
	}
	dates := map[string]okr.Date{
		"2026-Q3 start": got.Periods[0].Start, "2026-Q3 end": got.Periods[0].End,
		"2026-Q4 start": got.Periods[1].Start, "2026-Q4 end": got.Periods[1].End,
		"observing": got.Metrics[0].Baseline.ObservingUntil, "sql": got.Metrics[0].Source.SQL.Start,
		"exploration": got.KPIs[0].ExplorationUntil, "retired": got.KPIs[0].RetiredOn,
		"phase": got.Objectives[0].KeyResults[0].Phased[0].Date, "provisional": got.Objectives[0].KeyResults[0].Provisional.Until,
	}
	want := map[string]okr.Date{
		"2026-Q3 start": date("2026-05-18"), "2026-Q3 end": date("2026-08-17"),
		"2026-Q4 start": date("2026-08-17"), "2026-Q4 end": date("2026-11-16"),
		"observing": date("2026-08-31"), "sql": date("2025-02-24"),
		"exploration": date("2026-09-21"), "retired": date("2026-10-26"),
		"phase": date("2026-09-28"), "provisional": date("2026-09-14"),
	}
	if diff := cmp.Diff(want, dates); diff != "" {
		t.Errorf("dates (-want +got):\n%s", diff)
	}
	// The middle of 17 August to 16 November is 1 October, in the fourth quarter; that of the period before is 2 July.
	names := []string{got.Periods[0].Name, got.Periods[1].Name, got.Objectives[0].Period, got.Objectives[1].Period}
	if diff := cmp.Diff([]string{"2026-Q3", "2026-Q4", "2026-Q4", "2026-Q3"}, names); diff != "" {
		t.Errorf("names of new and old (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(okr.Text{"en": "Q4 2026", "ja": "2026年第4四半期"}, got.Periods[1].Title); diff != "" {
		t.Errorf("title (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(untouched, c, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("the catalog that was given has changed:\n%s", diff)
	}
}

func TestShiftEndsThePeriodWhereTheRunningWeekBegins(t *testing.T) {
	tests := map[string]struct {
		asOf string // RFC 3339
		end  string
	}{
		"on a Sunday evening, the running week began on Monday":                  {"2026-11-22T23:59:59+09:00", "2026-11-16"},
		"at midnight the week is over and counts":                                {"2026-11-23T00:00:00+09:00", "2026-11-23"},
		"the day is that of the organisation, not of Greenwich":                  {"2026-11-22T16:00:00Z", "2026-11-23"},
		"in the week of the anchor's own end, nothing moves":                     {"2026-09-30T12:00:00+09:00", "2026-09-28"},
		"a day long before moves the period back":                                {"2024-01-03T12:00:00+09:00", "2024-01-01"},
		"a day of a week that holds the turn of the year belongs to that Monday": {"2027-01-02T12:00:00+09:00", "2026-12-28"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			asOf, err := time.Parse(time.RFC3339, test.asOf)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Shift(company(t, "Asia/Tokyo"), asOf)
			if err != nil {
				t.Fatal(err)
			}
			newest, err := newestPeriod(got)
			if err != nil {
				t.Fatal(err)
			}
			if newest.End != date(test.end) {
				t.Errorf("the period ends on %v, want %v", newest.End, test.end)
			}
			if newest.Days() != 91 {
				t.Errorf("the period has %d days, want 91", newest.Days())
			}
		})
	}
}

func TestShiftKeepsPeriodNamesApartOnEveryDay(t *testing.T) {
	c := company(t, "UTC")
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Int64Range(date("2020-01-01").Days(), date("2040-01-01").Days()).Draw(t, "day")
		got, err := Shift(c, okr.DateFromDays(day).UTC())
		if err != nil {
			t.Fatal(err)
		}
		if got.Periods[0].Name == got.Periods[1].Name {
			t.Fatalf("both periods are called %s", got.Periods[0].Name)
		}
		for _, o := range got.Objectives {
			if _, ok := got.Period(o.Period); !ok {
				t.Fatalf("objective %s lies in %s, which does not exist", o.Name, o.Period)
			}
		}
	})
}

func TestShiftNeedsAPeriod(t *testing.T) {
	if _, err := Shift(&okr.Catalog{}, time.Now()); err == nil {
		t.Error("a catalog without periods was shifted")
	}
}

func TestShiftRewritesTheMonthsInTitles(t *testing.T) {
	tests := map[string]struct {
		asOf   string
		en, ja string
	}{
		"within a year":               {"2026-11-22", "August to November 2026", "2026年8〜11月期"},
		"where the period was":        {"2026-09-30", "July to September 2026", "2026年7〜9月期"},
		"across the turn of the year": {"2027-02-03", "November 2026 to January 2027", "2026年11月〜2027年1月期"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := company(t, "UTC")
			c.Periods[1].Title = okr.Text{"en": "July to September 2026", "ja": "2026年7〜9月期"}
			got, err := Shift(c, date(test.asOf).UTC())
			if err != nil {
				t.Fatal(err)
			}
			newest, err := newestPeriod(got)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(okr.Text{"en": test.en, "ja": test.ja}, newest.Title); diff != "" {
				t.Errorf("title (-want +got):\n%s", diff)
			}
		})
	}
}
