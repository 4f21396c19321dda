package engine

import (
	"math"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// window is one metric's line up to its evaluation time.
type window struct {
	ev      *evaluator
	metric  *okr.Metric
	filters []series.Filter
	*moment
	line SegmentLine
}

// rowFilters returns the query's filters and filters for the segment of the key result. It returns a *query.Error if the metric lacks a
// segment.
func (ev *evaluator) rowFilters(sub subject) ([]series.Filter, error) {
	filters := ev.req.Filters
	if sub.keyResult != nil && len(sub.keyResult.Segment) > 0 {
		own, err := LabelFilters(sub.keyResult.Segment)
		if err != nil {
			return nil, err
		}
		filters = slices.Concat(filters, own)
	}
	return filters, checkSegments(sub.metric, nil, filters)
}

func (ev *evaluator) window(sub subject, filters []series.Filter) (window, error) {
	ofKeyResult := sub.keyResult != nil
	w := window{ev: ev, metric: sub.metric, filters: filters, moment: ev.moment(sub.metric, ofKeyResult, false)}
	var err error
	w.line, err = ev.line(sub.metric, w.span, filters)
	if err == nil && w.line.LastComplete(w.over) < w.over {
		w.moment = ev.moment(sub.metric, ofKeyResult, true)
		w.line, err = ev.line(sub.metric, w.span, filters)
	}
	if ev.supposed != nil && err == nil {
		w.line.Value = slices.Clone(w.line.Value)
		w.line.Value[w.last-w.line.First] = *ev.supposed
	}
	return w, err
}

// measure sets the value of a row, its changes, its sample and its history. Judging comes later.
func (w *window) measure(row *Row) {
	row.Grain = w.span.Grain
	row.Bucket = w.start
	row.Value = w.line.At(w.last)
	row.ValueText = okr.FormatValue(row.Value, w.metric.Unit, w.metric.Decimals)
	row.Previous = w.back(series.Previous)
	row.WoW = okr.Change(row.Value, w.back(series.WeekAgo))
	row.MoM = okr.Change(row.Value, w.back(series.MonthAgo))
	row.YoY = okr.Change(row.Value, w.back(series.YearAgo))
	if w.metric.Type.HasSample() {
		row.Sample = w.line.SampleAt(w.last)
	}
	row.StaleDays = w.staleDays()
	row.ValueReason = w.reason(row)
	row.History = Line{
		Grain: w.span.Grain,
		Times: w.shown,
		Value: w.line.Window(w.last+1-series.Bucket(len(w.shown)), w.last+1),
	}
}

// back returns the value of the bucket that a comparison refers to, NaN if there is none.
func (w *window) back(c series.Comparison) float64 {
	b, ok := series.Back(w.ev.calendar, w.span.Grain, w.last, c)
	if !ok {
		return math.NaN()
	}
	return w.at(b)
}

// at returns the value of a bucket. Few buckets lie before the window's span; they are computed one by one.
func (w *window) at(b series.Bucket) float64 {
	if b >= w.span.From || b < w.reach {
		return w.line.At(b)
	}
	line, err := w.ev.line(w.metric, Span{w.span.Grain, b, b + 1}, w.filters)
	if err != nil {
		return math.NaN()
	}
	return line.At(b)
}

// newest returns the newest bucket that has facts, as far back as a row looks. It returns false if there is none.
func (w *window) newest() (series.Bucket, bool) {
	if b, ok := w.line.NewestLoaded(w.line.Until()); ok {
		return b, true
	}
	line, err := w.ev.line(w.metric, Span{w.span.Grain, w.reach, w.span.From}, w.filters)
	if err != nil {
		return 0, false
	}
	return line.NewestLoaded(line.Until())
}

// staleDays returns by how many days the facts are late at the end of the newest ended bucket, NaN without facts.
func (w *window) staleDays() float64 {
	newest, ok := w.newest()
	if !ok {
		return math.NaN()
	}
	return w.ev.LateDays(&w.line, newest, w.over)
}

// baseline returns the metric's baseline and how reliable it is. All values are NaN without a period.
func (w *window) baseline() (series.BaselineResult, error) {
	none := series.BaselineResult{Median: math.NaN(), Mean: math.NaN(), Seasonal: math.NaN()}
	period, cal, grain := w.ev.req.Period, w.ev.calendar, w.metric.ReviewGrain()
	if period == nil {
		return none, nil
	}
	year := Span{grain, cal.OnDate(grain, period.Start.AddMonths(-baselineMonths)), cal.OnDate(grain, period.Start)}
	line, err := w.ev.line(w.metric, year, w.filters)
	if err != nil {
		return none, err
	}
	return series.Baseline(cal, line.Line, *period, w.metric.Baseline), nil
}

// baselineValue returns the metric's median before the period, NaN without a period or values.
func (w *window) baselineValue() (float64, error) {
	if w.ev.req.Period == nil {
		return math.NaN(), nil
	}
	line, before := w.line, w.baselineSpan
	if grain := w.metric.ReviewGrain(); grain != before.Grain {
		before.Grain = grain
		before.From, before.Until = series.BaselineSpan(w.ev.calendar, grain, *w.ev.req.Period, w.metric.Baseline)
		var err error
		if line, err = w.ev.line(w.metric, before, w.filters); err != nil {
			return math.NaN(), err
		}
	}
	return series.Median(line.Window(before.From, before.Until)), nil
}

// inPeriod returns the values of the period's complete buckets so far, nil without a period.
func (w *window) inPeriod() []float64 {
	if w.ev.req.Period == nil {
		return nil
	}
	return w.line.Window(w.first, max(w.first, w.last+1))
}

// forecast sets the range of the value expected at the end of the period. baseline is NaN for a row without one. The range stays NaN
// without a period, without a value, and after the period.
func (w *window) forecast(row *Row, baseline float64) {
	if w.ev.req.Period == nil || math.IsNaN(row.Value) || w.left < 0 {
		return
	}
	low, high, ok := series.Forecast(series.ForecastInput{
		Values:    w.inPeriod(),
		Baseline:  baseline,
		Current:   row.Value,
		Elapsed:   w.elapsed,
		Remaining: w.left,
		Bounds:    w.metric.Bounds,
	})
	if ok {
		row.ForecastLow, row.ForecastHigh = low, high
	}
}
