package catalog

import (
	"maps"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// keyResultDraft is a decoded key result.
type keyResultDraft struct {
	*places
	path string
	spec keyResultSpec
}

// keyResult builds a key result. period is nil where the objective's period is unknown or has no days.
func (b *builder) keyResult(k keyResultDraft, period *okr.Period) okr.KeyResult {
	s := k.spec
	kr := okr.KeyResult{
		Name: s.Name, Title: okr.Text(s.Title), Metric: s.Metric, Segment: maps.Clone(s.Segment), Owner: s.Owner, Weight: 1,
		Adopted: wordOr(s.Adopted, okr.ParseLevel, okr.Target), Type: wordOr(s.Type, okr.ParseKeyResultType, okr.Reach),
	}
	if s.Weight != nil {
		kr.Weight = *s.Weight
		if !weightRange.holds(kr.Weight) {
			b.errorf(k.places, k.path+".weight", "key-result/weight", "write a number "+weightRange.String()+", or leave the key result out",
				"a weight of %v does not count", kr.Weight)
		}
	}
	if p := s.ProvisionalActivity; p != nil {
		kr.Provisional = &okr.ProvisionalActivity{Reason: okr.Text(p.Reason), Until: p.Until}
	}
	if !b.refer(k.places, k.path+".metric", "metric", s.Metric, b.metricNames) {
		return kr
	}
	m := b.metricsBuilt[s.Metric]
	for _, key := range slices.Sorted(maps.Keys(s.Segment)) {
		label, err := series.NormalLabel(s.Segment[key])
		if err != nil {
			b.errorf(k.places, join(k.path+".segment", key), "key-result/segment", "write the label as facts have it",
				"the label %s %v", okr.Quote(s.Segment[key]), err)
		}
		if label == series.WholeLabel {
			b.errorf(k.places, join(k.path+".segment", key), "key-result/segment", "leave the segment out for all labels together",
				"* stands for all labels together and is the label of no fact")
		}
		kr.Segment[key] = label
		if !slices.Contains(m.Segments, key) {
			hint := "the metric declares no segments"
			if len(m.Segments) > 0 {
				hint = suggest(key, m.Segments, "it has")
			}
			b.errorAtKey(k.places, join(k.path+".segment", key), "reference/unknown", hint,
				"metric %s has no segment %q", m.Name, key)
		}
	}
	b.levels(k, m, &kr)
	b.maintained(k, m, &kr)
	b.phases(k, m, &kr, period)
	b.keyResultMethod(k, m, kr, period)
	return kr
}

// levels reads baseline, target, stretch and moonshot, and checks their order.
func (b *builder) levels(k keyResultDraft, m *okr.Metric, kr *okr.KeyResult) {
	s := k.spec
	if s.Baseline != nil && !s.Baseline.auto {
		kr.Baseline = b.quantityOf(k.places, k.path+".baseline", &s.Baseline.quantity, m)
	}
	kr.Stretch = b.quantityOf(k.places, k.path+".stretch", s.Stretch, m)
	kr.Moonshot = b.quantityOf(k.places, k.path+".moonshot", s.Moonshot, m)
	target := b.quantityOf(k.places, k.path+".target", s.Target, m)
	if target == nil {
		if !k.has(k.path+".target") && !k.has(k.path+".maintainIn") {
			b.errorAtKey(k.places, k.path, "schema/required", "write the value that proves the objective",
				"target is missing")
		}
		return
	}
	kr.Target = *target
	if kr.Adopted != okr.Target && s.MaintainIn == nil && !k.has(k.path+"."+kr.Adopted.String()) {
		b.errorf(k.places, k.path+".adopted", "key-result/adopted", "write "+s.Adopted+": with its value",
			"the adopted level has no value")
	}
	if !m.Bounds.Contain(kr.Target) {
		b.errorf(k.places, k.path+".target", "key-result/bounds", "correct the target, or the metric's bounds",
			"%s is outside the values that %s can take", format(kr.Target, m), m.Name)
	}
	if kr.Type == okr.Reach && kr.Baseline != nil {
		b.way(k, m, kr)
	}
	b.bolder(k, m, *kr)
}

// format writes a level in the metric's unit, for messages.
func format(v float64, m *okr.Metric) string { return okr.FormatLimit(v, m.Unit, m.Decimals) }

// way checks that the target is better than the baseline.
func (b *builder) way(k keyResultDraft, m *okr.Metric, kr *okr.KeyResult) {
	from, to := *kr.Baseline, kr.Target
	switch {
	case okr.Same(from, to):
		b.errorf(k.places, k.path+".target", "key-result/target",
			"write type: maintain if the level is to be kept, or a target that differs", "target and baseline are the same")
	case m.Direction == okr.Up && to < from, m.Direction == okr.Down && to > from:
		b.warnf(k.places, k.path+".target", "key-result/direction", "correct the target, or the metric's direction",
			"the target %s is worse than the baseline %s: the metric's direction is %v", format(to, m), format(from, m),
			m.Direction)
	}
}

// bolder checks that each level goes further than the one before, in the direction of the first two.
func (b *builder) bolder(k keyResultDraft, m *okr.Metric, kr okr.KeyResult) {
	type level struct {
		name  string
		value *float64
	}
	var given []level
	for _, l := range []level{
		{"baseline", kr.Baseline}, {"target", &kr.Target}, {"stretch", kr.Stretch}, {"moonshot", kr.Moonshot},
	} {
		if l.value != nil && (l.name != "baseline" || kr.Type == okr.Reach) {
			given = append(given, l)
		}
	}
	for i := 2; i < len(given); i++ {
		before, last, next := *given[i-2].value, *given[i-1].value, *given[i].value
		if okr.Minus(last, before)*okr.Minus(next, last) <= 0 {
			b.warnf(k.places, k.path+"."+given[i].name, "key-result/levels",
				"order them from modest to bold: target, stretch, moonshot",
				"%s %s is not bolder than %s %s", given[i].name, format(next, m), given[i-1].name, format(last, m))
		}
	}
}

// maintained checks the keys of a maintained key result.
func (b *builder) maintained(k keyResultDraft, m *okr.Metric, kr *okr.KeyResult) {
	const rule = "key-result/maintain"
	s := k.spec
	if s.MaintainIn != nil {
		band := b.spanOf(k.places, k.path+".maintainIn", *s.MaintainIn, m)
		kr.MaintainIn = &band
		for _, key := range []string{"target", "stretch", "moonshot", "adopted"} {
			if k.has(k.path + "." + key) {
				b.errorAtKey(k.places, k.path+"."+key, rule, "leave it out: the band says what to keep",
					"%s and maintainIn exclude each other", key)
			}
		}
	}
	switch {
	case s.MaintainIn != nil && kr.Type != okr.Maintain:
		b.errorf(k.places, k.path+".maintainIn", rule, "write type: maintain", "a band is kept, not reached")
	case s.MaintainIn != nil && m.Direction != okr.Band && m.Direction != okr.DirectionUnknown:
		b.errorf(k.places, k.path+".maintainIn", rule, "write target: with the limit to keep",
			"a band needs a metric of direction band, and %s has direction %v", m.Name, m.Direction)
	case s.MaintainIn == nil && kr.Type == okr.Maintain && m.Direction == okr.Band:
		b.errorAtKey(k.places, k.path, rule, "write maintainIn: [low, high]",
			"%s is good inside a band: the key result has to say which", m.Name)
	case kr.Type == okr.Maintain && len(s.Phased) > 0:
		b.errorAtKey(k.places, k.path+".phased", rule, "leave it out", "a level that is kept has no phases")
	}
}

// phases checks that the milestones lie within the period, in order.
func (b *builder) phases(k keyResultDraft, m *okr.Metric, kr *okr.KeyResult, period *okr.Period) {
	for i, phase := range k.spec.Phased {
		path := item(k.path+".phased", i)
		value := b.quantityOf(k.places, path+".value", &phase.Value, m)
		if value == nil || phase.Date.IsZero() {
			continue
		}
		if period != nil && (!period.Start.Before(phase.Date) || period.End.Before(phase.Date)) {
			b.errorf(k.places, path+".date", "key-result/phased", "choose a day after the start, up to the end",
				"%v is not inside the period %s, which runs from %v to %v", phase.Date, period.Name, period.Start, period.End)
		}
		if n := len(kr.Phased); n > 0 && !kr.Phased[n-1].Date.Before(phase.Date) {
			b.errorf(k.places, path+".date", "key-result/phased", "order the phases by date",
				"%v does not come after %v", phase.Date, kr.Phased[n-1].Date)
		}
		kr.Phased = append(kr.Phased, okr.Phase{Date: phase.Date, Value: *value})
	}
}

func writeKeyResult(kr okr.KeyResult) keyResultSpec {
	weight := kr.Weight
	s := keyResultSpec{
		Name: kr.Name, Title: text(kr.Title), Metric: kr.Metric, Segment: kr.Segment, Owner: kr.Owner, Weight: &weight,
		Baseline: &baselineValue{auto: true}, Stretch: writeQuantity(kr.Stretch), Moonshot: writeQuantity(kr.Moonshot),
		Type: kr.Type.String(), MaintainIn: writeSpan(kr.MaintainIn),
	}
	if kr.Baseline != nil {
		s.Baseline = &baselineValue{quantity: quantity{number: *kr.Baseline}}
	}
	if kr.MaintainIn == nil {
		s.Target, s.Adopted = &quantity{number: kr.Target}, kr.Adopted.String()
	}
	for _, p := range kr.Phased {
		s.Phased = append(s.Phased, phaseSpec{Date: p.Date, Value: quantity{number: p.Value}})
	}
	if p := kr.Provisional; p != nil {
		s.ProvisionalActivity = &provisionalSpec{Reason: text(p.Reason), Until: p.Until}
	}
	return s
}
