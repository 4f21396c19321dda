package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// versioned is a store that never changes.
type versioned struct{ *enginetest.Store }

func (versioned) Version() any { return 1 }
func (versioned) Epoch() int64 { return 1 }

// Whenever two views have the same identity, they give the same answer. This is checked around the edges of hours, days, weeks and months
// and between them, in a time zone with days of 23 and 25 hours and in one whose summer time is half an hour.
func TestAnswersOfViewsWithOneIdentityAreTheSame(t *testing.T) {
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
			store := enginetest.ReadScenario(t, "testdata/scenario/calendar.txtar").Store
			store.YAML = inZone(store.YAML, zone)
			now := time.Time{}
			e, err := engine.New(engine.Config{Catalog: store, Series: versioned{store}, Clock: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			answers := map[engine.Identity][]string{}
			again := 0
			for range 250 {
				var r engine.TimeRange
				now, r = moments()
				v := enginetest.View(t, e, r)
				id, ok := v.Identity()
				if !ok {
					t.Fatal("the view has no identity")
				}
				texts := make([]string, len(queries))
				for i, q := range queries {
					texts[i] = text(t, v, q)
				}
				if old, seen := answers[id]; seen {
					again++
					for i := range texts {
						if texts[i] != old[i] {
							t.Fatalf("query %d at %v of %v was\n%s\nand is\n%s", i, now, r, old[i], texts[i])
						}
					}
				}
				answers[id] = texts
			}
			if again < 100 {
				t.Fatalf("only %d identities came again", again)
			}
		})
	}
}

// moments returns instants near the edges of two hours at the end of a month, so that identities repeat.
func moments() (time.Time, engine.TimeRange) {
	edge := time.Date(2026, time.October, 31, 23, 0, 0, 0, time.UTC)
	near := func(t time.Time) time.Time {
		t = t.Add(time.Duration(rand.IntN(3)-1) * 30 * time.Minute)
		return t.Add(time.Duration(rand.IntN(3)-1) * time.Duration(rand.IntN(int(20*time.Minute))))
	}
	r := engine.TimeRange{From: near(edge.AddDate(0, 0, -7)), To: near(edge)}
	return near(edge), r
}

// text returns everything in an answer except the evaluation time.
func text(t *testing.T, v *engine.View, q query.Query) string {
	t.Helper()
	switch q.QueryType {
	case query.Series:
		s, err := v.Series(t.Context(), q)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprintf("%+v %q", s.Lines, s.Notices)
	case query.Tree:
		tree, err := v.Tree(t.Context(), q)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprintf("%+v %+v", tree.Nodes, tree.Edges)
	case query.Definitions:
		d, err := v.Definitions(t.Context(), q)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprintf("%+v", d.Rows)
	}
	s, err := v.Scorecard(t.Context(), q)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%+v %q %v", s.Rows, s.Notices, s.Period)
}

func inZone(document, zone string) string {
	return strings.Replace(document, "timezone: Europe/Berlin", "timezone: "+zone, 1)
}

// changing is a store whose catalog and facts change.
type changing struct {
	*enginetest.Store
	version  int
	onFacts  func()
	revision int64
}

func (c *changing) Version() any                            { return c.version }
func (c *changing) Epoch() int64                            { return 1 }
func (c *changing) Revision(context.Context) (int64, error) { return c.revision, nil }
func (c *changing) Facts(ctx context.Context, r series.FactsRequest) ([]series.Columns, error) {
	if c.onFacts != nil {
		c.onFacts()
	}
	return c.Store.Facts(ctx, r)
}

func newChanging(t *testing.T) (*changing, *engine.Engine, *time.Time) {
	t.Helper()
	c := &changing{Store: enginetest.ReadScenario(t, "testdata/scenario/calendar.txtar").Store, revision: 1}
	now := time.Date(2026, time.October, 31, 12, 0, 0, 0, time.UTC)
	e, err := engine.New(engine.Config{Catalog: c, Series: c, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return c, e, &now
}

func TestAViewKeepsItsCatalogAndItsTime(t *testing.T) {
	c, e, now := newChanging(t)
	v := enginetest.View(t, e, engine.TimeRange{})
	title := func(v *engine.View) string {
		s, err := v.Scorecard(t.Context(), query.Query{Metrics: []string{"trips"}})
		if err != nil || len(s.Rows) != 1 {
			t.Fatalf("%+v %v", s, err)
		}
		return fmt.Sprint(s.Rows[0].Title, " at ", s.At.UTC().Format(time.DateTime), " of ", s.Revision)
	}
	want := title(v)
	c.YAML = strings.Replace(c.YAML, "title: Trips", "title: Journeys", 1)
	c.revision = 2
	*now = now.Add(time.Hour)
	if got := title(v); got != want {
		t.Errorf("the view says %q, and said %q", got, want)
	}
	if got := title(enginetest.View(t, e, engine.TimeRange{})); got != "Journeys at 2026-10-31 13:00:00 of 2" {
		t.Errorf("a new view says %q", got)
	}
}

func TestAViewThatReadFactsOfAnotherVersionHasNoIdentity(t *testing.T) {
	c, e, _ := newChanging(t)
	read := func() *engine.View {
		v := enginetest.View(t, e, engine.TimeRange{})
		if _, ok := v.Identity(); !ok {
			t.Fatal("the view has no identity before facts are read")
		}
		if _, err := v.Scorecard(t.Context(), query.Query{Metrics: []string{"trips"}}); err != nil {
			t.Fatal(err)
		}
		return v
	}
	if _, ok := read().Identity(); !ok {
		t.Error("facts of the pinned version took the identity away")
	}
	c.onFacts = func() { c.version++ }
	if _, ok := read().Identity(); ok {
		t.Error("facts changed while they were read, and the view has an identity")
	}
}

func TestDefinitionsThatALimitLeavesOutAreTold(t *testing.T) {
	_, e, _ := newChanging(t)
	v := enginetest.View(t, e, engine.TimeRange{})
	for limit, want := range map[int]string{0: "[]", 1: "[showing 1 of 3]", 3: "[]"} {
		d, err := v.Definitions(t.Context(), query.Query{
			QueryType: query.Definitions, Locale: "en", Metrics: []string{"trips", "late_rate", "cost"}, Limit: limit,
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(d.Notices); got != want {
			t.Errorf("limit %d: %s, want %s", limit, got, want)
		}
	}
}

func TestATreeIsCutAtItsLimitAndSaysSo(t *testing.T) {
	_, e, _ := newChanging(t)
	v := enginetest.View(t, e, engine.TimeRange{})
	treeOf := func(limit int) *engine.Tree {
		tree, err := v.Tree(t.Context(), query.Query{
			QueryType: query.Tree, Locale: "en", Metrics: []string{"trips", "late_rate", "cost"}, Limit: limit,
		})
		if err != nil {
			t.Fatal(err)
		}
		return tree
	}
	all := len(treeOf(0).Nodes)
	if cut := treeOf(1); len(cut.Nodes) != 1 || fmt.Sprint(cut.Notices) != fmt.Sprintf("[showing 1 of %d]", all) || all < 3 {
		t.Errorf("%d of %d nodes, notices %q", len(cut.Nodes), all, cut.Notices)
	}
}
