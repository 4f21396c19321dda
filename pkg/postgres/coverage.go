package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Coverage is the range and the number of the facts of a metric at one grain.
type Coverage struct {
	Metric      string
	Grain       okr.Grain
	First, Last series.Bucket
	Facts       int64
}

// Coverage lists first bucket, last bucket and number of facts for each metric and grain, ordered by both. Metrics without
// facts are left out.
func (s *Store) Coverage(ctx context.Context, cal series.Calendar, metrics []string) (list []Coverage, err error) {
	err = s.readTx(ctx, `SELECT metric, grain::text, min(bucket), max(bucket), count(*) FROM okr.fact
		WHERE metric = ANY ($1::text[]) GROUP BY metric, grain ORDER BY metric, grain`, []any{metrics},
		func(rows pgx.Rows) error {
			var c Coverage
			var grain string
			var first, last time.Time
			_, err := pgx.ForEachRow(rows, []any{&c.Metric, &grain, &first, &last, &c.Facts}, func() (err error) {
				if c.Grain, err = okr.ParseGrain(grain); err != nil {
					return err
				}
				c.First, c.Last = cal.OfStamp(c.Grain, first), cal.OfStamp(c.Grain, last)
				list = append(list, c)
				return nil
			})
			return err
		})
	return list, err
}

// SegmentValues lists the values of one segment key of a metric, sorted, at most limit of them.
func (s *Store) SegmentValues(ctx context.Context, metric, key string, limit int) (values []string, err error) {
	err = s.readTx(ctx, `SELECT DISTINCT segment ->> $2::text AS value FROM okr.fact
		WHERE metric = $1 AND segment ? $2::text ORDER BY value LIMIT $3`, []any{metric, key, limit},
		func(rows pgx.Rows) (err error) {
			values, err = pgx.CollectRows(rows, pgx.RowTo[string])
			return err
		})
	return values, err
}
