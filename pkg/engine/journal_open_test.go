package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

func TestOpenEntriesAreThoseThatGoOnWheneverTheyBegan(t *testing.T) {
	t.Parallel()
	lasting := []okr.EntryKind{okr.Bet, okr.Blocker, okr.Experiment}
	for name, c := range map[string]struct {
		query string
		kinds []okr.EntryKind
	}{
		"Of every kind that lasts": {`{"open":true}`, lasting},
		"Of one kind":              {`{"open":true,"kinds":["blocker"]}`, lasting[1:2]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &diary{documents: []string{journalCompany, journalCompany}}
			ask(t, d.engine(t), c.query)
			want := okr.JournalRequest{Until: noon.AddDate(0, 0, 7), Kinds: c.kinds, Open: noon, Limit: 1001}
			if diff := cmp.Diff([]okr.JournalRequest{want}, d.asked); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOnlyWhatLastsCanBeOpen(t *testing.T) {
	t.Parallel()
	d := &diary{documents: []string{journalCompany}}
	for text, want := range map[string]string{
		`{"queryType":"journal","open":true,"kinds":["blocker","learning"]}`: "open: entries of the kind learning are neither open nor " +
			"closed: choose bet, blocker, experiment, or leave open out",
		`{"queryType":"journal","open":true,"kinds":["definition"]}`: "open: entries of the kind definition are neither open nor " +
			"closed: choose bet, blocker, experiment, or leave open out",
		`{"queryType":"alerts","open":true}`: "open: queryType alerts has no open: leave it out, or choose queryType journal",
	} {
		q, err := query.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		problems, err := enginetest.View(t, d.engine(t), engine.TimeRange{}).Check(t.Context(), q)
		if err != nil || len(problems) != 1 || problems[0].Error() != want {
			t.Errorf("%s: %v, %v; want %s", text, problems, err, want)
		}
	}
}

func TestTheJournalTellsTimesAsTheOrganisationDoesAndWhatIsOpen(t *testing.T) {
	t.Parallel()
	tokyo := strings.Replace(journalCompany, "timezone: UTC", "timezone: Asia/Tokyo", 1)
	elsewhere := time.FixedZone("elsewhere", -7*3600)
	d := &diary{documents: []string{tokyo}, entries: []okr.Entry{
		{ID: 2, Kind: okr.Blocker, At: noon.In(elsewhere), Until: noon.Add(time.Hour).In(elsewhere)},
		{ID: 1, Kind: okr.Blocker, At: noon.Add(-time.Hour).In(elsewhere), Until: noon.In(elsewhere)},
	}}
	var got []string
	for _, r := range ask(t, d.engine(t), `{}`).Rows {
		got = append(got, r.At.Format(time.RFC3339)+" "+r.Until.Format(time.RFC3339)+" "+r.State.String())
	}
	want := []string{
		"2026-03-10T21:00:00+09:00 2026-03-10T22:00:00+09:00 open", "2026-03-10T20:00:00+09:00 2026-03-10T21:00:00+09:00 closed",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
