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

// defaultTimelines is the default limit: about as many alerts as a panel can display.
const defaultTimelines = 40

var fewerTimelines = okr.Both("showing %d of %d alerts, those that fired most", "発報の多い %d 件を表示(全 %d 件)")

// Timeline returns the states that alert rules would have had in each complete bucket of the time range, for a State timeline panel: one
// field of states for each subject of a rule, those that fire first. Subjects with the same grain share a frame. The last time is the end
// of the last bucket and has no state, so that the bucket that has not ended does not look evaluated. A limit of 0 means defaultTimelines.
func Timeline(b *alert.Backtest, limit int) data.Frames {
	all := busiestFirst(alert.Replays(distinctSubjects(b.Rows)))
	limit = cmp.Or(limit, defaultTimelines)
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

// grainsOf returns the distinct grains of alerts in their order.
func grainsOf(all []alert.Replay) []okr.Grain {
	var grains []okr.Grain
	for i := range all {
		if g := all[i].Rows[0].Grain; !slices.Contains(grains, g) {
			grains = append(grains, g)
		}
	}
	return grains
}

// timelines returns the frame of the subjects with one grain. They are evaluated in the same buckets.
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

// distinctSubjects keeps one row for each subject and bucket. A rule has two rows for the same subject if, for example, two KPIs of one
// team watch the same metric.
func distinctSubjects(all []alert.Alert) []alert.Alert {
	type key struct {
		rule    *okr.AlertRule
		subject string
		team    string
		bucket  time.Time
	}
	seen := make(map[key]bool, len(all))
	rows := make([]alert.Alert, 0, len(all))
	for i := range all {
		a := &all[i]
		k := key{a.Rule, a.SubjectName(), a.Team, a.Bucket}
		if !seen[k] {
			seen[k] = true
			rows = append(rows, *a)
		}
	}
	return rows
}

// busiestFirst sorts alerts: those that fire in the last bucket first, then by the number of firing buckets.
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

// timelineNames returns a function that names an alert by what distinguishes it: the rule, the subject if the rule has several, and the
// segment.
func timelineNames(all []alert.Replay, locale string) func(*alert.Alert) string {
	subjects := map[*okr.AlertRule]map[string]bool{}
	subject := func(a *alert.Alert) string { return cmp.Or(a.KeyResult, a.About()) }
	for i := range all {
		a := &all[i].Rows[0]
		if subjects[a.Rule] == nil {
			subjects[a.Rule] = map[string]bool{}
		}
		subjects[a.Rule][subject(a)] = true
	}
	return func(a *alert.Alert) string {
		parts := []string{a.Title}
		if len(subjects[a.Rule]) > 1 {
			parts = append(parts, cmp.Or(a.KeyResult, a.Metric.Label(locale)))
		}
		if len(a.Segment) > 0 {
			parts = append(parts, a.SegmentText())
		}
		return strings.Join(parts, " · ")
	}
}

// timelineLabels returns the labels that the alert has in alerting.
func timelineLabels(a *alert.Alert) data.Labels {
	labels := data.Labels(a.Labels())
	labels[okr.LabelTeam] = a.Team
	delete(labels, okr.LabelOwner)
	delete(labels, okr.LabelObjective)
	return labels
}

// bucketEnd returns the end of the alert's bucket, in the time zone of its start.
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
