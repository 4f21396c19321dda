package engine_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/frame"
	"github.com/northstar/okrkpi/pkg/query"
)

// stateful is a memory in which nothing changes.
type stateful struct{ *memory }

func (stateful) State() any   { return 1 }
func (stateful) Epoch() int64 { return 1 }

// Around the edges of hours, days, weeks and months, and anywhere between them, in a zone with days of 23 and 25 hours and in
// one whose summer time is half an hour: whenever two stamps are the same, so are the answers.
func TestAnswersUnderOneStampAreTheSame(t *testing.T) {
	archive, err := txtar.ParseFile(filepath.Join("testdata", "scenario", "calendar.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	queries := []query.Query{
		{
			QueryType: query.Scorecard, Roles: []query.Role{query.RoleMetric, query.RoleNorthStar},
			Metrics: []string{"trips", "late_rate", "cost"},
		},
		{QueryType: query.Scorecard, Format: query.FormatStat, Metrics: []string{"trips", "late_rate", "cost"}},
		{QueryType: query.Series, Metrics: []string{"trips"}, Grain: "hour", Compare: []string{"previous", "year_ago"}},
		{
			QueryType: query.Series, Metrics: []string{"trips", "cost"}, Grain: "month",
			Lines: []query.Line{query.LineValue, query.LineAnomaly},
		},
		{QueryType: query.Tree},
		{QueryType: query.Definitions},
	}
	for _, zone := range []string{"Europe/Berlin", "Australia/Lord_Howe"} {
		t.Run(zone, func(t *testing.T) {
			s := newScenario(t, archive)
			s.store.document = inZone(s.store.document, zone)
			now := time.Time{}
			e, err := engine.New(engine.Config{Catalog: s.store, Series: stateful{s.store}, Clock: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			answers := map[engine.Stamp][]string{}
			again := 0
			for range 250 {
				var r engine.TimeRange
				now, r = moments()
				stamp, ok, err := e.Stamp(t.Context(), r)
				if err != nil || !ok {
					t.Fatalf("no stamp: %v", err)
				}
				texts := make([]string, len(queries))
				for i, q := range queries {
					texts[i] = text(t, e, q, r)
				}
				if old, seen := answers[stamp]; seen {
					again++
					for i := range texts {
						if texts[i] != old[i] {
							t.Fatalf("query %d at %v of %v was\n%s\nand is\n%s", i, now, r, old[i], texts[i])
						}
					}
				}
				answers[stamp] = texts
			}
			if again < 100 {
				t.Fatalf("only %d stamps came again", again)
			}
		})
	}
}

// moments are near the edges of two hours at the end of a month, so that the same stamp comes again.
func moments() (time.Time, engine.TimeRange) {
	edge := time.Date(2026, time.October, 31, 23, 0, 0, 0, time.UTC)
	near := func(t time.Time) time.Time {
		t = t.Add(time.Duration(rand.IntN(3)-1) * 30 * time.Minute)
		return t.Add(time.Duration(rand.IntN(3)-1) * time.Duration(rand.IntN(int(20*time.Minute))))
	}
	r := engine.TimeRange{From: near(edge.AddDate(0, 0, -7)), To: near(edge)}
	return near(edge), r
}

func text(t *testing.T, e *engine.Engine, q query.Query, r engine.TimeRange) string {
	t.Helper()
	frames, err := frame.Answer(t.Context(), e, q, r)
	if err != nil {
		return err.Error()
	}
	out, err := json.Marshal(frames)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func inZone(document []byte, zone string) []byte {
	return bytes.Replace(document, []byte("timezone: Europe/Berlin"), []byte("timezone: "+zone), 1)
}
