package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Reasons for setting facts aside, as they are stored.
const (
	asideReplaced = "facts of another grain or of other segments replaced it"
	asideFolded   = "the metric lost a segment"
	asideMeaning  = "the metric means something else now"
	asideCalendar = "buckets begin at another time now"
	asideGone     = "its file no longer gives it"
)

// moveAside ends statements that begin with WITH gone AS (DELETE FROM okr.fact AS f … RETURNING f.*): it stores the
// deleted facts in the table of facts that were set aside, and returns metrics with numbers of facts. Where a fact of the
// same type was set aside before, the newer one is kept. $3 is the reason.
const moveAside = `, kept AS (
		INSERT INTO okr.fact_aside (metric, type, grain, bucket, segment, whole, numerator, denominator, reason)
		SELECT g.metric, coalesce(s.type, ''), g.grain, g.bucket, g.segment, g.whole, g.numerator, g.denominator, $3
		FROM gone AS g LEFT JOIN okr.fact_shape AS s ON s.metric = g.metric
		ON CONFLICT (metric, type, grain, bucket, segment) DO UPDATE SET whole = excluded.whole,
			numerator = excluded.numerator, denominator = excluded.denominator, reason = excluded.reason,
			aside_at = excluded.aside_at
	)
	SELECT metric, count(*) FROM gone GROUP BY metric`

// removeFound deletes the facts whose keys the part named found has selected. moveAside follows.
const removeFound = `,
	gone AS (DELETE FROM okr.fact AS f USING found AS h
		WHERE f.metric = h.metric AND f.grain = h.grain AND f.bucket = h.bucket AND f.segment = h.segment RETURNING f.*)`

// setAside sets the facts aside that match a condition on okr.fact AS f with the arguments $1 and $2. It returns the
// number by metric.
func setAside(ctx context.Context, tx pgx.Tx, reason, condition string, first, second any) (map[string]int64, error) {
	sql := "WITH gone AS (DELETE FROM okr.fact AS f WHERE " + condition + " RETURNING f.*)" + moveAside
	return countByMetric(ctx, tx, sql, first, second, reason)
}

// countByMetric runs a statement that returns metrics and numbers.
func countByMetric(ctx context.Context, tx pgx.Tx, sql string, args ...any) (map[string]int64, error) {
	rows, _ := tx.Query(ctx, sql, args...) // the rows return its error
	counts := map[string]int64{}
	var metric string
	var n int64
	_, err := pgx.ForEachRow(rows, []any{&metric, &n}, func() error {
		counts[metric] += n
		return nil
	})
	return counts, err
}
