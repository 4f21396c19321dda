package enginetest

import (
	"bufio"
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// RunScenarios runs the scenarios in a folder, each as a test of its own.
func RunScenarios(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios in %s: %v", folder, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			ReadScenario(t, file).run()
		})
	}
}

// Scenario is a catalog, facts, and a script of queries with their expected answers. It is written as a txtar archive of
// catalog.yaml, files of facts like facts.csv, and a script of lines
//
//	at TIME                      the instant of the following queries
//	range FROM TO                their time range (default: 13 weeks up to the instant)
//	scorecard|series|tree|definitions|objectives JSON   run a query; queryType is added
//	segments JSON                the values of segments, each KEY a row of its values
//	row ID column=value …        expect a row; null is no value
//	rows ID …                    expect exactly these rows in this order
//	line METRIC/KEY[/SEGMENT] v v …  expect a line's values, _ for none
//	partial METRIC/KEY N         expect the index of the bucket that is not over yet
//	starts METRIC/KEY TIME …     expect the starts of a line's buckets
//	edges FROM>TO …              expect the edges of a tree
//	alerts|backtest JSON         evaluate alert rules now, or in every bucket of the time range
//	alert NAME column=value …    expect an alert; its name is RULE/METRIC, and /SEGMENT where there is one
//	shown NAME …                 expect exactly these alerts in this order
//	states NAME state …          expect the states of a backtest, oldest first
//	notice TEXT                  expect a notice that holds the text
//	error TEXT                   expect the query to fail so
//
// All numbers in scenarios were worked out by hand or by the script next to them, never by the engine.
type Scenario struct {
	Store *Store

	t      testing.TB
	script []byte
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

// ReadScenario reads the scenario in a file.
func ReadScenario(t testing.TB, file string) *Scenario {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &Scenario{t: t, Store: &Store{}}
	for _, f := range archive.Files {
		switch f.Name {
		case "catalog.yaml":
			s.Store.YAML = string(f.Data)
		case "script":
			s.script = f.Data
		}
	}
	c, findings := catalog.Parse([]catalog.File{{Name: "catalog.yaml", Data: []byte(s.Store.YAML)}})
	if err := findings.Err(); err != nil {
		t.Fatalf("the scenario's catalog: %v", err)
	}
	s.loc = c.Organization.Timezone
	var facts []series.Fact
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".csv") {
			facts = append(facts, readFacts(t, f.Name, f.Data, c)...)
		}
	}
	s.Store.Columns = ColumnsOf(slices.Values(facts))
	return s
}

func (s *Scenario) run() {
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

func (s *Scenario) step(verb, rest string) error {
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
		s.runQuery(verb, rest)
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

func (s *Scenario) time(text string) time.Time {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t
	}
	d, err := okr.ParseDate(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return d.In(s.loc)
}

func readFacts(t testing.TB, name string, data []byte, c *okr.Catalog) []series.Fact {
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
