package postgres

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
)

// loader loads facts within one transaction, in the steps receive, lock, supersede and merge.
type loader struct {
	ctx    context.Context //nolint:containedctx // a loader lives as long as its transaction
	tx     pgx.Tx
	result ImportResult
}

// The grain follows the metric, as in the key. The types are those of the table.
const (
	createIncoming = `CREATE TEMP TABLE okr_incoming (
		metric text COLLATE "C", grain okr.grain, bucket timestamp, segment jsonb,
		numerator double precision, denominator double precision, whole text COLLATE "C") ON COMMIT DROP`
	copyIncoming = `COPY pg_temp.okr_incoming (metric, grain, bucket, segment, numerator, denominator, whole)
		FROM STDIN (FORMAT binary)`
)

// receive sends the facts to a temporary table. It holds no locks, so a slow source blocks no other load.
func (l *loader) receive(facts *factStream) error {
	if _, err := l.tx.Exec(l.ctx, createIncoming); err != nil {
		return err
	}
	tag, err := l.tx.Conn().PgConn().CopyFrom(l.ctx, facts, copyIncoming)
	// The server reports a failed source as a canceled COPY. The error of the source is returned instead.
	if factErr := facts.failure(); factErr != nil {
		return sourceError{factErr}
	}
	if err != nil {
		return err
	}
	l.result.Rows = tag.RowsAffected()
	_, err = l.tx.Exec(l.ctx, "ANALYZE pg_temp.okr_incoming")
	return err
}

// lock waits until no other load writes any of the metrics.
func (l *loader) lock(metrics []string) error {
	if len(metrics) == 0 {
		return nil
	}
	names := make([]string, len(metrics))
	for i, metric := range metrics {
		names[i] = factsLock(metric)
	}
	return lockRows(l.ctx, l.tx, names...)
}

// The received facts without those that came again later. Rows of a table that was filled by one COPY lie in the order of
// the COPY.
const latest = `(
	SELECT DISTINCT ON (metric, grain, bucket, segment) *
	FROM pg_temp.okr_incoming
	ORDER BY metric, grain, bucket, segment, ctid DESC
) AS i`

// New rows are added in the order of the key, which is fast for the index and keeps a metric together on disk. The locks
// of the metrics keep other loads from adding the same rows. Citus supports the outer join, but not NOT EXISTS.
const insertFresh = `WITH fresh AS (
		INSERT INTO okr.fact (metric, grain, bucket, segment, numerator, denominator, whole)
		SELECT i.metric, i.grain, i.bucket, i.segment, i.numerator, i.denominator, i.whole
		FROM ` + latest + `
		LEFT JOIN okr.fact AS f
			ON f.metric = i.metric AND f.grain = i.grain AND f.bucket = i.bucket AND f.segment = i.segment
		WHERE f.metric IS NULL
		ORDER BY i.metric, i.grain, i.bucket, i.segment
		RETURNING metric
	)
	SELECT metric, count(*) FROM fresh GROUP BY metric`

const updateChanged = `WITH changed AS (
		UPDATE okr.fact AS f
		SET numerator = i.numerator, denominator = i.denominator, whole = i.whole, changed_at = now()
		FROM ` + latest + `
		WHERE f.metric = i.metric AND f.grain = i.grain AND f.bucket = i.bucket AND f.segment = i.segment
			AND (f.numerator, f.denominator, f.whole) IS DISTINCT FROM (i.numerator, i.denominator, i.whole)
		RETURNING f.metric
	)
	SELECT metric, count(*) FROM changed GROUP BY metric`

// merge writes the received facts that differ from the stored ones.
func (l *loader) merge() (err error) {
	metrics := map[string]bool{}
	for metric := range l.result.SetAside {
		metrics[metric] = true
	}
	if l.result.Inserted, err = l.change(insertFresh, metrics); err != nil {
		return err
	}
	if l.result.Inserted < l.result.Rows {
		if l.result.Updated, err = l.change(updateChanged, metrics); err != nil {
			return err
		}
	}
	l.result.Unchanged = l.result.Rows - l.result.Inserted - l.result.Updated
	l.result.Metrics = slices.Sorted(maps.Keys(metrics))
	return nil
}

// change runs a statement that returns metrics and how many of their facts it wrote, and returns the sum.
func (l *loader) change(sql string, metrics map[string]bool) (sum int64, err error) {
	counts, err := countByMetric(l.ctx, l.tx, sql)
	for metric, n := range counts {
		metrics[metric] = true
		sum += n
	}
	return sum, err
}
