package postgres

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// ImportRequest is facts to store.
type ImportRequest struct {
	Calendar series.Calendar
	// Metrics are the metrics of the catalog by which the facts were read. They say what the facts mean. Facts of other
	// metrics are stored as they are.
	Metrics []okr.Metric
	Facts   iter.Seq2[series.Fact, error]
	// Replace sets stored facts aside that the load does not contain, from the first to the last loaded fact of each
	// metric.
	Replace bool
	Report  func(rows int64) // called with the number of facts sent so far; may be nil
	Now     time.Time        // current time, to find facts far ahead; zero: time.Now()
}

// ImportResult counts what happened to the facts.
type ImportResult struct {
	Rows      int64 // facts of the load
	Inserted  int64
	Updated   int64
	Unchanged int64 // facts that were stored already, or that the load contains again later
	// SetAside counts, by metric, stored facts that were set aside: facts of another grain or other segments that the load
	// replaces, and with Replace facts that it does not contain.
	SetAside map[string]int64
	Settled  []FactChange // what happened to facts that had no recorded shape
	Metrics  []string     // metrics whose facts changed, sorted
	Far      []FarFacts   // whose dates are probably wrong
}

// Import stores facts in one transaction. They replace facts of the same metric, grain, bucket and segment, and facts of
// another grain or other segments that cover the same. Any error, also one that the facts yield, leaves everything as it
// was and is returned. Facts of one load that cover the same are a *FactError; a metric that changed since the catalog of
// the request was read is a *ChangedError. Loads of the same metrics wait for each other.
func (s *Store) Import(ctx context.Context, r ImportRequest) (ImportResult, error) {
	var result ImportResult
	if r.Now.IsZero() {
		r.Now = time.Now()
	}
	stream := newFactStream(r.Calendar, r.Facts, r.Report)
	defer stream.end()
	err := s.write(ctx, s.conf.LoadTimeout, func(tx pgx.Tx) error {
		settled, err := s.settleUnrecorded(ctx, tx, r.Metrics, r.Calendar)
		if err != nil {
			return err
		}
		l := loader{ctx: ctx, tx: tx}
		if err := l.receive(stream); err != nil {
			return err
		}
		cuts := stream.cutsRead()
		metrics := slices.Sorted(maps.Keys(cuts))
		if err := l.lock(metrics); err != nil {
			return err
		}
		shapes, err := l.checkShapes(shapesOf(r.Metrics, r.Calendar), metrics)
		if err != nil {
			return err
		}
		if err := l.supersede(r.Calendar.Location(), shapes, cuts); err != nil {
			return err
		}
		if r.Replace {
			if err := l.removeOthers(r.Calendar.Location(), shapes, metrics); err != nil {
				return err
			}
		}
		if err := l.merge(); err != nil {
			return err
		}
		if err := l.takeBack(metrics); err != nil {
			return err
		}
		if l.result.Far, err = l.far(stream.yearsRead(), r.Now); err != nil {
			return err
		}
		result = l.result
		result.Settled = settled
		return announce(ctx, tx, result.Metrics)
	})
	if err != nil {
		return ImportResult{}, err
	}
	return result, nil
}

// checkShapes compares the known shapes of metrics with the recorded ones, under the locks of the metrics. All are
// recorded by now. It returns the recorded shapes.
func (l *loader) checkShapes(known map[string]shape, metrics []string) (map[string]shape, error) {
	maps.DeleteFunc(known, func(name string, _ shape) bool { return !slices.Contains(metrics, name) })
	recorded, err := readShapes(l.ctx, l.tx, metrics)
	if err != nil {
		return nil, err
	}
	for name, s := range known {
		old := recorded[name]
		if !s.same(old) {
			return nil, &ChangedError{Metric: name, Have: old.words(), Want: s.words()}
		}
		known[name] = old
	}
	return known, nil
}

// Stored facts within the time of the received facts of their metric that were not received. Of the metrics $4, whose
// facts at several grains coexist, only those of a received grain.
const others = `WITH ` + received + `,
	days AS (SELECT x.metric, min(day) AS first, max(day) AS last FROM received AS x, ` + daysOf + ` AS day GROUP BY 1),
	stored AS (SELECT f.* FROM okr.fact AS f JOIN days AS d ON d.metric = f.metric
		AND f.bucket BETWEEN d.first - interval '2 days' AND d.last + interval '2 days'),
	found AS (
		SELECT x.metric, x.grain, x.bucket, x.segment
		FROM stored AS x CROSS JOIN LATERAL ` + daysOf + ` AS day JOIN days AS d ON d.metric = x.metric
		WHERE NOT EXISTS (SELECT FROM received AS i
				WHERE i.metric = x.metric AND i.grain = x.grain AND i.bucket = x.bucket AND i.segment = x.segment)
			AND (x.metric <> ALL ($4::text[]) OR EXISTS (SELECT FROM received AS i WHERE i.metric = x.metric AND i.grain = x.grain))
		GROUP BY x.metric, x.grain, x.bucket, x.segment HAVING bool_and(day BETWEEN d.first AND d.last)
	)` + removeFound

// removeOthers sets facts aside that a replacing load does not contain.
func (l *loader) removeOthers(zone *time.Location, shapes map[string]shape, metrics []string) error {
	apart := []string{}
	for name, s := range shapes {
		if !s.Type.Additive() {
			apart = append(apart, name)
		}
	}
	counts, err := countByMetric(l.ctx, l.tx, others+moveAside, zone.String(), metrics, asideGone, apart)
	if err != nil {
		return err
	}
	if l.result.SetAside == nil {
		l.result.SetAside = map[string]int64{}
	}
	for metric, n := range counts {
		l.result.SetAside[metric] += n
	}
	return nil
}

// takeBack deletes facts that were set aside and have been loaded again.
func (l *loader) takeBack(metrics []string) error {
	rows, _ := l.tx.Query(l.ctx, "SELECT m FROM unnest($1::text[]) AS m WHERE EXISTS (SELECT FROM okr.fact_aside WHERE metric = m)",
		metrics) // the rows return its error
	set, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(set) == 0 {
		return err
	}
	_, err = l.tx.Exec(l.ctx, `DELETE FROM okr.fact_aside AS a USING okr.fact AS f, pg_temp.okr_incoming AS i, okr.fact_shape AS s
		WHERE a.metric = ANY ($1::text[]) AND s.metric = a.metric AND s.type = a.type
			AND i.metric = a.metric AND i.grain = a.grain AND i.bucket = a.bucket AND i.segment = a.segment
			AND f.metric = a.metric AND f.grain = a.grain AND f.bucket = a.bucket AND f.segment = a.segment
			AND (f.numerator, f.denominator) = (a.numerator, a.denominator)`, set)
	return err
}
