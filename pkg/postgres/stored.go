package postgres

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/series"
)

// Facts of one metric as they are stored, or as they were set aside, with the segments that they are the whole over.
const (
	selectStored = `SELECT metric, grain::text, segment::text,
			string_agg(timestamp_send(bucket) || float8send(numerator) || float8send(denominator), ''::bytea), coalesce(whole, '')
		FROM okr.fact WHERE metric = $1 GROUP BY metric, grain, segment, whole`
	selectAside = `SELECT metric, grain::text, segment::text,
			string_agg(timestamp_send(bucket) || float8send(numerator) || float8send(denominator), ''::bytea), coalesce(whole, '')
		FROM okr.fact_aside WHERE metric = $1 GROUP BY metric, grain, segment, whole`
)

// StoredFacts yields the facts of one metric that count, as an import would load them: ordered by grain, segment and
// bucket. It stops at the first error.
func (s *Store) StoredFacts(ctx context.Context, cal series.Calendar, metric string) iter.Seq2[series.Fact, error] {
	return s.facts(ctx, selectStored, cal, metric)
}

// AsideFacts yields the facts of one metric that were set aside.
func (s *Store) AsideFacts(ctx context.Context, cal series.Calendar, metric string) iter.Seq2[series.Fact, error] {
	return s.facts(ctx, selectAside, cal, metric)
}

func (s *Store) facts(ctx context.Context, sql string, cal series.Calendar, metric string) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		var cols []series.Columns
		err := s.read(ctx, sql, []any{metric}, func(rows pgx.Rows) (err error) {
			cols, err = unpackRows(cal, rows)
			return err
		})
		if err != nil {
			yield(series.Fact{}, err)
			return
		}
		for fact, err := range factsOf(cols) {
			if !yield(fact, err) {
				return
			}
		}
	}
}

// storedColumns reads the facts of a metric within a transaction.
func storedColumns(ctx context.Context, tx pgx.Tx, cal series.Calendar, metric string) ([]series.Columns, error) {
	rows, _ := tx.Query(ctx, selectStored, metric) // its error comes back from the rows
	defer rows.Close()
	return unpackRows(cal, rows)
}

func unpackRows(cal series.Calendar, rows pgx.Rows) (cols []series.Columns, err error) {
	var metric, grain, segment, whole string
	var packed []byte
	_, err = pgx.ForEachRow(rows, []any{&metric, &grain, &segment, &packed, &whole}, func() error {
		c, err := unpackColumns(cal, metric, grain, segment, packed)
		c.Whole = series.Keys(whole)
		cols = append(cols, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(cols, func(a, b series.Columns) int {
		return cmp.Or(cmp.Compare(a.Grain, b.Grain), cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Whole, b.Whole))
	})
	return cols, nil
}

// factsOf lists the facts of columns, each column from its oldest fact on.
func factsOf(cols []series.Columns) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for _, col := range cols {
			for fact := range col.Facts() {
				if !yield(fact, nil) {
					return
				}
			}
		}
	}
}

// SegmentKeys lists the keys of the labels that facts of some metrics have, sorted: of those that count, or of those that
// were set aside.
func (s *Store) SegmentKeys(ctx context.Context, metrics []string, aside bool) (keys []string, err error) {
	sql := `SELECT DISTINCT key FROM okr.fact, LATERAL jsonb_object_keys(segment) AS key
		WHERE metric = ANY ($1::text[]) AND segment <> '{}' ORDER BY key`
	if aside {
		sql = `SELECT DISTINCT key FROM okr.fact_aside, LATERAL jsonb_object_keys(segment) AS key
			WHERE metric = ANY ($1::text[]) ORDER BY key`
	}
	err = s.read(ctx, sql, []any{metrics}, func(rows pgx.Rows) (err error) {
		keys, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return keys, err
}

// AsideMetrics counts the facts that were set aside, by metric.
func (s *Store) AsideMetrics(ctx context.Context) (counts map[string]int64, err error) {
	counts = map[string]int64{}
	err = s.read(ctx, "SELECT metric, count(*) FROM okr.fact_aside GROUP BY metric", nil, func(rows pgx.Rows) error {
		var metric string
		var n int64
		_, err := pgx.ForEachRow(rows, []any{&metric, &n}, func() error {
			counts[metric] = n
			return nil
		})
		return err
	})
	return counts, err
}
