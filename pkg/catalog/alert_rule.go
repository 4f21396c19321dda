package catalog

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// alertRule builds a rule. c has everything that rules may watch.
func (b *builder) alertRule(d *draft[alertRuleSpec], c *okr.Catalog) okr.AlertRule {
	s := d.spec
	r := okr.AlertRule{
		Meta: d.Meta, Kind: okr.RuleCustom, Expr: s.Expr, Audit: s.Audit, GroupBy: s.GroupBy,
		Grain:    wordOr(s.Grain, okr.ParseGrain, okr.GrainUnknown),
		Severity: wordOr(s.Severity, okr.ParseSeverity, okr.Warning),
		For:      time.Duration(s.For), KeepFiringFor: time.Duration(s.KeepFiringFor), Decision: okr.Text(s.Decision),
		Team: s.Team, Labels: s.Labels, Runbook: b.runbook(d),
		OnNoData: wordOr(s.NoData, okr.ParseOnNoData, okr.OnNoDataTell),
	}
	b.refer(d.places, "spec.team", "team", s.Team, b.teamNames)
	if s.MinSample != nil {
		r.MinSample = *s.MinSample
		if !countRange.holds(r.MinSample) {
			b.errorf(d.places, "spec.minSample", "alert-rule/min-sample", "write "+countRange.String(), "a sample cannot be below 0")
		}
	}
	known := b.scope(d, &r)
	conditions, compiled := b.conditions(d)
	w := &watch{builder: b, draft: d, rule: &r, catalog: c, conditions: conditions, taken: names{}}
	if known && compiled && !b.lost {
		w.check()
	}
	b.labels(d, w.taken)
	return r
}

// scope reads what the rule watches. It reports whether all names in it are known.
func (b *builder) scope(d *draft[alertRuleSpec], r *okr.AlertRule) bool {
	s := d.spec.Over
	if s == nil {
		return true
	}
	before := len(b.findings)
	r.Over = okr.Scope{
		Metrics: s.Metrics, KPIs: s.KPIs, KeyResults: s.KeyResults, Team: s.Team,
		Tier: wordOr(s.Tier, okr.ParseTier, okr.TierUnknown),
	}
	b.watched(d, "spec.over.metrics", "metric", s.Metrics, b.metricNames)
	b.watched(d, "spec.over.kpis", "KPI", s.KPIs, b.kpiNames)
	b.watched(d, "spec.over.keyResults", "key result", s.KeyResults, b.keyResultIDs)
	b.refer(d.places, "spec.over.team", "team", s.Team, b.teamNames)
	if r.Over.Tier != okr.TierUnknown && len(s.KeyResults) > 0 {
		b.errorf(d.places, "spec.over.tier", "alert-rule/over", "leave it out, or make two rules of it",
			"only KPIs have a tier, and the rule watches key results")
	}
	return len(b.findings) == before
}

// watched checks a list of names that a rule watches: all names are known, or "all" stands alone.
func (b *builder) watched(d *draft[alertRuleSpec], path, what string, list []string, known names) {
	if i := slices.Index(list, okr.Everything); i >= 0 {
		if len(list) > 1 {
			b.errorf(d.places, item(path, i), "alert-rule/over", "leave the others out, or this one",
				"%q already stands for every %s", okr.Everything, what)
		}
		return
	}
	b.referAll(d.places, path, what, list, known)
}

// runbook is the link of a rule. A stored link that messages would show differently is left out.
func (b *builder) runbook(d *draft[alertRuleSpec]) string {
	s := d.spec.Runbook
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		b.errorf(d.places, "spec.runbook", "alert-rule/runbook", "write it in full: https://wiki.example.com/churn",
			"%q is not a link", s)
	case plainLink(u, s):
		return s
	case !d.src.stored:
		b.errorf(d.places, "spec.runbook", "alert-rule/runbook", "leave a name before @ out, and write other signs as %20, %3C and so on",
			"%q is a link that messages cut or show as another", s)
	}
	return ""
}

// plainLink reports whether messages show a link unchanged.
func plainLink(u *url.URL, s string) bool {
	return u.User == nil && !strings.ContainsAny(s, " <>\"|\\^`{}")
}

// alertLabels are the labels that all alerts have, that Grafana adds, or that would be taken for one of them.
var alertLabels = append(okr.AlertLabels(), "alertname", "datasource_uid", "grafana_folder", "kpi", "ref_id", "rulename")

var labelName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// labels checks the labels that a rule adds. taken are the labels that come from segments.
func (b *builder) labels(d *draft[alertRuleSpec], taken names) {
	const rule = "alert-rule/label"
	for _, key := range slices.Sorted(maps.Keys(d.spec.Labels)) {
		path := join("spec.labels", key)
		switch {
		case slices.Contains(alertLabels, key):
			b.errorAtKey(d.places, path, rule, "give it another name", "every alert has a label %q already", key)
		case taken[key]:
			b.errorAtKey(d.places, path, rule, "give it another name",
				"%q is a segment of what the rule watches, and becomes a label of that name", key)
		case !labelName.MatchString(key):
			b.errorAtKey(d.places, path, rule, "use letters, digits and underscores, beginning with a letter",
				"%q is not a name that labels can have", key)
		case d.spec.Labels[key] == "":
			b.errorAtKey(d.places, path, rule, "write a value, or leave the label out", "label %s has no value", key)
		}
	}
}

// automaticRules checks that no written rule has the name of an automatic one, and that all teams that are alerted have a
// contact point.
func (b *builder) automaticRules(c *okr.Catalog) {
	written := map[string]*draft[alertRuleSpec]{}
	for _, d := range b.alertRules {
		written[d.Name] = d
	}
	called := names{}
	for _, r := range c.Rules() {
		if d, ok := written[r.Name]; ok && r.Generated() {
			b.errorf(d.places, "metadata.name", "name/duplicate",
				"give it another name, or switch the automatic one off: see alerts in the KPI and in its metric",
				"KPI %s has an automatic rule of the name %q", r.Over.KPIs[0], r.Name)
		}
		if !r.Severity.Pages() {
			continue
		}
		for _, s := range c.Subjects(r) {
			called[s.Team] = true
		}
	}
	for _, d := range b.teams {
		if called[d.Name] && !d.has("spec.contactPoint") {
			b.warnf(d.places, "metadata.name", "team/contact-point",
				"write contactPoint: with the name of the team's contact point in Grafana",
				"team %s is alerted but has no contact point: its alerts go to the fallback", d.Name)
		}
	}
}

func writeAlertRule(r okr.AlertRule) document[alertRuleSpec] {
	s := alertRuleSpec{
		Expr: r.Expr, Audit: r.Audit, GroupBy: r.GroupBy, Grain: r.Grain.String(), Severity: r.Severity.String(),
		For: duration(r.For), KeepFiringFor: duration(r.KeepFiringFor), Decision: text(r.Decision), Team: r.Team,
		Labels: r.Labels, Runbook: r.Runbook, NoData: r.OnNoData.String(),
	}
	if o := r.Over; !o.IsZero() {
		s.Over = &scopeSpec{
			Metrics: o.Metrics, KPIs: o.KPIs, KeyResults: o.KeyResults, Team: o.Team, Tier: o.Tier.String(),
		}
	}
	if r.MinSample != 0 {
		s.MinSample = &r.MinSample
	}
	return document[alertRuleSpec]{apiVersion, kindAlertRule, writeMetadata(r.Meta), s}
}
