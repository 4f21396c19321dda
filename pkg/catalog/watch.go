package catalog

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// condition compiles an expression of a rule; nil where there is none or where it does not compile. While a document
// could not be read, nothing is said about metrics that may be in there.
func (b *builder) condition(d *draft[alertRuleSpec], key, src string) *condition.Condition {
	if src == "" {
		return nil // reported where it is required
	}
	c, err := condition.CompileCondition(src, condition.Names{Metrics: b.metricList()})
	if err == nil {
		return c
	}
	if !b.lost {
		b.expressionError(d.places, "spec."+key, "alert-rule/"+key, src, err, "write a condition such as churn_rate > 0.04")
	}
	return nil
}

// expressionError reports a mistake in an expression at its place in the file.
func (b *builder) expressionError(p *places, path, rule, src string, err error, hint string) {
	m, message := p.at(path), err.Error()
	var bad *condition.Error
	if errors.As(err, &bad) {
		message, hint = bad.Message, cmp.Or(bad.Hint, hint)
		m = p.src.inside(m, src, bad.Line, bad.Column)
		m.length = bad.Width
	}
	b.addFinding(Error, p, m, rule, hint, "%s: %s", lastName(path), message)
}

// watch checks a rule whose expressions compile against what it watches, and fills in what follows from that.
type watch struct {
	*builder
	*draft[alertRuleSpec]
	rule       *okr.AlertRule
	catalog    *okr.Catalog
	conditions []*condition.Condition // expr and audit
	subjects   []okr.Subject
	operands   []condition.Operand
}

func compact(all ...*condition.Condition) []*condition.Condition {
	return slices.DeleteFunc(all, func(c *condition.Condition) bool { return c == nil })
}

func (w *watch) check() {
	for _, c := range w.conditions {
		w.operands = append(w.operands, c.Operands()...)
	}
	for _, o := range w.operands {
		if !slices.Contains(w.rule.Metrics, o.Metric) {
			w.rule.Metrics = append(w.rule.Metrics, o.Metric)
		}
	}
	if w.subjects = w.catalog.Subjects(*w.rule); !w.something() {
		return
	}
	w.team()
	w.variables()
	w.grains()
	taken := w.segments()
	w.labels(w.draft, taken)
	w.sample()
}

// something reports whether the rule watches anything, and finds fault if not.
func (w *watch) something() bool {
	const rule = "alert-rule/over"
	scoped := !w.rule.Over.IsZero()
	switch reads := w.reads(); {
	case len(w.subjects) == 0 && scoped:
		w.errorf(w.places, "spec.over", rule, "look for the team and the tier in the KPIs",
			"the rule watches nothing: nothing that it names has this team and tier")
		return false
	case len(w.subjects) == 0:
		w.errorf(w.places, "spec.expr", rule, "write over: {metrics: […]}, or name a metric in place of value",
			"it is not said which metric the rule watches")
		return false
	case !scoped && len(w.rule.Metrics) > 1 && reads != "":
		w.errorf(w.places, "spec.expr", rule, "write over: {metrics: […]}",
			"it is not said which metric the rule watches, and whose %s it looks at", reads)
		return false
	}
	return true
}

// reads is a variable that the expressions read and that belongs to the metric that is watched, "" for none.
func (w *watch) reads() string {
	for _, c := range w.conditions {
		for _, name := range c.Variables() {
			if name != "now" && name != "bucket" {
				return name
			}
		}
		others := 1
		for _, o := range c.Operands() {
			others = max(others, o.Buckets)
		}
		if c.History() >= others {
			return "history"
		}
	}
	return ""
}

// team finds out who gets the alerts where the rule does not say it.
func (w *watch) team() {
	if w.rule.Team != "" || w.spec.Team != "" {
		return
	}
	const rule = "alert-rule/team"
	teams := names{}
	of := func(team, metric string) bool {
		if team == "" {
			w.errorAtKey(w.places, "spec", rule, "write team: with the name of a team",
				"no team answers for metric %s: it is not said who gets the alert", metric)
			return false
		}
		teams[team] = true
		return true
	}
	for _, s := range w.subjects {
		if !of(s.Team, s.Metric.Name) {
			return
		}
	}
	if w.rule.Over.IsZero() {
		for _, metric := range w.rule.Metrics {
			if !of(w.catalog.TeamOf(metric), metric) {
				return
			}
		}
		if len(teams) > 1 {
			w.errorAtKey(w.places, "spec", rule, "write team: with the one that decides",
				"the metrics belong to several teams: %s", strings.Join(teams.sorted(), ", "))
			return
		}
	}
	if len(teams) == 1 {
		w.rule.Team = teams.sorted()[0]
	}
}

// variables warns about what is only known of key results.
func (w *watch) variables() {
	for _, c := range w.conditions {
		for _, name := range c.Variables() {
			i := slices.IndexFunc(w.subjects, func(s okr.Subject) bool { return s.KeyResult == nil })
			if i >= 0 && slices.Contains([]string{"attainment", "pace", "target"}, name) {
				w.warnf(w.places, "spec.expr", "alert-rule/variable", "write over: {keyResults: […]}",
					"only key results have %s, and the rule watches metric %s too: it will never have data there", name,
					w.subjects[i].Metric.Name)
				return
			}
		}
	}
}

// grains checks that every metric has values at the grain at which it is looked at. A rule that names its metrics without
// watching others takes its grain from them.
func (w *watch) grains() {
	if w.rule.Grain == okr.GrainUnknown && w.rule.Over.IsZero() {
		w.rule.Grain = w.ownGrain()
	}
	checked := names{}
	for _, s := range w.subjects {
		at := w.rule.Grain
		if at == okr.GrainUnknown {
			at = s.Metric.ReviewGrain()
		}
		if !w.grain(checked, s.Metric, at) {
			return
		}
		for _, o := range w.operands {
			m := w.metricsBuilt[o.Metric]
			if !w.grain(checked, m, cmp.Or(o.Grain, at)) {
				return
			}
		}
	}
}

// ownGrain is the coarsest grain at which the metrics that the rule names are judged.
func (w *watch) ownGrain() okr.Grain {
	var coarsest, asked okr.Grain
	for _, o := range w.operands {
		if o.Grain == okr.GrainUnknown {
			coarsest = max(coarsest, w.metricsBuilt[o.Metric].ReviewGrain())
		}
		asked = max(asked, o.Grain)
	}
	return cmp.Or(coarsest, asked)
}

func (w *watch) grain(checked names, m *okr.Metric, at okr.Grain) bool {
	key := m.Name + " " + at.String()
	combines := m.Type.Additive() || m.Type == okr.Derived
	if checked[key] || m.Grain == okr.GrainUnknown {
		return true
	}
	checked[key] = true
	if at >= m.Grain && (!combines || series.Nests(m.Grain, at)) {
		return true
	}
	path := "spec.grain"
	if !w.has(path) {
		path = "spec.expr"
	}
	w.errorf(w.places, path, "alert-rule/grain", "write grain: "+m.Grain.String()+", or leave this metric to another rule",
		"metric %s comes by the %v and has no value by the %v", m.Name, m.Grain, at)
	return false
}

// segments checks that everything that the rule looks at can be split as it says. It returns the segments that become
// labels.
func (w *watch) segments() names {
	const rule = "alert-rule/segment"
	taken, seen, metrics := names{}, names{}, names{}
	for _, s := range w.subjects {
		metrics[s.Metric.Name] = true
		for _, key := range s.Metric.Segments {
			taken[key] = true
		}
	}
	for _, name := range w.rule.Metrics {
		metrics[name] = true
	}
	all := metrics.sorted()
	for i, key := range w.rule.GroupBy {
		path := item("spec.groupBy", i)
		switch {
		case seen[key]:
			w.errorf(w.places, path, "name/duplicate", "name it once", "segment %q is named twice", key)
		case slices.Contains(alertLabels, key):
			w.errorf(w.places, path, "name/reserved", "give the segment another name in the metric",
				"every alert has a label %q already", key)
		default:
			w.splits(path, rule, key, all)
		}
		seen[key] = true
	}
	return taken
}

func (w *watch) splits(path, rule, key string, metrics []string) {
	for _, name := range metrics {
		m := w.metricsBuilt[name]
		if slices.Contains(m.Segments, key) {
			continue
		}
		hint := "leave it out: the metric declares no segments"
		if len(m.Segments) > 0 {
			hint = suggest(key, m.Segments, "it has")
		}
		w.errorf(w.places, path, rule, hint, "metric %s has no segment %q", name, key)
		return
	}
}

// sample warns about a smallest sample where nothing counts observations.
func (w *watch) sample() {
	counts := func(s okr.Subject) bool { return s.Metric.Type.HasSample() }
	if w.rule.MinSample > 0 && !slices.ContainsFunc(w.subjects, counts) {
		w.warnf(w.places, "spec.minSample", "alert-rule/min-sample", "leave it out",
			"metric %s is no ratio and no mean: it does not count observations", w.subjects[0].Metric.Name)
	}
}
