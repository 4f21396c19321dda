package provision

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/page"
	"github.com/northstar/okrkpi/pkg/query"
)

const (
	organization   = 1
	weeksBack      = 13 // time range of the queries
	missingResolve = 2  // evaluations after which the alert of a segment that has disappeared is resolved
)

// groups are the rules by folder and grain, in this order; the rules of a group are ordered by name.
func (x *exporter) groups() ([]group, error) {
	type place struct {
		folder string
		grain  okr.Grain
	}
	byPlace := map[place][]rule{}
	titles := map[place]map[string]bool{} // of a folder, at all grains
	for _, r := range x.catalog.Rules() {
		subjects := x.catalog.Subjects(r)
		if len(subjects) == 0 {
			continue
		}
		team := oneTeam(subjects)
		p := place{x.folder(team), r.EvaluationGrain(subjects)}
		exported, err := x.rule(&r, subjects, team)
		if err != nil {
			return nil, err
		}
		folder := place{folder: p.folder}
		if titles[folder] == nil {
			titles[folder] = map[string]bool{}
		}
		for suffix := " (" + r.Name + ")"; titles[folder][exported.Title]; suffix += "+" {
			exported.Title = plain(title(r.Label(x.Locale), suffix))
		}
		titles[folder][exported.Title] = true
		byPlace[p] = append(byPlace[p], exported)
	}
	order := slices.SortedFunc(maps.Keys(byPlace), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.folder, b.folder), cmp.Compare(a.grain, b.grain))
	})
	var groups []group
	for _, p := range order {
		groups = append(groups, group{organization, p.grain.String(), p.folder, x.interval(p.grain), byPlace[p]})
	}
	return groups, nil
}

// oneTeam is the team that all subjects belong to, "" where there are several or none.
func oneTeam(subjects []okr.Subject) string {
	for _, s := range subjects {
		if s.Team != subjects[0].Team {
			return ""
		}
	}
	return subjects[0].Team
}

// interval is the time between two evaluations of rules at a grain.
func (x *exporter) interval(g okr.Grain) string {
	if x.Interval > 0 {
		return duration(x.Interval)
	}
	return duration(g.EvaluatedEvery())
}

// folder is the name of a team's folder. A slash in it would make a folder in a folder.
func (x *exporter) folder(team string) string {
	name := severalTeams.In(x.Locale)
	if t, ok := x.catalog.Team(team); ok {
		name = t.Label(x.Locale)
	}
	return plain(title(strings.ReplaceAll(x.FolderPrefix+name, "/", "-"), ""))
}

func (x *exporter) rule(r *okr.AlertRule, subjects []okr.Subject, team string) (rule, error) {
	annotations, err := x.annotations(r, subjects)
	if err != nil {
		return rule{}, err
	}
	e := rule{
		UID: UID(r.Name), Title: plain(title(r.Label(x.Locale), "")), Condition: "B", Data: x.queries(r),
		NoDataState: noDataState(r.OnNoData), ExecErrState: "Error", For: duration(r.For),
		Annotations: annotations, Labels: labels(r, subjects, team),
		Missing: missingResolve,
	}
	if r.KeepFiringFor > 0 {
		e.KeepFiringFor = duration(r.KeepFiringFor)
	}
	if t, ok := x.catalog.Team(team); ok && x.ReceiverInRules && t.ContactPoint != "" && r.Severity.Pages() {
		e.Notification = &notification{plain(t.ContactPoint), groupLabels()}
	}
	return e, nil
}

// labels are the labels that all alerts of a rule share. Grafana gives them also to the alert of a rule that cannot be evaluated.
func labels(r *okr.AlertRule, subjects []okr.Subject, team string) map[string]string {
	l := map[string]string{okr.LabelRule: r.Name, okr.LabelSeverity: r.Severity.String()}
	metric, objective := subjects[0].About(), subjects[0].Objective
	for _, s := range subjects {
		if s.About() != metric {
			metric = ""
		}
		if s.Objective != objective {
			objective = nil
		}
	}
	if metric != "" {
		l[okr.LabelMetric] = metric
	}
	if objective != nil {
		l[okr.LabelObjective] = objective.Name
	}
	if team != "" {
		l[okr.LabelTeam] = team
	}
	for key, value := range r.Labels {
		l[key] = labelText(value)
	}
	return l
}

// queries are the queries of a rule: A has the states of its instances, and B fires where a state is above 0. C has the observed
// values, which only messages use.
func (x *exporter) queries(r *okr.AlertRule) []ruleQuery {
	above := evaluator{}
	above.Evaluator.Type, above.Evaluator.Params = "gt", []float64{0}
	newQuery := func(refID string, format query.Format) ruleQuery {
		q := query.Query{QueryType: query.Alerts, Format: format, Rules: []string{r.Name}}
		back := int((weeksBack * 7 * 24 * time.Hour).Seconds())
		return ruleQuery{refID, string(q.QueryType), &timeRange{From: back}, plain(x.DatasourceUID), queryModel{refID, q}}
	}
	return []ruleQuery{
		newQuery("A", query.FormatAlert),
		{"B", "", nil, "__expr__", comparison{
			RefID: "B", Type: "threshold", Expression: "A", Conditions: []evaluator{above},
		}},
		newQuery(observedQuery, query.FormatObserved),
	}
}

// annotations are the texts of messages. Summary and description, which Grafana's own templates show, are complete without the others.
func (x *exporter) annotations(r *okr.AlertRule, subjects []okr.Subject) (map[string]string, error) {
	t, err := x.threshold(r)
	if err != nil {
		return nil, err
	}
	subject := byMetric(subjects, func(m *okr.Metric) string {
		if !t.inUnitOf(m) {
			return message(t.Subject) // a value that is computed from several metrics
		}
		return message(m.Label(x.Locale))
	})
	for _, key := range r.GroupBy {
		subject += ", " + key + " " + orNone("$labels."+okr.SegmentLabel(key))
	}
	value, fires := x.observed(subjects, t), x.firesWhen(r, subjects, t)
	a := map[string]string{
		"summary":     message(r.Label(x.Locale)),
		"description": fmt.Sprintf("%s: %s (%s)", subject, value, fires),
		"number":      subject,
		"value":       value,
		"threshold":   fires,
		"decision":    message(r.Decision.In(x.Locale)),
		"owner":       orNone("$labels.owner"),
		"dashboard":   x.link(r, subjects),
	}
	if r.Runbook != "" {
		a["runbook_url"] = address(r.Runbook)
	}
	return a, nil
}

// orNone is a template of a label that an alert may not have.
func orNone(label string) string {
	return "{{ with " + label + " }}{{ . }}{{ else }}" + noValue + "{{ end }}"
}

// link is a template of the address of the dashboard of an alert's metric, at the grain of the rule and over enough history. A rule
// over several metrics that belongs to none of them links to the rule in Grafana.
func (x *exporter) link(r *okr.AlertRule, subjects []okr.Subject) string {
	if subjects[0].About() == "" {
		return "{{ externalURL }}alerting/grafana/" + UID(r.Name) + "/view"
	}
	grain := r.EvaluationGrain(subjects)
	link := "{{ externalURL }}d/" + escaped(x.DashboardUID) + "?" + page.ChosenMetric.Set("{{ $labels.metric }}")
	if grain != okr.Hour {
		link += "&var-grain=" + grain.String()
	}
	if len(r.GroupBy) > 0 {
		link += "&var-segment=" + r.GroupBy[0]
	}
	return link + "&from=now-" + history(grain) + "&to=now"
}

// history is the time range of a chart at a grain.
func history(g okr.Grain) string {
	switch g {
	case okr.Hour:
		return "7d"
	case okr.Month:
		return "2y"
	case okr.Quarter:
		return "3y"
	case okr.Day, okr.GrainUnknown:
		return "13w"
	case okr.Week:
	}
	return "26w"
}

func noDataState(o okr.OnNoData) string {
	switch o {
	case okr.OnNoDataOK:
		return "OK"
	case okr.OnNoDataFire:
		return "Alerting"
	case okr.OnNoDataTell, okr.OnNoDataUnknown:
	}
	return "NoData"
}

const (
	maxUID    = 40 // bytes of the longest UID that Grafana accepts
	uidPrefix = "okr-"
)

// UID is the UID of a rule of the catalog in Grafana. It depends on the name alone.
func UID(name string) string {
	if len(uidPrefix+name) <= maxUID {
		return uidPrefix + name
	}
	sum := sha256.Sum256([]byte(name))
	tail := "-" + hex.EncodeToString(sum[:])[:12]
	return uidPrefix + name[:maxUID-len(uidPrefix)-len(tail)] + tail
}

// duration writes a duration in the largest unit that divides it, as Grafana reads it.
func duration(d time.Duration) string {
	for _, u := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d > 0 && d%u.size == 0 {
			return fmt.Sprint(int64(d/u.size)) + u.name
		}
	}
	return fmt.Sprint(int64(d/time.Second)) + "s"
}
