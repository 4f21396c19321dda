package ravenstack_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/query"
)

// fullData names a folder with RavenStack's own files, which are not part of this repository.
const fullData = "OKR_RAVENSTACK_DIR"

func TestNumbersOfTheExcerpt(t *testing.T) {
	t.Parallel()
	c := found(t, excerpt)
	c.refresh(t, afterwards, false)
	compareWithSQL(t, c)
	compareWithPython(t, c, "testdata/excerpt.json")
}

func TestNumbersOfTheFullData(t *testing.T) {
	t.Parallel()
	folder := os.Getenv(fullData)
	if folder == "" {
		t.Skip(fullData + " is not set: the numbers were checked on the excerpt only")
	}
	c := found(t, folder)
	c.refresh(t, afterwards, false)
	compareWithSQL(t, c)
	compareWithPython(t, c, "testdata/full.json")
}

// cell is the place of one number. Plan and country are empty for all of them together.
type cell struct {
	metric, grain, start, plan, country string
}

// compareWithSQL holds every line that the engine draws, by week, month and quarter, for the whole, each plan, each
// country and each pair, against testdata/oracle.sql.
func compareWithSQL(t *testing.T, c *company) {
	t.Helper()
	want := readOracle(t, c)
	e := c.engine(t, afterwards)
	compared := map[string]int{}
	for _, m := range c.catalog.Metrics {
		for _, grain := range grainsOf(m) {
			for _, by := range [][]string{nil, {"plan"}, {"country"}, {"plan", "country"}} {
				if grain == okr.Week && len(by) == 2 {
					continue // some four buckets each hardly ever hold a row
				}
				q := query.Query{Metrics: []string{m.Name}, Grain: grain.String(), GroupBy: by}
				for place, got := range draw(t, e, q) {
					value, known := want[place]
					if !known || !near(got, value) {
						t.Errorf("%+v is %v, in plain SQL %v", place, got, value)
					}
					delete(want, place)
					compared[m.Name]++
				}
			}
		}
	}
	for place, value := range want {
		t.Errorf("%+v has no value, in plain SQL %v", place, value)
	}
	for _, m := range c.catalog.Metrics {
		t.Logf("%s: %d numbers are those of plain SQL", m.Name, compared[m.Name])
		if compared[m.Name] == 0 {
			t.Errorf("%s was not compared at all", m.Name)
		}
	}
}

// grainsOf are the grains at which a metric has numbers: months do not tell weeks, and medians only tell themselves.
func grainsOf(m okr.Metric) []okr.Grain {
	switch {
	case m.Type == okr.Median:
		return []okr.Grain{m.Grain}
	case m.Grain == okr.Month:
		return []okr.Grain{okr.Month, okr.Quarter}
	}
	return []okr.Grain{okr.Week, okr.Month, okr.Quarter}
}

// draw asks for a line over the whole time and returns the numbers on it.
func draw(t *testing.T, e *engine.Engine, q query.Query) map[cell]float64 {
	t.Helper()
	q.QueryType, q.Lines = query.Series, []query.Line{query.LineValue}
	v, err := e.View(t.Context(), engine.TimeRange{From: day("2022-12-26"), To: afterwards})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := v.Series(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	numbers := map[cell]float64{}
	for _, line := range answer.Lines {
		for i, at := range line.Times {
			if v := line.Value[i]; !math.IsNaN(v) {
				place := cell{line.Metric.Name, q.Grain, at.Format(time.DateOnly), line.Segment["plan"], line.Segment["country"]}
				numbers[place] = v
			}
		}
	}
	return numbers
}

// readOracle runs testdata/oracle.sql as somebody who may only read.
func readOracle(t *testing.T, c *company) map[cell]float64 {
	t.Helper()
	sql, err := os.ReadFile("testdata/oracle.sql")
	if err != nil {
		t.Fatal(err)
	}
	result := pgtest.Connect(t, c.reader).ExecParams(t.Context(), string(sql), nil, nil, nil, nil).Read()
	if result.Err != nil {
		t.Fatal(result.Err)
	}
	numbers := map[cell]float64{}
	for _, row := range result.Rows {
		if row[5] == nil {
			continue
		}
		value, err := strconv.ParseFloat(string(row[5]), 64)
		if err != nil {
			t.Fatal(err)
		}
		numbers[cell{string(row[0]), string(row[1]), string(row[2]), string(row[3]), string(row[4])}] = value
	}
	return numbers
}

// expected is what testdata/expected.py works out.
type expected struct {
	First      string                `json:"first"`
	Months     map[string][]*float64 `json:"months"`
	KeyResults map[string]struct {
		Value, Baseline, Attainment *float64
	} `json:"key_results"`
}

// compareWithPython holds the monthly numbers and the key results of the last quarter against numbers that come from the
// files without a database.
func compareWithPython(t *testing.T, c *company, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want expected
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	e := c.engine(t, afterwards)
	for metric, values := range want.Months {
		got := draw(t, e, query.Query{Metrics: []string{metric}, Grain: "month"})
		for i, value := range values {
			start := day(want.First).AddDate(0, i, 0).Format(time.DateOnly)
			v, known := got[cell{metric: metric, grain: "month", start: start}]
			if known != (value != nil) || known && !near(v, *value) {
				t.Errorf("%s of the month from %s is %v (known: %v), in Python %v", metric, start, v, known, deref(value))
			}
		}
	}
	end := day("2025-01-01")
	v, err := e.View(t.Context(), engine.TimeRange{From: day("2024-10-01"), To: end})
	if err != nil {
		t.Fatal(err)
	}
	card, err := v.Scorecard(t.Context(), query.Query{Roles: []query.Role{query.RoleKeyResult}})
	if err != nil {
		t.Fatal(err)
	}
	if len(card.Rows) != len(want.KeyResults) {
		t.Errorf("there are %d key results, in Python %d", len(card.Rows), len(want.KeyResults))
	}
	for _, row := range card.Rows {
		kr := want.KeyResults[row.ID[len(row.Objective)+1:]]
		for what, pair := range map[string][2]float64{
			"value": {row.Value, deref(kr.Value)}, "attainment": {row.Attainment, deref(kr.Attainment)},
		} {
			if !near(pair[0], pair[1]) {
				t.Errorf("%s: %s is %v, in Python %v", row.ID, what, pair[0], pair[1])
			}
		}
		if kr.Baseline != nil && !near(row.Baseline, *kr.Baseline) {
			t.Errorf("%s: baseline is %v, in Python %v", row.ID, row.Baseline, *kr.Baseline)
		}
		t.Logf("%s: value %v, baseline %v, attainment %v", row.ID, row.ValueText, row.Baseline, row.Attainment)
	}
}

func deref(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

func near(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*max(1, math.Abs(b))
}

func TestMediansAreNotAddedUp(t *testing.T) {
	t.Parallel()
	c := found(t, excerpt)
	c.refresh(t, afterwards, false)
	v, err := c.engine(t, afterwards).View(t.Context(), engine.TimeRange{From: day("2024-01-01"), To: afterwards})
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Series(t.Context(), query.Query{QueryType: query.Series, Metrics: []string{"first_response_median"}, Grain: "month"})
	if bad := new(query.Error); !errors.As(err, &bad) {
		t.Fatalf("a median by the month should be refused, got %v", err)
	}
}

func TestFiltersGiveWhatGroupsGive(t *testing.T) {
	t.Parallel()
	c := found(t, excerpt)
	c.refresh(t, afterwards, false)
	e := c.engine(t, afterwards)
	for _, m := range c.catalog.Metrics {
		grain := grainsOf(m)[0].String()
		grouped := draw(t, e, query.Query{Metrics: []string{m.Name}, Grain: grain, GroupBy: []string{"plan", "country"}})
		filtered := draw(t, e, query.Query{Metrics: []string{m.Name}, Grain: grain, Filters: []query.Filter{
			{Key: "plan", Operator: "=", Value: "Pro"}, {Key: "country", Operator: "=", Value: "US"},
		}})
		for place := range grouped {
			if place.plan != "Pro" || place.country != "US" {
				delete(grouped, place)
			}
		}
		if len(filtered) == 0 || len(filtered) != len(grouped) {
			t.Errorf("%s: %d numbers by filter, %d by group", m.Name, len(filtered), len(grouped))
		}
		for place, v := range grouped {
			if got := filtered[cell{metric: m.Name, grain: grain, start: place.start}]; !near(got, v) {
				t.Errorf("%+v is %v by filter, %v by group", place, got, v)
			}
		}
	}
}
