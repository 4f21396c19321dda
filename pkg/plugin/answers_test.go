package plugin

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
)

// counted is a memory that knows the version of its facts and counts how often facts are read.
type counted struct {
	*memory
	changes atomic.Int64 // of the facts
	reads   atomic.Int64
}

func (c *counted) Version() any { return c.changes.Load() }
func (c *counted) Epoch() int64 { return 1 }

func newCounted(t *testing.T, clock func() time.Time) (*Datasource, *counted) {
	t.Helper()
	c := &counted{memory: &memory{}}
	c.onRead = func(context.Context) error { c.reads.Add(1); return nil }
	d := newTestDatasource(t, c.memory)
	e, err := engine.New(engine.Config{Catalog: c, Series: c, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	d.setEngine(e)
	return d, c
}

func TestManyViewersAreAnsweredByOneComputation(t *testing.T) {
	at := now
	d, c := newCounted(t, func() time.Time { return at })
	reads := func(text string, from, to time.Time) int64 {
		t.Helper()
		before := c.reads.Load()
		q := newQuery("A", text)
		q.TimeRange = backend.TimeRange{From: from, To: to}
		if got := d.mustAnswer(t, q); got.Error != nil {
			t.Fatal(got.Error)
		}
		return c.reads.Load() - before
	}
	const tiles, table = `{"format":"stat"}`, `{}`
	month := func(later time.Duration) (time.Time, time.Time) {
		return now.AddDate(0, -1, 0).Add(later), now.Add(later)
	}
	steps := []struct {
		what string
		do   func() int64
		want int64
	}{
		{"the first", func() int64 { from, to := month(0); return reads(tiles, from, to) }, 1},
		{"the same again", func() int64 { from, to := month(0); return reads(tiles, from, to) }, 0},
		{"the same a minute later", func() int64 {
			at = now.Add(time.Minute)
			from, to := month(time.Minute)
			return reads(tiles, from, to)
		}, 1},
		{"the same two minutes later, in the same hour", func() int64 {
			at = now.Add(2 * time.Minute)
			from, to := month(2 * time.Minute)
			return reads(tiles, from, to)
		}, 0},
		{"another question", func() int64 { from, to := month(2 * time.Minute); return reads(table, from, to) }, 1},
		{"the same with what Grafana adds to it", func() int64 {
			from, to := month(2 * time.Minute)
			return reads(`{"refId":"B","intervalMs":1000,"maxDataPoints":500}`, from, to)
		}, 0},
		{"the same in another language", func() int64 { from, to := month(2 * time.Minute); return reads(`{"locale":"ja"}`, from, to) }, 1},
		{"an hour later", func() int64 {
			at = now.Add(time.Hour)
			from, to := month(time.Hour)
			return reads(table, from, to)
		}, 1},
		{"after a change", func() int64 { c.changes.Add(1); from, to := month(time.Hour); return reads(table, from, to) }, 1},
		{"alerts, which look at the time", func() int64 {
			from, to := month(time.Hour)
			return reads(`{"queryType":"alerts"}`, from, to) + reads(`{"queryType":"alerts"}`, from, to)
		}, 2},
	}
	for _, step := range steps {
		if got := step.do(); got != step.want {
			t.Errorf("%s: facts were read %d times, want %d", step.what, got, step.want)
		}
	}
}

func (d *Datasource) mustAnswer(t *testing.T, q backend.DataQuery) backend.DataResponse {
	t.Helper()
	response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{q}})
	if err != nil {
		t.Fatal(err)
	}
	return response.Responses[q.RefID]
}

func TestAnAnswerThatAChangeOvertookIsNotKept(t *testing.T) {
	d, c := newCounted(t, func() time.Time { return now })
	c.onRead = func(context.Context) error { c.reads.Add(1); c.changes.Add(1); return nil }
	for range 3 {
		d.mustAnswer(t, newQuery("A", `{}`))
	}
	if got := c.reads.Load(); got != 3 {
		t.Errorf("facts were read %d times, want 3", got)
	}
}

func TestADatabaseThatIsGoneIsNotHiddenByRecentAnswers(t *testing.T) {
	d, c := newCounted(t, func() time.Time { return now })
	d.mustAnswer(t, newQuery("A", `{}`))
	c.err = errUnexpected
	if got := d.mustAnswer(t, newQuery("A", `{}`)); got.Error == nil {
		t.Error("an old answer was given in place of an error")
	}
}

func TestAnswersThatShareFieldsCanBeNamedAtOnce(t *testing.T) {
	d, _ := newCounted(t, func() time.Time { return now })
	var group sync.WaitGroup
	for _, refID := range []string{"A", "B", "C", "D", "E", "F"} {
		group.Go(func() {
			for range 20 {
				got := d.mustAnswer(t, newQuery(refID, `{"format":"stat"}`))
				got.Frames[0].RefID = refID
				got.Frames[0].AppendNotices(data.Notice{Text: refID})
				if n := len(got.Frames[0].Meta.Notices); n != 1 {
					t.Errorf("there are %d notices", n)
				}
			}
		})
	}
	group.Wait()
}
