package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// loader brings facts into the table within one transaction: receive, lock, merge.
type loader struct {
	ctx    context.Context //nolint:containedctx // a loader lives as long as its transaction
	tx     pgx.Tx
	result ImportResult
}

// The grain comes after the metric, as in the key, and the types are those of the table.
const (
	createIncoming = `CREATE TEMP TABLE okr_incoming (
		metric text COLLATE "C", grain okr.grain, bucket timestamp, segment jsonb,
		numerator double precision, denominator double precision) ON COMMIT DROP`
	copyIncoming = `COPY pg_temp.okr_incoming (metric, grain, bucket, segment, numerator, denominator)
		FROM STDIN (FORMAT binary)`
)

// receive sends the facts to a table of this transaction. Nobody waits for it, so a slow source disturbs no other load.
func (l *loader) receive(facts *factStream) error {
	if _, err := l.tx.Exec(l.ctx, createIncoming); err != nil {
		return err
	}
	tag, err := l.tx.Conn().PgConn().CopyFrom(l.ctx, facts, copyIncoming)
	if err != nil {
		return err
	}
	l.result.Rows = tag.RowsAffected()
	_, err = l.tx.Exec(l.ctx, "ANALYZE pg_temp.okr_incoming")
	return err
}

// Metrics share 1024 locks: a load of any size takes a bounded number of them, and all loads take them in one order.
const (
	lockReceived = `SELECT pg_advisory_xact_lock($1, key)
		FROM (SELECT DISTINCT hashtext(metric) & 1023 AS key FROM pg_temp.okr_incoming ORDER BY 1) AS keys`
	lockMetric = `SELECT pg_advisory_xact_lock($1, hashtext($2) & 1023)`
)

// lockReceived waits until no other load writes any of the metrics that have been received.
func (l *loader) lockReceived() error {
	_, err := l.tx.Exec(l.ctx, lockReceived, lockFacts)
	return err
}

// What differs from the table. Of facts with one key the last counts: rows of a table that was filled by one COPY lie
// in the order in which they came.
const findChanges = `CREATE TEMP TABLE okr_change ON COMMIT DROP AS
	SELECT i.*, f.metric IS NULL AS fresh
	FROM (
		SELECT DISTINCT ON (metric, grain, bucket, segment) *
		FROM pg_temp.okr_incoming
		ORDER BY metric, grain, bucket, segment, ctid DESC
	) AS i
	LEFT JOIN okr.fact AS f USING (metric, grain, bucket, segment)
	WHERE f.metric IS NULL OR (f.numerator, f.denominator) IS DISTINCT FROM (i.numerator, i.denominator)`

// New rows come in the order of the key, which builds the index fast and keeps a series together on disk. The locks of
// the metrics keep other loads from adding the same rows in between.
const (
	insertFresh = `INSERT INTO okr.fact (metric, grain, bucket, segment, numerator, denominator)
		SELECT metric, grain, bucket, segment, numerator, denominator FROM pg_temp.okr_change WHERE fresh
		ORDER BY metric, grain, bucket, segment`
	updateChanged = `UPDATE okr.fact AS f
		SET numerator = c.numerator, denominator = c.denominator, changed_at = now()
		FROM pg_temp.okr_change AS c
		WHERE NOT c.fresh AND f.metric = c.metric AND f.grain = c.grain AND f.bucket = c.bucket AND f.segment = c.segment`
)

// merge writes what has been received and differs.
func (l *loader) merge() error {
	if _, err := l.tx.Exec(l.ctx, findChanges); err != nil {
		return err
	}
	if err := l.count(); err != nil {
		return err
	}
	if l.result.Inserted > 0 {
		if _, err := l.tx.Exec(l.ctx, insertFresh); err != nil {
			return err
		}
	}
	if l.result.Updated > 0 {
		if _, err := l.tx.Exec(l.ctx, "ANALYZE pg_temp.okr_change"); err != nil {
			return err
		}
		if _, err := l.tx.Exec(l.ctx, updateChanged); err != nil {
			return err
		}
	}
	return nil
}

// count finds out what merge has to do.
func (l *loader) count() error {
	rows, _ := l.tx.Query(l.ctx, `SELECT metric, count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh)
		FROM pg_temp.okr_change GROUP BY metric ORDER BY metric`) // its error comes back from the rows
	var metric string
	var fresh, changed int64
	_, err := pgx.ForEachRow(rows, []any{&metric, &fresh, &changed}, func() error {
		l.result.Inserted += fresh
		l.result.Updated += changed
		l.result.Metrics = append(l.result.Metrics, metric)
		return nil
	})
	l.result.Unchanged = l.result.Rows - l.result.Inserted - l.result.Updated
	return err
}
