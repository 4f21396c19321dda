package postgres

import (
	"cmp"
	"context"
	"encoding/binary"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/series"
)

const selectRevisions = `SELECT '', coalesce(max(number), 0) FROM okr.catalog_revision
	UNION ALL SELECT metric, revision FROM okr.metric_revision`

const selectNamed = `SELECT '', coalesce(max(number), 0) FROM okr.catalog_revision
	UNION ALL SELECT metric, revision FROM okr.metric_revision WHERE metric = ANY ($1::text[])`

// NewestRevisions reads all newest revisions.
func (s *Store) NewestRevisions(ctx context.Context) (all series.Revisions, err error) {
	err = s.readTx(ctx, selectRevisions, nil, func(rows pgx.Rows) (err error) {
		all, err = collectRevisions(rows)
		return err
	})
	return all, err
}

func collectRevisions(rows pgx.Rows) (series.Revisions, error) {
	all := series.Revisions{Metrics: map[string]int64{}}
	var metric string
	var revision int64
	_, err := pgx.ForEachRow(rows, []any{&metric, &revision}, func() error {
		if metric == "" {
			all.Catalog = revision
		} else {
			all.Metrics[metric] = revision
		}
		return nil
	})
	return all, err
}

// The number of the server identifies this database in this run of its server; a restart or failover changes it.
const selectRevisionSum = `SELECT (SELECT coalesce(max(number), 0) FROM okr.catalog_revision),
	(SELECT coalesce(sum(revision), 0)::bigint FROM okr.metric_revision),
	(SELECT hashtextextended(format('%s %s', oid, extract(epoch FROM pg_postmaster_start_time())), 0)
		FROM pg_catalog.pg_database WHERE datname = current_database())`

// RevisionSum reads the sum of all newest revisions. It is the cheapest way to find out whether anything has changed.
func (s *Store) RevisionSum(ctx context.Context) (sum series.RevisionSum, err error) {
	err = s.readTx(ctx, selectRevisionSum, nil, func(rows pgx.Rows) (err error) {
		sum, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[series.RevisionSum])
		return err
	})
	return sum, err
}

// One statement reads one snapshot of the database: a revision and the facts that belong to it.
const selectAllFacts = `SELECT r.metric, f.grain::text, f.segment::text, f.packed, coalesce(f.whole, ''), r.revision
	FROM okr.metric_revision AS r
	LEFT JOIN (
		SELECT metric, grain, segment, whole, ` + packedFacts + ` AS packed
		FROM okr.fact
		WHERE metric = ANY ($1::text[])
		GROUP BY ` + packedSeries + `
	) AS f ON f.metric = r.metric
	WHERE r.metric = ANY ($1::text[])`

// LoadFacts reads all facts of metrics in one snapshot of the database. It calls each for every chunk and returns the
// revisions of the facts. The chunks of a series follow each other; the series are in no order. Metrics that never had
// facts are left out. The callee owns the chunk. An error of each stops the reading and is returned with the revisions
// read so far.
func (s *Store) LoadFacts(ctx context.Context, cal series.Calendar, metrics []string, each func(series.Columns) error,
) (revisions map[string]int64, err error) {
	revisions = make(map[string]int64, len(metrics))
	u := unpacker{calendar: cal}
	var chunks []series.Columns
	reading, stop := context.WithCancel(ctx) // without a cancellation, the rest of the rows would be read
	defer stop()
	var refused error
	err = s.readTx(reading, selectAllFacts, []any{metrics}, func(rows pgx.Rows) (err error) {
		for rows.Next() {
			raw := rows.RawValues()
			metric := string(raw[0])
			revisions[metric] = int64(binary.BigEndian.Uint64(raw[5]))
			if raw[3] == nil {
				continue
			}
			if chunks, err = u.unpack(chunks[:0], metric, raw[1:]); err != nil {
				return err
			}
			for _, c := range chunks {
				if refused = each(c); refused != nil {
					stop()
					return refused
				}
			}
		}
		return nil
	})
	return revisions, cmp.Or(refused, err)
}
