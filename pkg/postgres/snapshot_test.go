package postgres_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestSnapshotBringsFactsWithTheirRevision(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	load(t, store, fact("a", "2026-03-01", 1, 2), fact("a", "2026-03-03", 3, 4), fact("b", "2026-03-01", 5, 1))
	load(t, store, fact("a", "2026-03-02", 9, 9))
	var columns []series.Columns
	revisions, err := store.LoadFacts(t.Context(), tokyo, []string{"a", "b", "unknown"}, func(c series.Columns) error {
		columns = append(columns, c)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]int64{"a": 2, "b": 1}; !maps.Equal(revisions, want) {
		t.Errorf("the revisions are %v, want %v", revisions, want)
	}
	slices.SortFunc(columns, func(a, b series.Columns) int { return a.Compare(&b) })
	if len(columns) != 2 || columns[0].Metric != "a" || len(columns[0].Num) != 3 || columns[0].Num[1] != 9 || columns[0].Den[2] != 4 {
		t.Errorf("the columns are %+v", columns)
	}
	digest, err := store.RevisionSum(t.Context())
	if want := (series.RevisionSum{Facts: 3, Server: digest.Server}); err != nil || digest != want || digest.Server == 0 {
		t.Errorf("the digest is %+v, %v; want %+v", digest, err, want)
	}
	all, err := store.NewestRevisions(t.Context())
	if err != nil || !maps.Equal(all.Metrics, revisions) || all.Catalog != 0 {
		t.Errorf("the standing is %+v, %v", all, err)
	}
}

func TestListenerHearsRevisions(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	l, err := store.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close(context.Background())
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if c, err := l.Next(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("in silence it heard %v, %v", c, err)
	}
	load(t, store, fact("a", "2026-03-01", 1, 2))
	if _, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	long, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if c, err := l.Next(long); err != nil || c.Metrics["a"] != 1 {
		t.Errorf("of the facts it heard %v, %v", c, err)
	}
	if c, err := l.Next(long); err != nil || c.Catalog != 1 {
		t.Errorf("of the catalog it heard %v, %v", c, err)
	}
	direct, err := store.RevisionSum(long)
	if err != nil {
		t.Fatal(err)
	}
	if want := (series.RevisionSum{Catalog: 1, Facts: 1, Server: direct.Server}); direct != want {
		t.Errorf("the digest is %v, want %v", direct, want)
	}
	if d, err := l.RevisionSum(long); err != nil || d != direct {
		t.Errorf("the listener's digest is %v, %v; want %v", d, err, direct)
	}
	if all, err := l.NewestRevisions(long); err != nil || all.Catalog != 1 || !maps.Equal(all.Metrics, map[string]int64{"a": 1}) {
		t.Errorf("the listener's standing is %v, %v", all, err)
	}
}
