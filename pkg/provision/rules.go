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
	weeksBack      = 13
	missingResolve = 2 // evaluations after which a segment that has disappeared is over
)

// groups are the rules by folder and grain, in this order; the rules of one are ordered by name.
func (x *exporter) groups() ([]group, error) {
	type place struct {
		folder string
		grain  okr.Grain
	}
	byPlace := map[place][]rule{}
	titles := map[place]map[string]bool{} // of a folder, whatever the grain
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

// interval is how often rules on buckets of a grain are evaluated.
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
		e.Notification = &notification{plain(t.ContactPoint), together()}
	}
	return e, nil
}

// labels are those that all alerts of a rule share, so that also an alert of a rule that cannot be evaluated has them.
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

// queries ask for the states of a rule's instances, and take those above 0 for firing. The observed values beside them
// are for messages: nothing depends on them.
func (x *exporter) queries(r *okr.AlertRule) []ruleQuery {
	above := evaluator{}
	above.Evaluator.Type, above.Evaluator.Params = "gt", []float64{0}
	ask := func(refID string, format query.Format) ruleQuery {
		q := query.Query{QueryType: query.Alerts, Format: format, Rules: []string{r.Name}}
		back := int((weeksBack * 7 * 24 * time.Hour).Seconds())
		return ruleQuery{refID, string(q.QueryType), &timeRange{From: back}, plain(x.DatasourceUID), queryModel{refID, q}}
	}
	return []ruleQuery{
		ask("A", query.FormatAlert),
		{"B", "", nil, "__expr__", comparison{
			RefID: "B", Type: "threshold", Expression: "A", Conditions: []evaluator{above},
		}},
		ask(observedQuery, query.FormatObserved),
	}
}

// annotations are what messages say. Those that Grafana's own templates show, summary and description, are complete by
// themselves.
func (x *exporter) annotations(r *okr.AlertRule, subjects []okr.Subject) (map[string]string, error) {
	t, err := x.threshold(r)
	if err != nil {
		return nil, err
	}
	number := byMetric(subjects, func(m *okr.Metric) string {
		if !t.inUnitOf(m) {
			return message(t.Subject) // a number that is made of several metrics
		}
		return message(m.Label(x.Locale))
	})
	for _, key := range r.GroupBy {
		number += ", " + key + " " + orNone("$labels."+okr.SegmentLabel(key))
	}
	value, limits := x.observed(subjects, t), x.limits(r, subjects, t)
	a := map[string]string{
		"summary":     message(r.Label(x.Locale)),
		"description": fmt.Sprintf("%s: %s (%s)", number, value, limits),
		"number":      number,
		"value":       value,
		"threshold":   limits,
		"decision":    message(r.Decision.In(x.Locale)),
		"owner":       orNone("$labels.owner"),
		"dashboard":   x.link(r, subjects),
	}
	if r.Runbook != "" {
		a["runbook_url"] = address(r.Runbook)
	}
	return a, nil
}

// orNone is a template of a label that an alert may lack.
func orNone(label string) string {
	return "{{ with " + label + " }}{{ . }}{{ else }}" + noValue + "{{ end }}"
}

// link leads to the dashboard of an alert's metric, as the rule looks at it: from well before the bucket that it is about.
// A rule over several metrics that is about none of them alone leads to itself in Grafana.
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

// history is how far a chart of buckets of a grain goes back.
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
	maxUID    = 40 // length of the longest uid that Grafana takes
	uidPrefix = "okr-"
)

// UID is the uid that a rule of the catalog has in Grafana. It depends on the name alone.
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
