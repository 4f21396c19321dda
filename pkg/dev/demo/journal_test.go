package demo

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestTheJournalOfTheDemoIsAboutItsCatalog(t *testing.T) {
	for _, day := range []string{"2026-11-22", "2026-11-23", "2027-02-28"} {
		c, asOf := shifted(t, taskflow(t), day)
		entries := Journal(c)
		if len(entries) != len(remarks) {
			t.Fatalf("%s: %d of %d entries fit the catalog", day, len(entries), len(remarks))
		}
		open := map[okr.EntryKind]int{}
		for i, e := range entries {
			if e.At.After(asOf) {
				t.Errorf("%s: %q is of the future: %v", day, e.Text, e.At)
			}
			if i > 0 && e.At.Before(entries[i-1].At) {
				t.Errorf("%s: %q is out of order", day, e.Text)
			}
			if e.Until.IsZero() || e.Until.After(asOf) {
				open[e.Kind]++
			}
		}
		if open[okr.Bet] != 3 || open[okr.Blocker] != 2 || open[okr.Learning] != 2 {
			t.Errorf("%s: %v", day, open)
		}
	}
}

func TestTheJournalOfAnotherCatalogIsEmpty(t *testing.T) {
	c := &okr.Catalog{Organization: taskflow(t).Organization, Periods: taskflow(t).Periods}
	if entries := Journal(c); len(entries) != 0 {
		t.Errorf("%+v", entries)
	}
	if entries := Journal(&okr.Catalog{}); entries != nil {
		t.Errorf("%+v", entries)
	}
}
