package plugin

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// TestATimeRangeOutsideOfAllFactsIsRefusedInWords sends every type of query. None of them may read facts.
func TestATimeRangeOutsideOfAllFactsIsRefusedInWords(t *testing.T) {
	d := newTestDatasource(t, &memory{onRead: func(context.Context) error { t.Error("facts were read"); return nil }})
	day := func(year int) time.Time { return time.Date(year, time.May, 1, 0, 0, 0, 0, time.UTC) }
	for name, test := range map[string]struct {
		span engine.TimeRange
		want string
	}{
		"From the year 1": {
			engine.TimeRange{From: day(1), To: day(2026)}, "the time range starts in the year 1: it has to lie within the years 1900 to 2199",
		},
		"From before there is": {engine.TimeRange{From: day(-5000), To: day(2026)}, "the time range starts in the year -5000: "},
		"From the year 3000":   {engine.TimeRange{From: day(3000), To: day(3001)}, "the time range starts in the year 3000: "},
		"To the year 3000":     {engine.TimeRange{From: day(2026), To: day(3000)}, "the time range ends in the year 3000: "},
	} {
		for _, kind := range query.Types() {
			t.Run(name+" "+string(kind), func(t *testing.T) {
				q := query.Query{QueryType: kind}
				if kind == query.Series {
					q.Metrics = []string{"orders"}
				}
				_, err := d.answers.Frames(t.Context(), q, test.span)
				if err == nil || !strings.HasPrefix(err.Error(), test.want) {
					t.Errorf("got %v, want %s", err, test.want)
				}
			})
		}
	}
}

// Go's zero time is the first instant of the year 1. A line and a replay need a time range all the same.
func TestALineWithoutATimeRangeIsRefused(t *testing.T) {
	d := newTestDatasource(t, &memory{})
	for _, q := range []query.Query{
		{QueryType: query.Series, Metrics: []string{"orders"}},
		{QueryType: query.Alerts, Format: query.FormatTimeline},
	} {
		found, err := d.answers.Check(t.Context(), q, engine.TimeRange{})
		if err != nil || len(found) != 1 || !strings.HasPrefix(found[0].Error(), "the time range starts in the year 1: ") {
			t.Errorf("%s: %v %v", q.QueryType, found, err)
		}
	}
}
