package catalog

import (
	"github.com/northstar/okrkpi/pkg/okr"
)

func (b *builder) kpi(d *draft[kpiSpec]) okr.KPI {
	s := d.spec
	k := okr.KPI{
		Meta: d.Meta, Metric: s.Metric, Team: s.Team, Tier: wordOr(s.Tier, okr.ParseTier, okr.Main),
		Supports: s.Supports, Effect: wordOr(s.Effect, okr.ParseEffect, okr.EffectUnknown),
		ExplorationUntil: s.ExplorationUntil, RetiredOn: s.RetiredOn, Playbook: okr.Text(s.Playbook),
	}
	if d.Name == okr.Everything {
		b.errorf(d.places, "metadata.name", "name/reserved", "say which", "%q stands for every KPI in alert rules", d.Name)
	}
	if s.Alerts != nil && s.Alerts.Thresholds != nil {
		k.ThresholdAlertsOff = !*s.Alerts.Thresholds
	}
	b.refer(d.places, "spec.team", "team", s.Team, b.teamNames)
	b.referAll(d.places, "spec.supports", "key result", s.Supports, b.keyResultIDs)
	if len(s.Supports) > 0 && !d.has("spec.effect") {
		b.hintf(d.places, "spec.supports", "kpi/effect",
			"write effect: positive if the key results rise when this rises, otherwise negative",
			"it is not said which way this KPI moves the key results that it supports")
	}
	if b.refer(d.places, "spec.metric", "metric", s.Metric, b.metricNames) && s.Thresholds != nil {
		k.Thresholds = b.thresholds(d, b.metricsBuilt[s.Metric])
		b.sumOfPeriodInKPI(d, b.metricsBuilt[s.Metric])
	}
	if until := k.ExplorationUntil; !until.IsZero() && until.Before(b.today) && k.RetiredOn.IsZero() {
		b.warnf(d.places, "spec.explorationUntil", "kpi/exploration",
			"keep it and leave explorationUntil out, drop it with retiredOn, or write a later day",
			"the trial of KPI %s ended on %v, and whether it stays is not decided", d.Name, until)
	}
	if !k.Thresholds.IsZero() && !k.ThresholdAlertsOff && k.Playbook.IsZero() && k.RetiredOn.IsZero() {
		b.warnf(d.places, "spec.thresholds", "kpi/playbook",
			"write playbook: what to do when it turns yellow or red, or switch the alerts off: alerts: {thresholds: false}",
			"yellow and red alert the team, and nothing says what it does then")
	}
	return k
}

// effects hints at KPIs whose effect says that a better KPI makes a supported key result worse. It skips metrics of
// direction band.
func (b *builder) effects(c *okr.Catalog) {
	for _, d := range b.kpis {
		effect := wordOr(d.spec.Effect, okr.ParseEffect, okr.EffectUnknown)
		m, ok := c.Metric(d.spec.Metric)
		if effect == okr.EffectUnknown || !ok || !oneWay(m.Direction) {
			continue
		}
		for i, id := range d.spec.Supports {
			_, kr, ok := c.KeyResult(id)
			if !ok {
				continue
			}
			moved, ok := c.Metric(kr.Metric)
			if !ok || !oneWay(moved.Direction) || (m.Direction == moved.Direction) == (effect == okr.EffectPositive) {
				continue
			}
			b.hintf(d.places, item("spec.supports", i), "kpi/effect", "correct the effect, or leave the key result out: a lever helps",
				"with effect %v, key result %s gets worse when this KPI gets better: %s is good %v and %s is good %v",
				effect, id, m.Name, m.Direction, moved.Name, moved.Direction)
		}
	}
}

func oneWay(d okr.Direction) bool { return d == okr.Up || d == okr.Down }

// thresholds converts the thresholds and checks that they fit the metric's direction and each other.
func (b *builder) thresholds(d *draft[kpiSpec], m *okr.Metric) okr.Thresholds {
	const rule = "kpi/thresholds"
	var t okr.Thresholds
	s := d.spec.Thresholds
	for _, l := range []struct {
		path   string
		limit  *limit
		single **float64
		band   **[2]float64
	}{
		{"spec.thresholds.yellow", s.Yellow, &t.Yellow, &t.YellowBand},
		{"spec.thresholds.red", s.Red, &t.Red, &t.RedBand},
	} {
		switch {
		case l.limit == nil || m.Direction == okr.DirectionUnknown:
		case l.limit.band != nil && m.Direction != okr.Band:
			b.errorf(d.places, l.path, rule, "write a single limit, or give the metric direction: band",
				"a band needs a metric of direction band, and %s has direction %v", m.Name, m.Direction)
		case l.limit.single != nil && m.Direction == okr.Band:
			b.errorf(d.places, l.path, rule, "write the low and the high end: [0.2, 0.4]",
				"%s is good inside a band: a single limit does not say which", m.Name)
		case l.limit.band != nil:
			band := b.spanOf(d.places, l.path, *l.limit.band, m)
			*l.band = &band
		default:
			*l.single = b.quantityOf(d.places, l.path, l.limit.single, m)
		}
	}
	switch y, r := t.Yellow, t.Red; {
	case y == nil || r == nil:
	case m.Direction == okr.Up && okr.Above(*r, *y):
		b.errorf(d.places, "spec.thresholds.red", rule, "red is the lower of the two where higher is better",
			"red begins below %s, which is better than where yellow begins (%s)", format(*r, m), format(*y, m))
	case m.Direction == okr.Down && okr.Below(*r, *y):
		b.errorf(d.places, "spec.thresholds.red", rule, "red is the higher of the two where lower is better",
			"red begins above %s, which is better than where yellow begins (%s)", format(*r, m), format(*y, m))
	}
	if y, r := t.YellowBand, t.RedBand; y != nil && r != nil && (okr.Above(r[0], y[0]) || okr.Below(r[1], y[1])) {
		b.errorf(d.places, "spec.thresholds.red", rule, "the red band is the wider of the two",
			"the red band does not hold the yellow band: it would be red where it should be yellow")
	}
	return t
}

func writeKPI(k okr.KPI) document[kpiSpec] {
	s := kpiSpec{
		Metric: k.Metric, Team: k.Team, Tier: k.Tier.String(), Supports: k.Supports, Effect: k.Effect.String(),
		ExplorationUntil: k.ExplorationUntil, RetiredOn: k.RetiredOn, Playbook: text(k.Playbook),
	}
	if t := k.Thresholds; !t.IsZero() {
		s.Thresholds = &thresholdsSpec{Yellow: writeLimit(t.Yellow, t.YellowBand), Red: writeLimit(t.Red, t.RedBand)}
	}
	alerts := !k.ThresholdAlertsOff
	s.Alerts = &kpiAlertsSpec{Thresholds: &alerts}
	return document[kpiSpec]{apiVersion, kindKPI, writeMetadata(k.Meta), s}
}

func writeLimit(single *float64, band *[2]float64) *limit {
	if single == nil && band == nil {
		return nil
	}
	return &limit{single: writeQuantity(single), band: writeSpan(band)}
}
