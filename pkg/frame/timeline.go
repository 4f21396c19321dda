package frame

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/okr"
)

// usualTimelines is the number of alerts that a panel can show one below the other.
const usualTimelines = 40

var fewerTimelines = okr.Both("showing %d of %d alerts, those that fired most", "発報の多い %d 件を表示(全 %d 件)")

// Timeline is what alert rules would have done in each complete bucket of the time range, for a State timeline panel: one
// field of states for each number that a rule watches, those that fire first. Numbers of one grain share a frame. The last
// time is the end of the last bucket, without a state, so that nobody takes the running bucket for judged. A limit of 0
// is the usual one.
func Timeline(b *alert.Backtest, limit int) data.Frames {
	all := busiestFirst(alert.Replays(distinctNumbers(b.Rows)))
	limit = cmp.Or(limit, usualTimelines)
	var texts []string
	shown := all
	if len(all) > limit {
		shown = all[:limit]
		texts = append(texts, fmt.Sprintf(fewerTimelines.In(b.Locale), limit, len(all)))
	}
	names := timelineNames(all, b.Locale)
	grains := grainsOf(shown)
	frames := make(data.Frames, 0, len(grains))
	for _, grain := range grains {
		same := slices.DeleteFunc(slices.Clone(shown), func(r alert.Replay) bool { return r.Rows[0].Grain != grain })
		frames = append(frames, timelines(same, names, b.Locale))
	}
	if len(frames) == 0 {
		frames = data.Frames{data.NewFrame("alerts")}
	}
	frames[0].Meta = &data.FrameMeta{Custom: source{Revision: b.Revision}, Notices: notices(texts)}
	return frames
}

// grainsOf are the grains of alerts, in the order of the alerts.
func grainsOf(all []alert.Replay) []okr.Grain {
	var grains []okr.Grain
	for i := range all {
		if g := all[i].Rows[0].Grain; !slices.Contains(grains, g) {
			grains = append(grains, g)
		}
	}
	return grains
}

// timelines makes the frame of the numbers of one grain, which are judged in the same buckets.
func timelines(same []alert.Replay, names func(*alert.Alert) string, locale string) *data.Frame {
	rows := same[0].Rows
	times := make([]time.Time, 0, len(rows)+1)
	for i := range rows {
		times = append(times, rows[i].Bucket)
	}
	f := data.NewFrame("alerts", data.NewField("time", nil, append(times, bucketEnd(&rows[len(rows)-1]))))
	for i := range same {
		first := &same[i].Rows[0]
		field := alertStateField("state", locale, append(slices.Clip(same[i].Rows), alert.Alert{}),
			func(a *alert.Alert) alert.State { return a.State })
		field.Labels = timelineLabels(first)
		field.Config.DisplayNameFromDS = names(first)
		field.Config.Description = first.Threshold
		field.Config.Links = linkTo(alertPage(first, locale), locale)
		f.Fields = append(f.Fields, field)
	}
	return f
}

// distinctNumbers leaves out the rows of a number that a rule watches twice, for example by two KPIs of one team.
func distinctNumbers(all []alert.Alert) []alert.Alert {
	type key struct {
		rule   *okr.AlertRule
		number string
		team   string
		bucket time.Time
	}
	seen := make(map[key]bool, len(all))
	rows := make([]alert.Alert, 0, len(all))
	for i := range all {
		a := &all[i]
		k := key{a.Rule, a.Number(), a.Team, a.Bucket}
		if !seen[k] {
			seen[k] = true
			rows = append(rows, *a)
		}
	}
	return rows
}

// busiestFirst orders alerts by whether they fire in the end, and by how long they fired.
func busiestFirst(all []alert.Replay) []alert.Replay {
	firesNow := func(r alert.Replay) int {
		if r.Rows[len(r.Rows)-1].State == alert.Firing {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(all, func(a, b alert.Replay) int {
		return cmp.Or(cmp.Compare(firesNow(b), firesNow(a)), cmp.Compare(b.Firing, a.Firing))
	})
	return all
}

// timelineNames say what tells alerts apart: the rule, its number where it watches several, and the segment.
func timelineNames(all []alert.Replay, locale string) func(*alert.Alert) string {
	numbers := map[*okr.AlertRule]map[string]bool{}
	number := func(a *alert.Alert) string { return cmp.Or(a.KeyResult, a.About()) }
	for i := range all {
		a := &all[i].Rows[0]
		if numbers[a.Rule] == nil {
			numbers[a.Rule] = map[string]bool{}
		}
		numbers[a.Rule][number(a)] = true
	}
	return func(a *alert.Alert) string {
		parts := []string{a.Title}
		if len(numbers[a.Rule]) > 1 {
			parts = append(parts, cmp.Or(a.KeyResult, a.Metric.Label(locale)))
		}
		if len(a.Segment) > 0 {
			parts = append(parts, segmentText(a))
		}
		return strings.Join(parts, " · ")
	}
}

// timelineLabels are those of the alert in alerting.
func timelineLabels(a *alert.Alert) data.Labels {
	labels := data.Labels(a.Labels())
	labels[okr.LabelTeam] = a.Team
	delete(labels, okr.LabelOwner)
	delete(labels, okr.LabelObjective)
	return labels
}

// bucketEnd is the end of the bucket that was judged, in its own time zone.
func bucketEnd(a *alert.Alert) time.Time {
	switch a.Grain {
	case okr.Hour:
		return a.Bucket.Add(time.Hour)
	case okr.Week:
		return a.Bucket.AddDate(0, 0, 7)
	case okr.Month:
		return a.Bucket.AddDate(0, 1, 0)
	case okr.Quarter:
		return a.Bucket.AddDate(0, 3, 0)
	case okr.Day, okr.GrainUnknown:
	}
	return a.Bucket.AddDate(0, 0, 1)
}
