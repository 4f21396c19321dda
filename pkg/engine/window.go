package engine

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// window is one number's course up to the instant at which it is judged.
type window struct {
	ev      *evaluator
	metric  *okr.Metric
	filters []series.Filter
	grain   okr.Grain
	last    series.Bucket // newest complete bucket
	line    series.Line   // up to and with the bucket that is still running
}

// rowFilters are the query's filters and the segment of the key result.
func (ev *evaluator) rowFilters(it item) ([]series.Filter, error) {
	filters := ev.req.filters
	if it.keyResult != nil {
		for key, value := range it.keyResult.Segment {
			f, err := series.NewFilter(key, "=", value)
			if err != nil {
				return nil, err
			}
			filters = append(filters[:len(filters):len(filters)], f)
		}
	}
	return filters, checkSegments(it.metric, nil, filters)
}

func (ev *evaluator) window(it item, filters []series.Filter) (*window, error) {
	w := &window{ev: ev, metric: it.metric, filters: filters, grain: scorecardGrain(it.metric, ev.req.grain)}
	at := ev.at
	if it.keyResult != nil && ev.over() {
		at = ev.calendar.Start(okr.Day, ev.calendar.OnDate(okr.Day, ev.period.End))
	}
	w.last = ev.calendar.LastComplete(w.grain, at)
	from := ev.calendar.OnDate(w.grain, ev.factsFrom(ev.state, []*okr.Metric{it.metric}))
	var err error
	w.line, err = ev.line(it.metric, span{w.grain, from, w.last + 2}, filters)
	return w, err
}

// measure fills in what the number itself says, before it is judged.
func (w *window) measure(row *Row) {
	cal := w.ev.calendar
	row.Grain = w.grain
	row.Bucket = cal.Start(w.grain, w.last)
	row.Value = w.line.At(w.last)
	row.ValueText = okr.FormatValue(row.Value, w.metric.Unit, w.metric.Decimals)
	row.Previous = w.back(series.Previous)
	row.WoW = change(row.Value, w.back(series.WeekAgo))
	row.MoM = change(row.Value, w.back(series.MonthAgo))
	row.YoY = change(row.Value, w.back(series.YearAgo))
	if w.metric.Type.HasSample() {
		row.Sample = w.line.SampleAt(w.last)
	}
	row.StaleDays = w.staleDays()
	row.Anomaly = series.ModifiedZ(w.line.Window(w.last-series.AnomalyWindow, w.last), row.Value)
	row.History = w.history()
}

// back is the value of the bucket that a comparison looks at.
func (w *window) back(c series.Comparison) float64 {
	b, ok := series.Back(w.ev.calendar, w.grain, w.last, c)
	if !ok {
		return math.NaN()
	}
	return w.line.At(b)
}

// change is the relative change from then to now. It means nothing where then is not above zero.
func change(now, then float64) float64 {
	if !(then > 0) {
		return math.NaN()
	}
	return now/then - 1
}

// staleDays counts the days between the end of the newest bucket with a value and the end of the newest complete one.
func (w *window) staleDays() float64 {
	newest, _, ok := w.line.Last()
	if !ok {
		return math.NaN()
	}
	end := w.ev.calendar.StartDate(w.grain, newest+1)
	due := w.ev.calendar.StartDate(w.grain, w.last+1)
	return float64(max(0, due.Days()-end.Days()))
}

// history is the course over the time range, complete buckets only. It always holds the newest one.
func (w *window) history() Line {
	first := w.last
	if from := w.ev.from; !from.IsZero() {
		first = min(first, w.ev.calendar.At(w.grain, from))
	}
	first = max(first, w.line.First)
	return Line{
		Grain: w.grain,
		Times: w.ev.calendar.Starts(w.grain, first, w.last+1),
		Value: w.line.Window(first, w.last+1),
	}
}

// baseline is the metric's normal level before the period, and how far it can be relied on.
func (w *window) baseline() (series.BaselineResult, error) {
	none := series.BaselineResult{Median: math.NaN(), Mean: math.NaN(), Seasonal: math.NaN()}
	if w.ev.period == nil {
		return none, nil
	}
	line, err := w.beforePeriod()
	if err != nil {
		return none, err
	}
	return series.Baseline(w.ev.calendar, line, *w.ev.period, w.metric.Baseline), nil
}

// level is the metric's normal level before the period.
func (w *window) level() (float64, error) {
	if w.ev.period == nil {
		return math.NaN(), nil
	}
	line, err := w.beforePeriod()
	if err != nil {
		return math.NaN(), err
	}
	return series.BaselineMedian(w.ev.calendar, line, *w.ev.period, w.metric.Baseline), nil
}

// beforePeriod is the course that a baseline is taken from. The window's own line reaches as far back.
func (w *window) beforePeriod() (series.Line, error) {
	grain := reviewGrain(w.metric)
	if grain == w.grain {
		return w.line, nil
	}
	cal, start := w.ev.calendar, w.ev.period.Start
	sp := span{grain, cal.OnDate(grain, start.AddMonths(-weeklyHistory)), cal.OnDate(grain, start)}
	return w.ev.line(w.metric, sp, w.filters)
}

// inPeriod are the values of the period's complete buckets so far.
func (w *window) inPeriod() []float64 {
	if w.ev.period == nil {
		return nil
	}
	first := w.ev.calendar.OnDate(w.grain, w.ev.period.Start)
	if w.ev.calendar.StartDate(w.grain, first).Before(w.ev.period.Start) {
		first++
	}
	return w.line.Window(first, max(first, w.last+1))
}

// forecast is the range of the value at the end of the period. baseline is NaN for a number without one.
func (w *window) forecast(row *Row, baseline float64) {
	if w.ev.period == nil || math.IsNaN(row.Value) {
		return
	}
	start := w.ev.calendar.StartDate(w.grain, w.last)
	end := w.ev.calendar.StartDate(w.grain, w.last+1)
	days := w.ev.period.End.Days() - end.Days()
	if days < 0 {
		return
	}
	length := float64(max(1, end.Days()-start.Days()))
	if w.grain == okr.Hour {
		length = 1.0 / 24
	}
	low, high, ok := series.Forecast(series.ForecastInput{
		Values:    w.inPeriod(),
		Baseline:  baseline,
		Current:   row.Value,
		Elapsed:   okr.ElapsedShare(*w.ev.period, end),
		Remaining: float64(days) / length,
		Bounds:    w.metric.Bounds,
	})
	if ok {
		row.ForecastLow, row.ForecastHigh = low, high
	}
}
