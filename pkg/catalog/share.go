package catalog

import (
	"fmt"
	"math"
	"strconv"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// Shares in the unit percentunit are fractions: 60 is 6,000 %. Up to these sizes, a number without % may be meant as it
// is.
const (
	usualShare   = 2  // growth of 150 % is 1.5
	derivedShare = 20 // a formula may give any ratio
	usualChange  = 10 // wow, mom, yoy and pace
)

const (
	percentRule   = "quantity/percent"
	conditionRule = "alert-rule/percent"
)

// quantityOf converts a quantity to the metric's unit, and warns where a percentage was probably written instead of a
// share.
func (b *builder) quantityOf(p *places, path string, q *quantity, m *okr.Metric) *float64 {
	v := b.convert(p, path, q, m.Unit)
	if v != nil && q.suffix == "" && m.Unit == "percentunit" && b.tooLarge(*v, m) {
		b.warnf(p, path, percentRule, shareCure(*v)+fmt.Sprintf("; where %s is meant, write %s%%", wholePercent(*v), plainNumber(exactly(*v, 2))),
			"%s", shareDoubt(lastName(path)+": ", *v))
	}
	return v
}

// spanOf does the same for both ends of a span.
func (b *builder) spanOf(p *places, path string, s span, m *okr.Metric) [2]float64 {
	return b.spanBy(p, path, s, func(path string, q *quantity) *float64 { return b.quantityOf(p, path, q, m) })
}

// tooLarge reports whether a number without % is too large for a share of the metric.
func (b *builder) tooLarge(v float64, m *okr.Metric) bool {
	limit := float64(usualShare)
	if m.Type == okr.Derived {
		limit = derivedShare
	}
	if math.Abs(v) <= limit {
		return false
	}
	end := m.Bounds.Max
	if v < 0 {
		end = m.Bounds.Min
	}
	return end == nil || m.Bounds.Clamp(v) != v || b.doubtfulBound(m.Name, v < 0, *end)
}

// doubtfulBound reports whether a bound of a share was probably written as a percentage.
func (b *builder) doubtfulBound(metric string, lower bool, v float64) bool {
	d, ok := b.metricDrafts[metric]
	if !ok || d.spec.Bounds == nil {
		return false
	}
	q := d.spec.Bounds.Max
	if lower {
		q = d.spec.Bounds.Min
	}
	return q != nil && q.suffix == "" && math.Abs(v) > derivedShare
}

// bounds reads the bounds of a metric, and warns where they were probably written as percentages.
func (b *builder) bounds(d *draft[metricSpec]) okr.Bounds {
	s := d.spec
	var bounds okr.Bounds
	for _, end := range []struct {
		path    string
		written *quantity
		value   **float64
	}{{"spec.bounds.min", s.Bounds.Min, &bounds.Min}, {"spec.bounds.max", s.Bounds.Max, &bounds.Max}} {
		v := b.convert(d.places, end.path, end.written, s.Unit)
		*end.value = v
		switch {
		case v == nil || end.written.suffix != "":
		case s.Unit == "percentunit" && math.Abs(*v) > derivedShare:
			b.warnf(d.places, end.path, percentRule, shareCure(*v), "%s", shareDoubt(lastName(end.path)+": ", *v))
		case s.Unit == "percent" && *v == 1:
			b.warnf(d.places, end.path, percentRule, "write 100, or unit: percentunit",
				"%s: 1 in the unit percent is 1 %%: did you mean 100 %%?", lastName(end.path))
		}
	}
	if bounds.Min != nil && bounds.Max != nil && okr.AtLeast(*bounds.Min, *bounds.Max) {
		b.errorf(d.places, "spec.bounds", "metric/bounds", "swap them", "min is not below max")
		return okr.Bounds{}
	}
	return bounds
}

// ratioUnit hints at ratios with the unit percent, which are shown a hundred times too small.
func (b *builder) ratioUnit(d *draft[metricSpec], m *okr.Metric) {
	if m.Type == okr.Ratio && m.Unit == "percent" {
		b.hintf(d.places, "spec.unit", percentRule,
			"write unit: percentunit, and shares as 60% or 0.6; where the numerator already counts hundredfold, leave it",
			"a ratio is a fraction: 60 of 100 is 0.6, which the unit percent shows as 0.6 %%")
	}
}

// shares warns about percentages in the conditions of a rule that are compared with shares.
func (w *watch) shares() {
	for _, c := range w.conditions {
		for _, level := range c.Levels() {
			if wrong, metric := w.percentage(level); wrong {
				w.percentIn(c, level, metric)
			}
		}
	}
}

// percentage reports whether a number is probably a percentage that is compared with a share, and of which metric.
func (w *watch) percentage(level condition.Level) (wrong bool, metric string) {
	v := level.Value
	switch level.Of {
	case "wow", "mom", "yoy":
		return v < -1 || v > usualChange, ""
	case "pace":
		return math.Abs(v) > usualChange, ""
	case "attainment":
		return math.Abs(v) > usualShare, ""
	case "value":
		for _, s := range w.subjects {
			if s.Metric.Unit != "percentunit" || !w.builder.tooLarge(v, s.Metric) {
				return false, "" // the number may belong to this metric
			}
		}
		return true, w.subjects[0].Metric.Name
	}
	m := w.builder.metricsBuilt[level.Of]
	return m.Unit == "percentunit" && w.builder.tooLarge(v, m), m.Name
}

func (w *watch) percentIn(c conditionAt, level condition.Level, metric string) {
	m := w.draft.src.inside(w.draft.at(c.path), c.String(), level.Line, level.Column, level.Width)
	message := shareDoubt(lastName(c.path)+": ", level.Value)
	hint := "write " + plainNumber(exactly(level.Value, -2))
	if metric == "" {
		message = fmt.Sprintf("%s: %s is a share, so that %s is %s: did you mean %s %%, or %s?", lastName(c.path), level.Of,
			plainNumber(level.Value), wholePercent(level.Value), plainNumber(level.Value), plainNumber(exactly(level.Value, -2)))
	} else {
		hint += fmt.Sprintf("; where %s is meant, give metric %s bounds that allow it", wholePercent(level.Value), metric)
	}
	w.builder.addFinding(Warning, w.draft.places, m, conditionRule, hint, "%s", message)
}

// shareDoubt is the message about a doubtful number in the unit percentunit.
func shareDoubt(what string, v float64) string {
	return fmt.Sprintf("%s%s in the unit percentunit is %s: did you mean %s %%, or %s?", what, plainNumber(v), wholePercent(v),
		plainNumber(v), plainNumber(exactly(v, -2)))
}

func shareCure(v float64) string {
	return fmt.Sprintf("write %s%% or %s", plainNumber(v), plainNumber(exactly(v, -2)))
}

// wholePercent is a share as people see it: 60 is 6,000 %.
func wholePercent(v float64) string { return okr.FormatLimit(exactly(v, 2), "short", nil) + " %" }

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
