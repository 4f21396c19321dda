package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/series"
)

// Standing is the newest revision of everything that answers depend on.
type Standing struct {
	Catalog int64
	Metrics map[string]int64 // of those that ever had facts
}

const selectStanding = `SELECT '', coalesce(max(number), 0) FROM okr.catalog_revision
	UNION ALL SELECT metric, revision FROM okr.metric_revision`

const selectNamed = `SELECT '', coalesce(max(number), 0) FROM okr.catalog_revision
	UNION ALL SELECT metric, revision FROM okr.metric_revision WHERE metric = ANY ($1::text[])`

// Standing reads all newest revisions.
func (s *Store) Standing(ctx context.Context) (all Standing, err error) {
	err = s.read(ctx, selectStanding, nil, func(rows pgx.Rows) (err error) {
		all, err = collectStanding(rows)
		return err
	})
	return all, err
}

func collectStanding(rows pgx.Rows) (Standing, error) {
	all := Standing{Metrics: map[string]int64{}}
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

// Digest is two numbers that grow with every change: the revision of the catalog, and the sum of those of all metrics.
// Server is a number for this database on this run of its server, which a restart or a failover changes.
type Digest struct {
	Catalog, Facts int64
	Server         int64
}

const selectDigest = `SELECT (SELECT coalesce(max(number), 0) FROM okr.catalog_revision),
	(SELECT coalesce(sum(revision), 0)::bigint FROM okr.metric_revision),
	(SELECT hashtextextended(format('%s %s', oid, extract(epoch FROM pg_postmaster_start_time())), 0)
		FROM pg_catalog.pg_database WHERE datname = current_database())`

// Digest reads the digest, as the cheapest way to find out whether anything has changed.
func (s *Store) Digest(ctx context.Context) (d Digest, err error) {
	err = s.read(ctx, selectDigest, nil, func(rows pgx.Rows) (err error) {
		d, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Digest])
		return err
	})
	return d, err
}

// One statement sees one state of the database: a revision and the facts that belong to it.
const selectSnapshot = `SELECT r.metric, r.revision, f.grain::text, f.segment::text, f.packed, coalesce(f.whole, '')
	FROM okr.metric_revision AS r
	LEFT JOIN (
		SELECT metric, grain, segment, whole,
			string_agg(timestamp_send(bucket) || float8send(numerator) || float8send(denominator), ''::bytea) AS packed
		FROM okr.fact
		WHERE metric = ANY ($1::text[])
		GROUP BY metric, grain, segment, whole
	) AS f ON f.metric = r.metric
	WHERE r.metric = ANY ($1::text[])`

// Snapshot returns all facts of the metrics together with the revision that they are of, in one state of the database.
// Metrics that never had facts are left out of both.
func (s *Store) Snapshot(ctx context.Context, cal series.Calendar, metrics []string,
) (columns []series.Columns, revisions map[string]int64, err error) {
	revisions = make(map[string]int64, len(metrics))
	err = s.read(ctx, selectSnapshot, []any{metrics}, func(rows pgx.Rows) error {
		for rows.Next() {
			raw := rows.RawValues()
			metric := string(raw[0])
			var revision int64
			if err := rows.Scan(nil, &revision, nil, nil, nil, nil); err != nil {
				return err
			}
			revisions[metric] = revision
			if raw[4] == nil {
				continue
			}
			c, err := unpackColumns(cal, metric, string(raw[2]), string(raw[3]), raw[4])
			if err != nil {
				return err
			}
			c.Whole = series.Keys(raw[5])
			columns = append(columns, c)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	sortColumns(columns)
	return columns, revisions, nil
}
