package okr

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Rules lists all alert rules by name: those of the catalog, and the automatic ones that are not switched off. A KPI with
// thresholds has one rule that fires while it is red and one that fires while it is yellow; a metric with a KPI has one
// that fires when its value jumps. Dates do not matter here: rules of retired and of observed KPIs are listed, too.
func (c *Catalog) Rules() []AlertRule {
	rules := slices.Clone(c.AlertRules)
	watchers := c.watchers()
	for i := range c.KPIs {
		k := &c.KPIs[i]
		m, ok := c.Metric(k.Metric)
		if !ok {
			continue
		}
		if !k.ThresholdAlertsOff {
			rules = append(rules, thresholdRules(k, m)...)
		}
		if watchers[m.Name] == k && !m.UnusualAlertsOff {
			rules = append(rules, unusualRule(k, m))
		}
	}
	sortBy(rules, func(r *AlertRule) string { return r.Name })
	return rules
}

// Watcher is the KPI that represents a metric whatever the day is: the one that stays in use longest; of several, a main one before a
// monitoring one.
func (c *Catalog) Watcher(metric string) (*KPI, bool) {
	var best *KPI
	for i := range c.KPIs {
		if k := &c.KPIs[i]; k.Metric == metric && k.speaksBefore(best) {
			best = k
		}
	}
	return best, best != nil
}

// WatcherOn is the KPI that represents a metric among those in use on a day, nil for none: a main one before a monitoring one, and
// of several the first of the catalog.
func (c *Catalog) WatcherOn(metric string, day Date) *KPI {
	var best *KPI
	for i := range c.KPIs {
		if k := &c.KPIs[i]; k.Metric == metric && !k.Retired(day) && (best == nil || k.Tier < best.Tier) {
			best = k
		}
	}
	return best
}

// watchers are the KPIs that represent metrics, by metric name.
func (c *Catalog) watchers() map[string]*KPI {
	best := make(map[string]*KPI, len(c.KPIs))
	for i := range c.KPIs {
		if k := &c.KPIs[i]; k.speaksBefore(best[k.Metric]) {
			best[k.Metric] = k
		}
	}
	return best
}

func (k *KPI) speaksBefore(other *KPI) bool {
	return other == nil || cmp.Or(compareRetirement(k, other), cmp.Compare(k.Tier, other.Tier)) < 0
}

// compareRetirement orders KPIs by the day on which they are retired: those that never are come first, then the latest
// day.
func compareRetirement(a, b *KPI) int {
	switch {
	case a.RetiredOn == b.RetiredOn:
		return 0
	case a.RetiredOn.IsZero():
		return -1
	case b.RetiredOn.IsZero():
		return 1
	}
	return b.RetiredOn.Compare(a.RetiredOn)
}

// thresholdRules are the rules on a KPI's red and yellow. At most one of them fires: the yellow one excludes red values.
func thresholdRules(k *KPI, m *Metric) []AlertRule {
	red, yellow := k.Thresholds.conditions(m.Direction)
	var rules []AlertRule
	add := func(expr string, status Status, severity Severity, en, ja string) {
		if expr == "" {
			return
		}
		r := automatic(k, m, RuleThreshold, k.Name+"_"+status.String(), en, ja)
		r.Expr, r.Severity, r.Decision = expr, severity, k.Playbook
		if k.Playbook.IsZero() {
			r.Decision = Text{
				"en": "Find the cause together and decide today what to do. Then write it into the playbook of " + k.Name + ".",
				"ja": "原因をみんなで調べ、対応を今日決める。決めたことは" + k.Name + "のプレイブックに書き残す。",
			}
		}
		rules = append(rules, r)
	}
	add(red, Red, Critical, "%s is red", "%sが赤")
	add(yellow, Yellow, Warning, "%s is yellow", "%sが黄")
	return rules
}

// unusualRule fires when a value jumps far away from the median of the values before, up or down. UnusualJump of the
// distance must have come since the value before, so that a trend or a new level does not alert every week. For a metric
// with an external range, the change must also leave that range.
func unusualRule(k *KPI, m *Metric) AlertRule {
	r := automatic(k, m, RuleUnusual, m.Name+"_unusual", "%s is unusual", "%sがいつもと違う")
	r.Expr, r.Severity = fmt.Sprintf("abs(z) > %v && jump >= %v", UnusualScore, UnusualJump), Warning
	if e := m.External; e != nil && e.Range[0] < e.Range[1] {
		change := "value - previous"
		r.Expr += fmt.Sprintf(" && (%s < %s || %s > %s)", change, decimal(e.Range[0]), change, decimal(e.Range[1]))
	}
	r.Decision = Text{
		"en": "Check first whether the data is complete, then ask what changed: a release, a campaign, a price, an outage.",
		"ja": "まずデータの欠けや重複を確認し、次に何が変わったか(リリース、施策、価格、障害)を調べる。",
	}
	return r
}

func automatic(k *KPI, m *Metric, kind RuleKind, name, en, ja string) AlertRule {
	label := func(locale string) string {
		if s := k.Title.In(locale); s != "" {
			return s
		}
		return m.Label(locale)
	}
	return AlertRule{
		Meta: Meta{Name: name, Title: Text{"en": fmt.Sprintf(en, label("en")), "ja": fmt.Sprintf(ja, label("ja"))}},
		Kind: kind, Over: Scope{KPIs: []string{k.Name}}, Team: k.Team, OnNoData: OnNoDataTell,
	}
}

// conditions are the expressions that hold where a value is red and where it is yellow; "" where no value is.
func (t Thresholds) conditions(d Direction) (red, yellow string) {
	switch d {
	case Up, Down:
		worse, better := "value < ", "value >= "
		if d == Down {
			worse, better = "value > ", "value <= "
		}
		if t.Red != nil {
			red = worse + decimal(*t.Red)
		}
		if t.Yellow != nil {
			yellow = worse + decimal(*t.Yellow)
			if t.Red != nil {
				yellow += " && " + better + decimal(*t.Red)
			}
		}
	case Band:
		if b := t.RedBand; b != nil {
			red = "value < " + decimal(b[0]) + " || value > " + decimal(b[1])
		}
		if b := t.YellowBand; b != nil {
			yellow = "value < " + decimal(b[0]) + " || value > " + decimal(b[1])
			if r := t.RedBand; r != nil {
				yellow = "(" + yellow + ") && value >= " + decimal(r[0]) + " && value <= " + decimal(r[1])
			}
		}
	case DirectionUnknown:
	}
	return red, yellow
}

// decimal writes a number as expressions read it: without an exponent, and with a point where it does not fit into an
// integer.
func decimal(f float64) string {
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if f == math.Trunc(f) && math.Abs(f) >= 1<<53 {
		text += ".0"
	}
	return text
}
