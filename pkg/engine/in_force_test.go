package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
)

// newer is a catalog that a newer version would write.
var newer = strings.Replace(journalCompany, "apiVersion: okr/v1\nkind: Organization\n",
	"apiVersion: okr/v1\nkind: Organization\nnews: 1\n", 1)

// titled returns the catalog with another title of the organisation.
func titled(title string) string {
	return strings.Replace(journalCompany, "name: acme", "name: acme, title: "+title, 1)
}

// epochs is a diary with an epoch, which changes at a failover.
type epochs struct {
	*diary
	epoch int64
}

func (f *epochs) Version() any { return f.epoch }
func (f *epochs) Epoch() int64 { return f.epoch }

func TestTheNewestRevisionThatCanBeReadIsInForce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		documents        []string
		revision, newest int64
		notice           string
	}{
		"The newest one, where it can be read": {[]string{journalCompany, journalCompany}, 2, 2, ""},
		"The one before a newer version's": {
			[]string{journalCompany, newer},
			1, 2,
			`revision 2 of the catalog was written by a newer version (unknown key "news", on line 3); revision 1 of 2026-03-01 ` +
				"is in force: update this program, or apply a catalog with this version",
		},
		"The last one before several, broken and newer": {
			[]string{journalCompany, journalCompany, newer, "{", newer, "x: ["}, 2, 6, "revision 6 of the catalog cannot be read (",
		},
		"One whose formula cannot be compiled is passed over": {
			[]string{journalCompany, journalCompany + "---\napiVersion: okr/v1\nkind: Metric\nmetadata: {name: m}\n" +
				"spec: {type: derived, unit: short, direction: up, formula: newfunc(orders)}\n"}, 1, 2, "revision 2 of the catalog cannot be read (",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := (&diary{documents: c.documents}).engine(t)
			got, err := e.InForce(t.Context())
			if err != nil || got.Revision != c.revision || got.Newest != c.newest || got.Catalog == nil {
				t.Fatalf("%+v %v, want revision %d of %d", got, err, c.revision, c.newest)
			}
			if notice := got.Notice("en"); !strings.HasPrefix(notice, c.notice) || (notice == "") != (c.notice == "") {
				t.Errorf("notice %q, want %q", notice, c.notice)
			}
			notice := enginetest.View(t, e, engine.TimeRange{}).Notice("ja")
			if (notice == "") != (c.notice == "") || notice != "" && !strings.Contains(notice, "読めない") {
				t.Errorf("in Japanese: %q", notice)
			}
		})
	}
}

func TestWhereNoRevisionCanBeReadTheErrorSaysWhatToDo(t *testing.T) {
	t.Parallel()
	d := &diary{}
	for range 60 {
		d.documents = append(d.documents, newer)
	}
	e := d.engine(t)
	for range 3 {
		_, err := e.View(t.Context(), engine.TimeRange{})
		none := new(engine.NoReadableError)
		if !errors.As(err, &none) || !strings.Contains(err.Error(), "nor can the 49 revisions before: update this program, or apply") {
			t.Fatal(err)
		}
	}
	if len(d.read) != 50 {
		t.Errorf("%d documents were read, want each of 50 once", len(d.read))
	}
}

func TestARevisionIsReadOnceWhetherItCanBeReadOrNot(t *testing.T) {
	t.Parallel()
	d := &diary{documents: []string{journalCompany}}
	var told []int64
	e, err := engine.New(engine.Config{
		Catalog: d, Series: d, Journal: d, Clock: func() time.Time { return noon },
		Unreadable: func(f engine.InForce) { told = append(told, f.Newest) },
	})
	if err != nil {
		t.Fatal(err)
	}
	check := func(reads string, revision int64) {
		t.Helper()
		for range 3 {
			if _, got, err := e.Catalog(t.Context()); err != nil || got != revision {
				t.Fatalf("revision %d %v, want %d", got, err, revision)
			}
		}
		if got := fmt.Sprint(d.read); got != reads {
			t.Fatalf("documents %s were read, want %s", got, reads)
		}
	}
	check("[1]", 1)
	d.documents = append(d.documents, newer)
	check("[1 2]", 1)
	d.documents = append(d.documents, newer)
	check("[1 2 3]", 1)
	d.documents = append(d.documents, titled("Back"))
	check("[1 2 3 4]", 4)
	if got := fmt.Sprint(told); got != "[2 3]" {
		t.Errorf("told of %s, want [2 3]", got)
	}
	if notice := enginetest.View(t, e, engine.TimeRange{}).Notice(""); notice != "" {
		t.Errorf("after the return: %q", notice)
	}
}

func TestAnUnreadableRevisionIsReadAgainAfterAFailover(t *testing.T) {
	t.Parallel()
	d := &epochs{diary: &diary{documents: []string{journalCompany, newer}}}
	e, err := engine.New(engine.Config{Catalog: d, Series: d, Journal: d})
	if err != nil {
		t.Fatal(err)
	}
	revision := func() int64 {
		_, got, err := e.Catalog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := revision(); got != 1 {
		t.Fatalf("revision %d is in force", got)
	}
	d.epoch, d.documents[1] = 1, titled("Another")
	if got := revision(); got != 2 {
		t.Errorf("after a failover, revision %d is in force", got)
	}
}

// The failover lost the newest revisions, and other revisions got their numbers.
func TestDefinitionsAreComparedAgainAfterAFailover(t *testing.T) {
	t.Parallel()
	changed := func(unit string) string { return strings.Replace(journalCompany, "unit: short", "unit: "+unit, 1) }
	d := &epochs{diary: &diary{documents: []string{journalCompany, changed("percent")}}}
	e, err := engine.New(engine.Config{Catalog: d, Series: d, Journal: d, Clock: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	if rows := ask(t, e, `{"kinds":["definition"]}`).Rows; len(rows) != 1 || !strings.Contains(rows[0].Text, "percent") {
		t.Fatalf("%+v", rows)
	}
	d.epoch, d.documents[1] = 1, changed("ms")
	if rows := ask(t, e, `{"kinds":["definition"]}`).Rows; len(rows) != 1 || !strings.Contains(rows[0].Text, "ms") {
		t.Errorf("after a failover: %+v", rows)
	}
}

func TestWhatAnUnreadableRevisionChangedShowsWithTheNextOne(t *testing.T) {
	t.Parallel()
	changed := strings.Replace(journalCompany, "unit: short", "unit: ms", 1)
	d := &diary{documents: []string{journalCompany, newer, changed}}
	e := d.engine(t)
	for range 2 {
		journal := ask(t, e, `{"kinds":["definition"]}`)
		if len(journal.Rows) != 1 || journal.Rows[0].ID != "r3/Metric/orders" || journal.Rows[0].Text != "unit short → ms" {
			t.Errorf("%+v", journal.Rows)
		}
		if len(journal.Notices) != 1 || !strings.Contains(journal.Notices[0],
			`revision 2 of the catalog cannot be read by this version (unknown key "news"`) {
			t.Errorf("%q", journal.Notices)
		}
	}
	if got := fmt.Sprint(d.read); got != "[3 3 2 1]" {
		t.Errorf("documents %s were read", got)
	}
}
