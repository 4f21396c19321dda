package alerting

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
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
		p := place{x.folder(team), finest(r, subjects)}
		exported, err := x.rule(&r, subjects, team)
		if err != nil {
			return nil, err
		}
		folder := place{folder: p.folder}
		if titles[folder] == nil {
			titles[folder] = map[string]bool{}
		}
		if titles[folder][exported.Title] {
			exported.Title += " (" + r.Name + ")"
		}
		titles[folder][exported.Title] = true
		byPlace[p] = append(byPlace[p], exported)
	}
	order := slices.SortedFunc(maps.Keys(byPlace), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.folder, b.folder), cmp.Compare(a.grain, b.grain))
	})
	var groups []group
	for _, p := range order {
		groups = append(groups, group{organization, p.grain.String(), p.folder, interval(p.grain), byPlace[p]})
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

// finest is the shortest grain at which a rule looks at one of its subjects.
func finest(r okr.AlertRule, subjects []okr.Subject) okr.Grain {
	if r.Grain != okr.GrainUnknown {
		return r.Grain
	}
	grain := okr.Quarter
	for _, s := range subjects {
		grain = min(grain, s.Metric.ReviewGrain())
	}
	return grain
}

// interval is how often rules on buckets of a grain are evaluated: late facts may arrive long after a bucket has ended.
func interval(g okr.Grain) string {
	switch g {
	case okr.Hour:
		return "5m"
	case okr.Day:
		return "30m"
	case okr.Week, okr.Month, okr.Quarter, okr.GrainUnknown:
	}
	return "1h"
}

// folder is the name of a team's folder. A slash in it would make a folder in a folder.
func (x *exporter) folder(team string) string {
	name := severalTeams.In(x.Locale)
	if t, ok := x.catalog.Team(team); ok {
		name = t.Label(x.Locale)
	}
	return plain(strings.ReplaceAll(x.FolderPrefix+name, "/", "-"))
}

func (x *exporter) rule(r *okr.AlertRule, subjects []okr.Subject, team string) (rule, error) {
	annotations, err := x.annotations(r, subjects)
	if err != nil {
		return rule{}, err
	}
	e := rule{
		UID: UID(r.Name), Title: plain(r.Label(x.Locale)), Condition: "B", Data: x.queries(r),
		NoDataState: noDataState(r.OnNoData), ExecErrState: "Error", For: duration(r.For),
		Annotations: annotations, Labels: map[string]string{"rule": r.Name, "severity": r.Severity.String()},
		Missing: missingResolve,
	}
	if r.KeepFiringFor > 0 {
		e.KeepFiringFor = duration(r.KeepFiringFor)
	}
	if team != "" {
		e.Labels["team"] = team
	}
	for key, value := range r.Labels {
		e.Labels[key] = plain(escaped(value))
	}
	if t, ok := x.catalog.Team(team); ok && x.ReceiverInRules && t.ContactPoint != "" && r.Severity.Pages() {
		e.Notification = &notification{plain(t.ContactPoint), together()}
	}
	return e, nil
}

// queries ask for the states of a rule's instances, and take those above 0 for firing.
func (x *exporter) queries(r *okr.AlertRule) []query {
	back := int((weeksBack * 7 * 24 * time.Hour).Seconds())
	above := evaluator{}
	above.Evaluator.Type, above.Evaluator.Params = "gt", []float64{0}
	return []query{
		{"A", "alerts", &timeRange{From: back}, plain(x.DatasourceUID), question{
			RefID: "A", QueryType: "alerts", Format: "alert", Rules: []string{r.Name}, IntervalMs: 60_000, MaxDataPoints: 100,
		}},
		{"B", "", nil, "__expr__", comparison{
			RefID: "B", Type: "threshold", Expression: "A", Conditions: []evaluator{above},
		}},
	}
}

func (x *exporter) annotations(r *okr.AlertRule, subjects []okr.Subject) (map[string]string, error) {
	threshold, err := x.threshold(r, subjects)
	if err != nil {
		return nil, err
	}
	where := "{{ $labels.metric }}"
	for _, key := range r.GroupBy {
		where += ", " + key + " {{ $labels." + key + " }}"
	}
	a := map[string]string{
		"summary":     escaped(r.Label(x.Locale)),
		"description": where + ": " + escaped(threshold),
		"decision":    escaped(r.Decision.In(x.Locale)),
		"dashboard": fmt.Sprintf("{{ externalURL }}d/%s?var-metric={{ $labels.metric }}&from=now-%dw&to=now",
			escaped(x.DashboardUID), weeksBack),
	}
	if r.Runbook != "" {
		a["runbook_url"] = escaped(r.Runbook)
	}
	return a, nil
}

// threshold is a rule's condition in words: where it is a plain comparison of the value of one metric, with its unit.
func (x *exporter) threshold(r *okr.AlertRule, subjects []okr.Subject) (string, error) {
	known := make([]string, 0, len(x.catalog.Metrics))
	for i := range x.catalog.Metrics {
		known = append(known, x.catalog.Metrics[i].Name)
	}
	compiled, err := condition.CompileCondition(r.Expr, condition.Names{Metrics: known})
	if err != nil {
		return "", fmt.Errorf("alert rule %s: %w", r.Name, err)
	}
	m := subjects[0].Metric
	for _, s := range subjects {
		if s.Metric != m {
			return r.Expr, nil
		}
	}
	t, ok := compiled.Threshold()
	if !ok || t.Subject != "value" && t.Subject != m.Name {
		return r.Expr, nil
	}
	return fmt.Sprintf("%s %s", t.Operator, okr.FormatValue(t.Limit, m.Unit, m.Decimals)), nil
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

// maxUID is the length of the longest uid that Grafana takes.
const maxUID = 40

// UID is the uid that a rule of the catalog has in Grafana. It depends on the name alone.
func UID(name string) string {
	const prefix = "okr-"
	if len(prefix+name) <= maxUID {
		return prefix + name
	}
	sum := sha256.Sum256([]byte(name))
	tail := "-" + hex.EncodeToString(sum[:])[:12]
	return prefix + name[:maxUID-len(prefix)-len(tail)] + tail
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

// plain keeps Grafana from expanding variables of its environment.
func plain(s string) string { return strings.ReplaceAll(s, "$", "$$") }

// escaped keeps Grafana from taking a text for a template. It does not expand variables in annotations.
func escaped(s string) string { return strings.ReplaceAll(s, "{{", `{{ "{{" }}`) }
