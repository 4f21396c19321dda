package enginetest

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func (s *Scenario) expect(verb, rest string, words []string) error {
	switch verb {
	case "rows":
		ids := make([]string, len(s.rows))
		for i, r := range s.rows {
			ids[i] = r.ID
		}
		if !slices.Equal(ids, words) {
			return fmt.Errorf("the rows are %v", ids)
		}
		return nil
	case "row":
		return s.expectRow(words[0], rest)
	case "alert":
		return s.expectAlert(words[0], rest)
	case "shown":
		var names []string
		for _, a := range s.alerts {
			names = append(names, alertName(a))
		}
		if !slices.Equal(names, words) {
			return fmt.Errorf("the alerts are %v", names)
		}
		return nil
	case "states":
		return s.expectStates(words[0], words[1:])
	case "line":
		return s.expectLine(words[0], words[1:])
	case "partial":
		if got := s.lines[words[0]].Partial; strconv.Itoa(got) != words[1] {
			return fmt.Errorf("the running bucket is %d", got)
		}
		return nil
	case "starts":
		return s.expectStarts(words[0], words[1:])
	case "edges":
		if !slices.Equal(s.edges, words) {
			return fmt.Errorf("the edges are %v", s.edges)
		}
		return nil
	case "notice":
		if !slices.ContainsFunc(s.notes, func(n string) bool { return strings.Contains(n, rest) }) {
			return fmt.Errorf("the notices are %q", s.notes)
		}
		return nil
	}
	return fmt.Errorf("unknown verb")
}

func (s *Scenario) expectLine(name string, want []string) error {
	l, ok := s.lines[name]
	if !ok {
		names := make([]string, 0, len(s.lines))
		for n := range s.lines {
			names = append(names, n)
		}
		slices.Sort(names)
		return fmt.Errorf("there is no such line, but %v", names)
	}
	if len(l.Value) != len(want) || len(l.Times) != len(want) {
		return fmt.Errorf("the line has %d values at %d times: %v", len(l.Value), len(l.Times), l.Value)
	}
	for i, w := range want {
		if !sameNumber(l.Value[i], w) {
			return fmt.Errorf("value %d is %v: %v", i, l.Value[i], l.Value)
		}
	}
	return nil
}

func (s *Scenario) expectStarts(name string, want []string) error {
	got := make([]string, 0, len(want))
	for _, t := range s.lines[name].Times {
		got = append(got, t.In(s.loc).Format(time.RFC3339))
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("the buckets start at %v", got)
	}
	return nil
}

// sameNumber compares a result with a number as the scenario writes it: a decimal, or a fraction such as 2/3.
func sameNumber(got float64, want string) bool {
	if want == "_" || want == "null" {
		return math.IsNaN(got)
	}
	top, bottom, isFraction := strings.Cut(want, "/")
	w, err := strconv.ParseFloat(top, 64)
	if err != nil {
		return false
	}
	if isFraction {
		d, err := strconv.ParseFloat(bottom, 64)
		if err != nil {
			return false
		}
		w /= d
	}
	return math.Abs(got-w) <= 1e-9*max(1, math.Abs(w))
}

func alertName(a alert.Alert) string {
	name := a.Rule.Name + "/" + a.Metric.Name
	if len(a.Segment) > 0 {
		name += "/" + string(series.SegmentOf(a.Segment))
	}
	return name
}

func (s *Scenario) expectAlert(name, rest string) error {
	for _, a := range s.alerts {
		if alertName(a) != name {
			continue
		}
		texts := map[string]string{
			"state": a.State.String(), "reason": a.Reason, "team": a.Team, "owner": a.Owner, "severity": a.Rule.Severity.String(),
			"threshold": a.Threshold, "value_text": a.ValueText, "decision": a.Decision, "key_result": a.KeyResult,
			"bucket": okr.DateOf(a.Bucket.In(s.loc)).String(), "since": okr.DateOf(a.Since.In(s.loc)).String(),
			"audit": a.Audit.String(), "about": a.About(), "number": a.SubjectName(),
		}
		numbers := map[string]float64{"value": a.Value, "sample": a.Sample, "stale_days": a.StaleDays}
		return compareColumns(strings.TrimPrefix(rest, name), texts, numbers)
	}
	var names []string
	for _, a := range s.alerts {
		names = append(names, alertName(a))
	}
	return fmt.Errorf("there is no such alert, but %v", names)
}

func (s *Scenario) expectStates(name string, want []string) error {
	var got []string
	for _, a := range s.alerts {
		if alertName(a) == name {
			got = append(got, a.State.String())
		}
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("the states are %v", got)
	}
	return nil
}

func (s *Scenario) expectRow(id, rest string) error {
	i := slices.IndexFunc(s.rows, func(r engine.Row) bool { return r.ID == id })
	if i < 0 {
		return fmt.Errorf("there is no such row")
	}
	texts, numbers := rowColumns(s.rows[i], s.loc)
	return compareColumns(strings.TrimPrefix(rest, id), texts, numbers)
}

// compareColumns holds column=value pairs against a row.
func compareColumns(pairs string, texts map[string]string, numbers map[string]float64) error {
	var wrong []string
	for _, pair := range splitPairs(strings.TrimSpace(pairs)) {
		column, want, _ := strings.Cut(pair, "=")
		if v, ok := numbers[column]; ok {
			if !sameNumber(v, want) {
				wrong = append(wrong, fmt.Sprintf("%s is %v, want %s", column, v, want))
			}
		} else if v, ok := texts[column]; !ok {
			wrong = append(wrong, "unknown column "+column)
		} else if v != strings.Trim(want, `"`) {
			wrong = append(wrong, fmt.Sprintf("%s is %q, want %s", column, v, want))
		}
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%s", strings.Join(wrong, "; "))
	}
	return nil
}

// splitPairs cuts column=value pairs at the blanks outside of quotes.
func splitPairs(s string) []string {
	quoted := false
	return strings.FieldsFunc(s, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}

func rowColumns(r engine.Row, loc *time.Location) (map[string]string, map[string]float64) {
	bucket := ""
	if !r.Bucket.IsZero() {
		bucket = okr.DateOf(r.Bucket.In(loc)).String()
	}
	texts := map[string]string{
		"kind": string(r.Role), "title": r.Title, "objective": r.Objective, "team": r.Team, "owner": r.Owner,
		"team_title": r.TeamTitle,
		"tier":       r.Tier.String(), "grain": r.Grain.String(), "bucket": bucket, "value_text": r.ValueText,
		"gap": r.Gap.String(), "gap_reason": r.GapReason, "value_reason": r.ValueReason, "status": r.Status.String(),
		"grade": r.Grade.String(), "criteria": r.ThresholdText,
	}
	numbers := map[string]float64{
		"value": r.Value, "previous": r.Previous, "wow": r.WoW, "mom": r.MoM, "yoy": r.YoY, "baseline": r.Baseline,
		"target": r.Target, "stretch": r.Stretch, "moonshot": r.Moonshot, "ambition": r.Ambition,
		"attainment_raw": r.Progress, "attainment": r.Attainment, "expected": r.Expected, "pace": r.Pace,
		"forecast_low": r.ForecastLow, "forecast_high": r.ForecastHigh, "sample": r.Sample, "stale_days": r.StaleDays,
		"missing": float64(r.Missing), "history": float64(len(r.History.Value)),
	}
	return texts, numbers
}
