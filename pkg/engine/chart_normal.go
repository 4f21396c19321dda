package engine

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// saleTags are the tags of annotations that mark a span of time with unusual values.
var saleTags = []string{"sale", "campaign"}

// Settings of the line normal: how many buckets before a sale it looks at, how many of them must have a value, and how many journal entries
// a chart reads.
const (
	normalBuckets = 8
	normalFewest  = 3
	mostSales     = 200
)

// sale is a half-open span of time.
type sale struct{ from, until time.Time }

// salesOf returns the sales that concern a metric between two instants. It returns nil without a journal.
func (v *View) salesOf(ctx context.Context, m *okr.Metric, from, until time.Time) ([]sale, error) {
	if v.engine.journal == nil {
		return nil, nil
	}
	entries, err := v.engine.journal.Entries(ctx, okr.JournalRequest{
		From: from, Until: until, Kinds: []okr.EntryKind{okr.Annotation},
		About: []okr.Concerns{v.concernsOfMetrics([]string{m.Name})}, Limit: mostSales,
	})
	if err != nil {
		return nil, err
	}
	var sales []sale
	for i := range entries {
		tagged := slices.ContainsFunc(entries[i].Tags, func(tag string) bool { return slices.Contains(saleTags, tag) })
		if tagged && !entries[i].Until.IsZero() {
			sales = append(sales, sale{entries[i].At, entries[i].Until})
		}
	}
	return sales, nil
}

// inSale reports whether any part of a bucket overlaps a sale.
func (c *chart) inSale(g okr.Grain, b series.Bucket, sales []sale) bool {
	start, end := c.calendar.Start(g, b), c.calendar.Start(g, b+1)
	return slices.ContainsFunc(sales, func(s sale) bool { return s.from.Before(end) && start.Before(s.until) })
}

// normal returns, for each bucket of a sale, the value to expect without the sale, and NaN elsewhere. It is the median of the newest
// normalBuckets buckets before it that overlap no sale. For hours and days these are buckets at the same time of the week. found is false
// if all values are NaN.
func (c *chart) normal(l series.Line, sp Span, sales []sale) (values []float64, found bool, err error) {
	values = make([]float64, 0, sp.Until-sp.From)
	for b := sp.From; b < sp.Until; b++ {
		if err := c.ctx.Err(); err != nil {
			return nil, false, err
		}
		v := math.NaN()
		if c.inSale(sp.Grain, b, sales) {
			v = c.normalAt(l, sp.Grain, b, sales)
		}
		found = found || !math.IsNaN(v)
		values = append(values, v)
	}
	return values, found, nil
}

func (c *chart) normalAt(l series.Line, g okr.Grain, b series.Bucket, sales []sale) float64 {
	var before []float64
	for back := b - week(g); back >= l.First && len(before) < normalBuckets; back -= week(g) {
		if v := l.At(back); !math.IsNaN(v) && !c.inSale(g, back, sales) {
			before = append(before, v)
		}
	}
	if len(before) < normalFewest {
		return math.NaN()
	}
	return series.Median(before)
}

// week returns the distance between comparable buckets: one week in hours or days, one bucket for coarser grains.
func week(g okr.Grain) series.Bucket {
	switch g {
	case okr.Hour:
		return 7 * 24
	case okr.Day:
		return 7
	case okr.Week, okr.Month, okr.Quarter, okr.GrainUnknown:
	}
	return 1
}

// controlLimits returns the lower or the upper control limit of each bucket, computed from the buckets before it. It is NaN if the values
// before do not suffice, see series.ControlLimits.
func controlLimits(l series.Line, sp Span, bounds okr.Bounds, upper bool) []float64 {
	values := make([]float64, 0, sp.Until-sp.From)
	for b := sp.From; b < sp.Until; b++ {
		low, high := series.ControlLimits(l.Window(b-series.AnomalyWindow, b))
		if upper {
			low = high
		}
		if !math.IsNaN(low) {
			low = bounds.Clamp(low)
		}
		values = append(values, low)
	}
	return values
}
