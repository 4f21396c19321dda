package postgres

import (
	"context"
	"iter"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Facts of one metric: the stored ones, and those that were set aside.
const (
	selectStored = `SELECT metric, grain::text, segment::text, ` + packedFacts + `, coalesce(whole, '')
		FROM okr.fact WHERE metric = $1 GROUP BY ` + packedSeries
	selectAside = `SELECT type, grain::text, bucket, segment::text, coalesce(whole, ''), numerator, denominator
		FROM okr.fact_aside WHERE metric = $1 ORDER BY type, grain, segment::text COLLATE "C", bucket`
)

// StoredFacts yields the facts of one metric that count, in the form for an import: ordered by grain, segment and bucket.
// It stops at the first error.
func (s *Store) StoredFacts(ctx context.Context, cal series.Calendar, metric string) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		var cols []series.Columns
		err := s.readTx(ctx, selectStored, []any{metric}, func(rows pgx.Rows) (err error) {
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

// AsideFacts lists the facts of one metric that were set aside, by type, grain, segment and start.
func (s *Store) AsideFacts(ctx context.Context, metric string) (facts []series.AsideFact, err error) {
	err = s.readTx(ctx, selectAside, []any{metric}, func(rows pgx.Rows) error {
		f := series.AsideFact{Metric: metric}
		var kind, grain, segment, whole string
		_, err := pgx.ForEachRow(rows, []any{&kind, &grain, &f.Start, &segment, &whole, &f.Num, &f.Den}, func() (err error) {
			f.Type, _ = okr.ParseMetricType(kind) // unknown in facts of older versions
			f.Whole = series.Keys(whole)
			if f.Grain, err = okr.ParseGrain(grain); err != nil {
				return err
			}
			if f.Segment, err = series.ParseSegment(segment); err != nil {
				return err
			}
			facts = append(facts, f)
			return nil
		})
		return err
	})
	return facts, err
}

// storedColumns reads the facts of a metric within a transaction.
func storedColumns(ctx context.Context, tx pgx.Tx, cal series.Calendar, metric string) (columns []series.Columns, err error) {
	rows, _ := tx.Query(ctx, selectStored, metric) // the rows return its error
	u := unpacker{calendar: cal}
	raw := make([][]byte, 5)
	_, err = pgx.ForEachRow(rows, []any{&raw[0], &raw[1], &raw[2], &raw[3], &raw[4]}, func() error {
		columns, err = u.unpack(columns, metric, raw[1:])
		return err
	})
	sortColumns(columns)
	return columns, err
}

// factsOf lists the facts of columns, each series from its oldest fact on.
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

// SegmentKeys lists the label keys in the facts of metrics, sorted.
func (s *Store) SegmentKeys(ctx context.Context, metrics []string) (keys []string, err error) {
	err = s.readTx(ctx, `SELECT DISTINCT key FROM okr.fact, LATERAL jsonb_object_keys(segment) AS key
		WHERE metric = ANY ($1::text[]) AND segment <> '{}' ORDER BY key`, []any{metrics}, func(rows pgx.Rows) (err error) {
		keys, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return keys, err
}

// OtherMetrics lists metrics with facts that are not among the given ones, by name.
func (s *Store) OtherMetrics(ctx context.Context, metrics []string) (others []string, err error) {
	err = s.readTx(ctx, `SELECT metric FROM okr.metric_revision AS r WHERE metric <> ALL ($1::text[])
		AND EXISTS (SELECT FROM okr.fact AS f WHERE f.metric = r.metric) ORDER BY metric`, []any{metrics}, func(rows pgx.Rows) (err error) {
		others, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return others, err
}

// AsideMetrics counts the facts that were set aside, by metric.
func (s *Store) AsideMetrics(ctx context.Context) (counts map[string]int64, err error) {
	counts = map[string]int64{}
	err = s.readTx(ctx, "SELECT metric, count(*) FROM okr.fact_aside GROUP BY metric", nil, func(rows pgx.Rows) error {
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
