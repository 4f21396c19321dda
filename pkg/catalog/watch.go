package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// watch checks a rule, whose expressions compile, against its subjects, and sets what follows from them.
type watch struct {
	builder    *builder
	draft      *draft[alertRuleSpec]
	rule       *okr.AlertRule
	catalog    *okr.Catalog
	conditions []conditionAt
	subjects   []okr.Subject
	taken      names // segment keys of the subjects, which may become labels
}

func (w *watch) check() {
	for _, c := range w.conditions {
		for _, o := range c.Operands() {
			if !slices.Contains(w.rule.Metrics, o.Metric) {
				w.rule.Metrics = append(w.rule.Metrics, o.Metric)
			}
		}
		if c.path == "spec.expr" && len(w.rule.Metrics) > 1 {
			w.rule.Compared = slices.Clone(w.rule.Metrics)
		}
	}
	if w.subjects = w.catalog.Subjects(*w.rule); !w.watchesAnything() {
		return
	}
	w.team()
	w.variables()
	w.grains()
	w.segments()
	w.sample()
	w.shares()
	w.holding()
}

// watchesAnything reports whether the rule watches anything; otherwise it adds a finding.
func (w *watch) watchesAnything() bool {
	const rule = "alert-rule/over"
	scoped := !w.rule.Over.IsZero()
	switch reads := w.reads(); {
	case len(w.subjects) == 0 && scoped:
		w.builder.errorf(w.draft.places, "spec.over", rule, "look for the team and the tier in the KPIs",
			"the rule watches nothing: nothing that it names has this team and tier")
		return false
	case len(w.subjects) == 0:
		w.builder.errorf(w.draft.places, "spec.expr", rule, "write over: {metrics: […]}, or name a metric in place of value",
			"it is not said which metric the rule watches")
		return false
	case !scoped && len(w.rule.Metrics) > 1 && reads != "":
		w.builder.errorf(w.draft.places, "spec.expr", rule, "write over: {metrics: […]}",
			"it is not said which metric the rule watches, and whose %s it looks at", reads)
		return false
	case len(w.subjects) > 1 && reads == "":
		w.builder.warnf(w.draft.places, "spec.expr", rule, "write value in place of the metric's name, or leave over out",
			"expr asks the same of all %d that the rule watches: they fire together", len(w.subjects))
	}
	return true
}

// reads is a variable in the expressions that belongs to the watched metric; "" where there is none.
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

// team sets the team that gets the alerts where the rule does not state one.
func (w *watch) team() {
	if w.rule.Team != "" || w.draft.spec.Team != "" {
		return
	}
	const rule = "alert-rule/team"
	teams := names{}
	of := func(team, metric string) bool {
		if team == "" {
			w.builder.errorAtKey(w.draft.places, "spec", rule, "write team: with the name of a team",
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
			w.builder.errorAtKey(w.draft.places, "spec", rule, "write team: with the one that decides",
				"the metrics belong to several teams: %s", strings.Join(teams.sorted(), ", "))
			return
		}
	}
	if len(teams) == 1 {
		w.rule.Team = teams.sorted()[0]
	}
}

// variables warns about variables that only key results have.
func (w *watch) variables() {
	i := slices.IndexFunc(w.subjects, func(s okr.Subject) bool { return s.KeyResult == nil })
	if i < 0 {
		return
	}
	for _, c := range w.conditions {
		for _, name := range c.Variables() {
			if slices.Contains([]string{"attainment", "pace", "target"}, name) {
				w.builder.warnf(w.draft.places, c.path, "alert-rule/variable", "write over: {keyResults: […]}",
					"only key results have %s: of metric %s it is never known", name, w.subjects[i].Metric.Name)
				return
			}
		}
	}
}

// grains checks that each metric has values at the grain at which the rule reads it. A rule without a scope takes its
// grain from the metrics that it names.
func (w *watch) grains() {
	if w.rule.Grain == okr.GrainUnknown && w.rule.Over.IsZero() {
		w.rule.Grain = w.ownGrain()
	}
	told := names{}
	for _, s := range w.subjects {
		at := cmp.Or(w.rule.Grain, s.Metric.ReviewGrain())
		if m := s.Metric; !told[m.Name] && !comesBy(m, at) {
			told[m.Name] = true
			w.builder.errorf(w.draft.places, "spec.grain", "alert-rule/grain", "write grain: "+m.Grain.String()+", or make two rules of it",
				"metric %s comes by the %v and has no value by the %v", m.Name, m.Grain, at)
		}
		for _, c := range w.conditions {
			for _, o := range c.Operands() {
				at, m := cmp.Or(o.Grain, at), w.builder.metricsBuilt[o.Metric]
				if told[m.Name] || comesBy(m, at) {
					continue
				}
				told[m.Name] = true
				w.builder.errorf(w.draft.places, c.path, "alert-rule/grain", fmt.Sprintf("write metric(%q, %q)", m.Name, m.Grain),
					"metric %s comes by the %v and has no value by the %v", m.Name, m.Grain, at)
			}
		}
	}
}

// ownGrain is the longest review grain of the metrics that the rule names.
func (w *watch) ownGrain() okr.Grain {
	var judged, asked okr.Grain
	for _, c := range w.conditions {
		for _, o := range c.Operands() {
			if o.Grain == okr.GrainUnknown {
				judged = max(judged, w.builder.metricsBuilt[o.Metric].ReviewGrain())
			}
			asked = max(asked, o.Grain)
		}
	}
	return cmp.Or(judged, asked)
}

// comesBy reports whether a metric can have values at a grain. Where facts do not combine, there may be facts of a longer
// grain.
func comesBy(m *okr.Metric, g okr.Grain) bool {
	if m.Grain == okr.GrainUnknown {
		return true // has been reported for the metric
	}
	return g >= m.Grain && (m.Type == okr.Distinct || m.Type == okr.Median || series.Nests(m.Grain, g))
}

// segments checks that everything that the rule reads has the segments of groupBy.
func (w *watch) segments() {
	seen, metrics := names{}, names{}
	for _, s := range w.subjects {
		metrics[s.Metric.Name] = true
		for _, key := range s.Metric.Segments {
			w.taken[key] = true
		}
	}
	for _, name := range w.rule.Metrics {
		metrics[name] = true
	}
	for i, key := range w.rule.GroupBy {
		path := item("spec.groupBy", i)
		switch {
		case seen[key]:
			w.builder.errorf(w.draft.places, path, "name/duplicate", "name it once", "segment %q is named twice", key)
		case slices.Contains(alertLabels, key):
			w.builder.errorf(w.draft.places, path, "name/reserved", "give the segment another name in the metric",
				"every alert has a label %q already", key)
		default:
			w.splits(path, key, metrics.sorted())
		}
		seen[key] = true
	}
}

func (w *watch) splits(path, key string, metrics []string) {
	for _, name := range metrics {
		m := w.builder.metricsBuilt[name]
		if slices.Contains(m.Segments, key) {
			continue
		}
		hint := "leave it out: the metric declares no segments"
		if len(m.Segments) > 0 {
			hint = suggest(key, m.Segments, "it has")
		}
		w.builder.errorf(w.draft.places, path, "alert-rule/segment", hint, "metric %s has no segment %q", name, key)
		return
	}
}

// sample warns about minSample where no metric counts observations.
func (w *watch) sample() {
	if slices.ContainsFunc(w.subjects, func(s okr.Subject) bool { return s.Metric.Type.HasSample() }) {
		w.changes()
		return
	}
	const rule, format = "alert-rule/min-sample", "metric %s is no ratio and no mean: it does not count observations"
	name := w.subjects[0].Metric.Name
	if w.rule.MinSample > 0 {
		w.builder.warnf(w.draft.places, "spec.minSample", rule, "leave it out", format, name)
	}
	for _, c := range w.conditions {
		if slices.Contains(c.Variables(), "sample") {
			w.builder.warnf(w.draft.places, c.path, rule, "leave sample out", format, name)
		}
	}
}

// changes hints that the changes of a share are not guarded against chance.
func (w *watch) changes() {
	unguarded := slices.IndexFunc(w.subjects, func(s okr.Subject) bool {
		return s.Metric.Type == okr.Ratio && s.Metric.MinSample == 0 && w.rule.MinSample == 0
	})
	if unguarded < 0 {
		return
	}
	for _, c := range w.conditions {
		if c.Changes() || slices.ContainsFunc(c.Variables(), func(name string) bool {
			return name == "wow" || name == "mom" || name == "yoy"
		}) {
			w.builder.hintf(w.draft.places, c.path, "alert-rule/min-sample",
				"where the denominator counts observations, write minSample in the metric: changes count then only where they are sure",
				"the share %s may change by chance, and nothing guards against it", w.subjects[unguarded].Metric.Name)
			return
		}
	}
}
