package engine_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// A scenario is a txtar archive: catalog.yaml, facts.csv, and a script of lines
//
//	at TIME                      the instant of the following queries
//	range FROM TO                their time range (default: 13 weeks up to the instant)
//	scorecard|series|tree|definitions|objectives JSON   ask; queryType is added
//	segments JSON                the values of segments, each KEY a row of its values
//	row ID column=value …        expect a row; null is no value
//	rows ID …                    expect exactly these rows in this order
//	line METRIC/KEY[/SEGMENT] v v …  expect a line's values, _ for none
//	starts METRIC/KEY TIME …     expect the starts of a line's buckets
//	edges FROM>TO …              expect the edges of a tree
//	alerts|backtest JSON         evaluate alert rules now, or in every bucket of the time range
//	alert NAME column=value …    expect an alert; its name is RULE/METRIC, and /SEGMENT where there is one
//	shown NAME …                 expect exactly these alerts in this order
//	states NAME state …          expect the states of a backtest, oldest first
//	notice TEXT                  expect a notice that holds the text
//	error TEXT                   expect the query to fail so
//
// All numbers in scenarios were worked out by hand or by the script beside them, never by the engine.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/scenario/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			newScenario(t, archive).run()
		})
	}
}

// memory serves a catalog and facts to the engine.
type memory struct {
	document []byte
	facts    []series.Fact
}

func (m *memory) Revision(context.Context) (int64, error) { return 1, nil }

func (m *memory) Document(context.Context, int64) ([]byte, error) { return m.document, nil }

func (m *memory) Facts(_ context.Context, r series.FactsRequest) ([]series.Columns, error) {
	type key struct {
		metric  string
		grain   okr.Grain
		segment series.Segment
		whole   series.Keys
	}
	columns := map[key]*series.Columns{}
	var order []key
	for _, f := range m.facts {
		start := okr.DateOf(r.Calendar.Stamp(f.Grain, f.Bucket))
		if !slices.Contains(r.Metrics, f.Metric) || start.Before(r.From) || !start.Before(r.Until) {
			continue
		}
		k := key{f.Metric, f.Grain, f.Segment, f.Whole}
		c := columns[k]
		if c == nil {
			c = &series.Columns{Metric: f.Metric, Grain: f.Grain, Segment: f.Segment, Whole: f.Whole, First: f.Bucket}
			columns[k] = c
			order = append(order, k)
		}
		for f.Bucket < c.First {
			c.First--
			c.Num, c.Den = slices.Insert(c.Num, 0, math.NaN()), slices.Insert(c.Den, 0, math.NaN())
		}
		for int(f.Bucket-c.First) >= len(c.Num) {
			c.Num, c.Den = append(c.Num, math.NaN()), append(c.Den, math.NaN())
		}
		c.Num[f.Bucket-c.First], c.Den[f.Bucket-c.First] = f.Num, f.Den
	}
	result := make([]series.Columns, len(order))
	for i, k := range order {
		result[i] = *columns[k]
	}
	return result, nil
}

type scenario struct {
	t      *testing.T
	script []byte
	store  *memory
	loc    *time.Location

	at     time.Time
	span   engine.TimeRange
	err    error
	lines  map[string]engine.SeriesLine
	rows   []engine.Row
	edges  []string
	notes  []string
	alerts []alert.Alert
}

func newScenario(t *testing.T, archive *txtar.Archive) *scenario {
	t.Helper()
	s := &scenario{t: t, store: &memory{}}
	for _, f := range archive.Files {
		switch f.Name {
		case "catalog.yaml":
			s.store.document = f.Data
		case "script":
			s.script = f.Data
		}
	}
	c, findings := catalog.Parse([]catalog.File{{Name: "catalog.yaml", Data: s.store.document}})
	if err := findings.Err(); err != nil {
		t.Fatalf("the scenario's catalog: %v", err)
	}
	s.loc = c.Organization.Timezone
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".csv") {
			s.store.facts = append(s.store.facts, readFacts(t, f.Name, f.Data, c)...)
		}
	}
	return s
}

func (s *scenario) run() {
	scanner := bufio.NewScanner(bytes.NewReader(s.script))
	for n := 1; scanner.Scan(); n++ {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		verb, rest, _ := strings.Cut(line, " ")
		if err := s.step(verb, strings.TrimSpace(rest)); err != nil {
			s.t.Errorf("script:%d: %s: %v", n, line, err)
		}
	}
}

func (s *scenario) step(verb, rest string) error {
	words := strings.Fields(rest)
	switch verb {
	case "at":
		s.at = s.time(rest)
		s.span = engine.TimeRange{From: s.at.AddDate(0, 0, -91), To: s.at}
		return nil
	case "range":
		s.span = engine.TimeRange{From: s.time(words[0]), To: s.time(words[1])}
		return nil
	case "scorecard", "series", "tree", "definitions", "objectives", "alerts", "backtest":
		s.ask(verb, rest)
		return nil
	case "segments":
		return s.segments(rest)
	case "error":
		if s.err == nil || !strings.Contains(s.err.Error(), rest) {
			return fmt.Errorf("the error is %q", fmt.Sprint(s.err))
		}
		return nil
	}
	if s.err != nil {
		return fmt.Errorf("the query failed: %w", s.err)
	}
	return s.expect(verb, rest, words)
}

func (s *scenario) time(text string) time.Time {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t
	}
	d, err := okr.ParseDate(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return d.In(s.loc)
}

func (s *scenario) ask(verb, text string) {
	if text == "" {
		text = "{}"
	}
	q, err := query.Parse([]byte(text))
	if err != nil {
		s.t.Fatal(err)
	}
	q.QueryType = query.Type(strings.Replace(verb, "backtest", "alerts", 1))
	e, err := engine.New(engine.Config{Catalog: s.store, Series: s.store, Clock: func() time.Time { return s.at }})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx := context.Background()
	s.rows, s.lines, s.edges, s.notes, s.alerts = nil, map[string]engine.SeriesLine{}, nil, nil, nil
	v, err := e.View(ctx, s.span)
	if err != nil {
		s.err = err
		return
	}
	if verb == "backtest" {
		var test *alert.Backtest
		if test, s.err = alert.EvaluateRange(ctx, v, q); s.err == nil {
			s.alerts = test.Rows
		}
		return
	}
	switch q.QueryType {
	case query.Scorecard:
		var card *engine.Scorecard
		if card, s.err = v.Scorecard(ctx, q); s.err == nil {
			s.rows, s.notes = card.Rows, card.Notices
		}
	case query.Series:
		var result *engine.Series
		if result, s.err = v.Series(ctx, q); s.err == nil {
			for _, l := range result.Lines {
				name := l.Metric.Name + "/" + l.Key
				if len(l.Segment) > 0 {
					name += "/" + string(series.SegmentOf(l.Segment))
				}
				if _, twice := s.lines[name]; twice {
					s.t.Errorf("two lines are called %s", name)
				}
				s.lines[name] = l
			}
		}
	case query.Tree:
		var tree *engine.Tree
		if tree, s.err = v.Tree(ctx, q); s.err == nil {
			for _, n := range tree.Nodes {
				s.rows = append(s.rows, n.Row)
			}
			for _, e := range tree.Edges {
				s.edges = append(s.edges, e.From+">"+e.To)
			}
		}
	case query.Objectives:
		var objectives *engine.Objectives
		if objectives, s.err = v.Objectives(ctx, q); s.err == nil {
			for _, o := range objectives.Rows {
				s.rows = append(s.rows, o.Row)
			}
			s.notes = objectives.Notices
		}
	case query.Alerts:
		var alerts *alert.Alerts
		if alerts, s.err = alert.Evaluate(ctx, v, q); s.err == nil {
			s.alerts, s.notes = alerts.Rows, alerts.Notices
		}
	case query.Definitions:
		var d *engine.Definitions
		if d, s.err = v.Definitions(ctx, q); s.err == nil {
			for _, row := range d.Rows {
				s.rows = append(s.rows, engine.Row{
					ID: row.Metric.Name, Title: row.Title, ThresholdText: row.ThresholdText, Baseline: row.Baseline.Median,
					Target: row.SuggestLow, Stretch: row.SuggestHigh, Value: row.Baseline.Mean,
					Sample: float64(row.Baseline.Points), Bucket: row.LastFact,
				})
			}
		}
	}
}

// segments asks for the values of segments. Each is a row such as plan=free,pro.
func (s *scenario) segments(text string) error {
	q, err := query.Parse([]byte(text))
	if err != nil {
		return err
	}
	e, err := engine.New(engine.Config{Catalog: s.store, Series: s.store, Clock: func() time.Time { return s.at }})
	if err != nil {
		return err
	}
	v, err := e.View(context.Background(), s.span)
	if err != nil {
		return err
	}
	var found []engine.SegmentValues
	found, s.err = v.Segments(context.Background(), q)
	s.rows = nil
	for _, segment := range found {
		s.rows = append(s.rows, engine.Row{ID: segment.Key + "=" + strings.Join(segment.Values, ",")})
	}
	return nil
}

func (s *scenario) expect(verb, rest string, words []string) error {
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

func (s *scenario) expectLine(name string, want []string) error {
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

func (s *scenario) expectStarts(name string, want []string) error {
	var got []string
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

func (s *scenario) expectAlert(name, rest string) error {
	for _, a := range s.alerts {
		if alertName(a) != name {
			continue
		}
		texts := map[string]string{
			"state": a.State.String(), "reason": a.Reason, "team": a.Team, "owner": a.Owner, "severity": a.Rule.Severity.String(),
			"threshold": a.Threshold, "value_text": a.ValueText, "decision": a.Decision, "key_result": a.KeyResult,
			"bucket": okr.DateOf(a.Bucket.In(s.loc)).String(), "since": okr.DateOf(a.Since.In(s.loc)).String(),
			"audit": a.Audit.String(), "about": a.About(), "number": a.Number(),
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

func (s *scenario) expectStates(name string, want []string) error {
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

func (s *scenario) expectRow(id, rest string) error {
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

func readFacts(t *testing.T, name string, data []byte, c *okr.Catalog) []series.Fact {
	t.Helper()
	var result []series.Fact
	for fact, err := range csvfile.Read(bytes.NewReader(data), name, c) {
		if err != nil {
			t.Fatalf("the scenario's facts: %v", err)
		}
		result = append(result, fact)
	}
	return result
}
