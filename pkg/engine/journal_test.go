package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

const journalCompany = `apiVersion: okr/v1
kind: Organization
metadata: {name: shop, title: {en: Shop, ja: 店}}
spec: {timezone: UTC, northStar: orders, overview: [orders]}
---
apiVersion: okr/v1
kind: Team
metadata: {name: all}
spec: {lead: lead}
---
apiVersion: okr/v1
kind: Team
metadata: {name: care, title: {en: Care, ja: ケア}}
spec: {lead: lead, parent: all}
---
apiVersion: okr/v1
kind: Period
metadata: {name: 2026-Q1}
spec: {start: 2026-01-01, end: 2026-04-01}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders, title: {en: Orders, ja: 注文}}
spec: {type: sum, grain: week, unit: short, direction: up}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: churn_rate, title: {en: Churn, ja: 解約率}}
spec: {type: ratio, grain: week, unit: percentunit, direction: down}
---
apiVersion: okr/v1
kind: KPI
metadata: {name: churn, title: {en: Churn of teams, ja: チームの解約}}
spec: {metric: churn_rate, team: care, thresholds: {yellow: 3%, red: 4%}, supports: [more/orders]}
---
apiVersion: okr/v1
kind: Objective
metadata: {name: more, title: {en: People come back, ja: また来てもらう}}
spec:
  period: 2026-Q1
  team: care
  whyNow: Few do.
  keyResults:
    - {name: orders, title: {en: Orders a week, ja: 週の注文}, metric: orders, baseline: 100, target: 150}
`

var noon = time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)

// diary is a database with a journal and with revisions of a catalog, one a day from 1 March.
type diary struct {
	enginetest.Store
	documents []string
	entries   []okr.Entry

	mu    sync.Mutex
	asked []okr.JournalRequest
	read  []int64
}

func (d *diary) Revision(context.Context) (int64, error) { return int64(len(d.documents)), nil }

func (d *diary) Document(_ context.Context, revision int64) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.read = append(d.read, revision)
	return []byte(d.documents[revision-1]), nil
}

func (d *diary) Entries(_ context.Context, r okr.JournalRequest) ([]okr.Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, r)
	return d.entries[:min(len(d.entries), r.Limit)], nil
}

func (d *diary) Revisions(_ context.Context, from, until time.Time, limit int) ([]okr.CatalogRevision, error) {
	var list []okr.CatalogRevision
	for i := len(d.documents) - 1; i >= 0 && len(list) < limit; i-- {
		at := time.Date(2026, time.March, 1+i, 0, 0, 0, 0, time.UTC)
		if !at.Before(from) && at.Before(until) {
			list = append(list, okr.CatalogRevision{Number: int64(i + 1), AppliedAt: at, Author: "mika", Note: fmt.Sprint("note ", i+1)})
		}
	}
	return list, nil
}

func (d *diary) engine(t *testing.T) *engine.Engine {
	t.Helper()
	e, err := engine.New(engine.Config{Catalog: d, Series: d, Journal: d, Clock: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func ask(t *testing.T, e *engine.Engine, text string) *engine.Journal {
	t.Helper()
	q, err := query.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	q.QueryType = query.Journal
	j, err := enginetest.View(t, e, engine.TimeRange{From: noon.AddDate(0, 0, -30), To: noon.AddDate(0, 0, 7)}).Journal(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestTheJournalAsksForWhatTheQueryIsAbout(t *testing.T) {
	t.Parallel()
	orders := okr.Concerns{Metrics: []string{"orders"}, KeyResults: []string{"more/orders"}}
	objective := okr.Concerns{
		Metrics: []string{"orders"}, Objectives: []string{"more"}, KeyResults: []string{"more/orders"}, KPIs: []string{"churn"},
	}
	care := okr.Concerns{
		Metrics: []string{"churn_rate", "orders"}, Objectives: []string{"more"}, KeyResults: []string{"more/orders"},
		KPIs: []string{"churn"}, Teams: []string{"care"},
	}
	above := care
	above.Teams = []string{"all", "care"}
	for name, c := range map[string]struct {
		query string
		kinds []okr.EntryKind
		about []okr.Concerns
		limit int
	}{
		"Nothing in particular":         {`{}`, okr.EntryKinds(), nil, 1001},
		"Some kinds and few rows":       {`{"kinds":["bet","definition"],"limit":5}`, []okr.EntryKind{okr.Bet}, nil, 6},
		"More rows than can be":         {`{"limit":1000000}`, okr.EntryKinds(), nil, 10_001},
		"A metric":                      {`{"metrics":["orders"]}`, okr.EntryKinds(), []okr.Concerns{orders}, 1001},
		"The metrics of the overview":   {`{"metrics":["@overview"]}`, okr.EntryKinds(), []okr.Concerns{orders}, 1001},
		"An objective":                  {`{"objective":"more"}`, okr.EntryKinds(), []okr.Concerns{objective}, 1001},
		"A team":                        {`{"team":"care"}`, okr.EntryKinds(), []okr.Concerns{care}, 1001},
		"A team above":                  {`{"team":"all"}`, okr.EntryKinds(), []okr.Concerns{above}, 1001},
		"A metric and a team, together": {`{"metrics":["orders"],"team":"care"}`, okr.EntryKinds(), []okr.Concerns{orders, care}, 1001},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &diary{documents: []string{journalCompany}}
			ask(t, d.engine(t), c.query)
			want := okr.JournalRequest{
				From: noon.AddDate(0, 0, -30), Until: noon.AddDate(0, 0, 7), Kinds: c.kinds, About: c.about, Limit: c.limit,
			}
			if diff := cmp.Diff([]okr.JournalRequest{want}, d.asked); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRowsOfTheJournalSayWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	d := &diary{documents: []string{journalCompany}, entries: []okr.Entry{
		{ID: 7, Kind: okr.Bet, At: noon, About: okr.About{KeyResult: "more/orders"}, Text: "bet", Author: "kim", Replaces: 3},
		{ID: 6, Kind: okr.Learning, At: noon, About: okr.About{KPI: "churn"}},
		{ID: 5, Kind: okr.Learning, At: noon, About: okr.About{Metric: "orders", Team: "all"}},
		{ID: 4, Kind: okr.Review, At: noon, About: okr.About{Objective: "gone"}},
		{ID: 2, Kind: okr.Annotation, At: noon},
	}}
	type seen struct{ ID, Subject, Metric, Objective, KeyResult, KPI, Team, TeamTitle string }
	var got []seen
	for _, r := range ask(t, d.engine(t), `{"locale":"ja"}`).Rows {
		got = append(got, seen{
			r.ID, r.Subject, r.About.Metric, r.About.Objective, r.About.KeyResult, r.About.KPI, r.About.Team, r.TeamTitle,
		})
	}
	want := []seen{
		{"7", "週の注文", "orders", "more", "more/orders", "", "care", "ケア"},
		{"6", "チームの解約", "churn_rate", "", "", "churn", "care", "ケア"},
		{"5", "注文", "orders", "", "", "", "all", "all"},
		{"4", "gone", "", "gone", "", "", "", ""},
		{"2", "店", "", "", "", "", "", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOneEntryMoreThanAskedForIsANotice(t *testing.T) {
	t.Parallel()
	d := &diary{documents: []string{journalCompany}, entries: []okr.Entry{{ID: 2, At: noon}, {ID: 1, At: noon}}}
	e := d.engine(t)
	if j := ask(t, e, `{"limit":1}`); len(j.Rows) != 1 || len(j.Notices) != 1 || j.Notices[0] != "limited to the newest 1" {
		t.Errorf("%+v", j)
	}
	if j := ask(t, e, `{"limit":2}`); len(j.Rows) != 2 || len(j.Notices) != 0 {
		t.Errorf("%+v", j)
	}
}

func TestChangesOfDefinitionsAreEntries(t *testing.T) {
	t.Parallel()
	change := strings.NewReplacer
	documents := []string{
		journalCompany,
		change(
			"target: 150", "target: 165", "team: care\n", "team: care\n  revision: {reason: {en: A premise broke, ja: 前提が崩れた}}\n",
		).Replace(journalCompany),
	}
	documents = append(documents,
		change("red: 4%", "red: 5%", "direction: down", "direction: down, minSample: 50").Replace(documents[1]),
		"apiVersion: okr/v9\n",
		change("Few do.", "Very few do.").Replace(documents[1]),
	)
	d := &diary{documents: documents, entries: []okr.Entry{
		{ID: 9, Kind: okr.Bet, At: time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC), Text: "bet"},
	}}
	e := d.engine(t)
	show := func(j *engine.Journal) string {
		var b strings.Builder
		for _, r := range j.Rows {
			fmt.Fprintln(&b, r.At.Format("01-02"), r.ID, r.Subject+":", r.Text, "|", r.Author, "|", r.Note)
		}
		return b.String()
	}
	j := ask(t, e, `{}`)
	want := `03-05 r5/Metric/churn_rate Churn: minSample 50 → (none) | mika | note 5
03-05 r5/KPI/churn Churn of teams: thresholds.red 0.05 → 0.04 | mika | note 5
03-03 r3/Metric/churn_rate Churn: minSample (none) → 50 | mika | note 3
03-03 r3/KPI/churn Churn of teams: thresholds.red 0.04 → 0.05 | mika | note 3
03-02 9 Shop: bet |  | 
03-02 r2/KeyResult/more/orders Orders a week: target 150 → 165 | mika | A premise broke — note 2
`
	if diff := cmp.Diff(want, show(j)); diff != "" {
		t.Error(diff)
	}
	if len(j.Notices) != 1 || !strings.HasPrefix(j.Notices[0], "revision 4 of the catalog cannot be read") {
		t.Errorf("notices %q", j.Notices)
	}
	// Revisions that were compared once are not read again.
	d.read = nil
	if j := ask(t, e, `{"kinds":["definition"],"metrics":["churn_rate"],"locale":"ja"}`); len(j.Rows) != 4 || j.Rows[1].Subject != "チームの解約" {
		t.Errorf("%s", show(j))
	}
	if len(d.read) > 0 {
		t.Errorf("revisions %v were read again", d.read)
	}
	if j := ask(t, e, `{"kinds":["definition"],"limit":1}`); len(j.Rows) != 1 || j.Rows[0].ID != "r5/Metric/churn_rate" {
		t.Errorf("%s", show(j))
	}
}

func TestManyChangesAreSummedUp(t *testing.T) {
	t.Parallel()
	more := strings.Replace(journalCompany, "direction: down}", `direction: down, segments: [plan], minSample: 5,
  bounds: {min: 0, max: 1}, definition: {numerator: a, denominator: b, owner: c, dataSource: d, logic: e, exclusions: f}}`, 1)
	gone := strings.Replace(more, "kind: KPI\nmetadata: {name: churn,", "kind: KPI\nmetadata: {name: churn_of_teams,", 1)
	d := &diary{documents: []string{journalCompany, more, gone}}
	j := ask(t, d.engine(t), `{"locale":"ja"}`)
	if len(j.Rows) != 3 || j.Rows[0].Text != "カタログから削除" || j.Rows[1].Text != "カタログに追加" {
		t.Fatalf("%+v", j.Rows)
	}
	if text := j.Rows[2].Text; strings.Count(text, " → ") != 8 || !strings.HasSuffix(text, "; ほか 2 件") {
		t.Errorf("%s", text)
	}
}

func TestManyRevisionsAreComparedSomeAtATime(t *testing.T) {
	t.Parallel()
	d := &diary{}
	for i := range 60 {
		d.documents = append(d.documents, strings.Replace(journalCompany, "target: 150", fmt.Sprint("target: ", 150+i), 1))
	}
	e := d.engine(t)
	later := engine.TimeRange{From: noon.AddDate(0, 0, -30), To: noon.AddDate(1, 0, 0)}
	q := query.Query{QueryType: query.Journal, Locale: "en"}
	first, err := enginetest.View(t, e, later).Journal(t.Context(), q)
	// The newest 40 of 59 changes: those of the revisions 21 to 60.
	if err != nil || len(first.Rows) != 40 || first.Rows[39].ID != "r21/KeyResult/more/orders" || len(first.Notices) != 1 ||
		!strings.Contains(first.Notices[0], "up to revision 20 are not compared yet") {
		t.Fatalf("%d rows, notices %q, %v", len(first.Rows), first.Notices, err)
	}
	var wg sync.WaitGroup
	d.read = nil
	for range 4 {
		wg.Go(func() {
			j, err := enginetest.View(t, e, later).Journal(t.Context(), q)
			if err != nil || len(j.Rows) != 59 || len(j.Notices) != 0 {
				t.Errorf("%+v %v", j, err)
			}
		})
	}
	wg.Wait()
	// The other 19 comparisons read at most two revisions each, and are made once.
	if len(d.read) > 38 {
		t.Errorf("%d revisions were read", len(d.read))
	}
}

func TestAnEngineWithoutAJournalSaysSo(t *testing.T) {
	t.Parallel()
	d := &diary{documents: []string{journalCompany}}
	e, err := engine.New(engine.Config{Catalog: d, Series: d})
	if err != nil {
		t.Fatal(err)
	}
	_, err = enginetest.View(t, e, engine.TimeRange{}).Journal(t.Context(), query.Query{QueryType: query.Journal})
	if bad := new(query.Error); !errors.As(err, &bad) || bad.Field != "queryType" {
		t.Error(err)
	}
}

func TestAMetricThatIsComputedAnewSaysWhy(t *testing.T) {
	t.Parallel()
	d := &diary{documents: []string{journalCompany, strings.Replace(journalCompany, "{type: sum, grain: week, unit: short, direction: up}",
		"{type: last, grain: week, unit: short, direction: up, revision: {reason: {en: Returns counted twice, ja: 返品を二重に数えていた}}}", 1)}}
	for locale, want := range map[string]string{
		"en": "type sum → last | Returns counted twice — note 2", "ja": "type sum → last | 返品を二重に数えていた — note 2",
	} {
		rows := ask(t, d.engine(t), `{"kinds":["definition"],"locale":"`+locale+`"}`).Rows
		if len(rows) != 1 || rows[0].Text+" | "+rows[0].Note != want {
			t.Errorf("%s: %+v, want %s", locale, rows, want)
		}
	}
}

func TestKindsOfEntriesAreThoseThatPeopleWriteAndChangesOfDefinitions(t *testing.T) {
	t.Parallel()
	var want []query.EntryKind
	for _, k := range okr.EntryKinds() {
		want = append(want, query.EntryKind(k.String()))
	}
	if diff := cmp.Diff(append(want, query.KindDefinition), query.EntryKinds()); diff != "" {
		t.Error(diff)
	}
}
