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
	// Metrics of the catalog that the facts were read against: they say what the facts mean. Facts of other metrics are
	// stored as they come.
	Metrics []okr.Metric
	Facts   iter.Seq2[series.Fact, error]
	// Replace sets stored facts aside that the load does not give, in the time from the first to the last fact of each
	// metric that it gives.
	Replace bool
	Report  func(rows int64) // gets the number of facts sent so far; may be nil
	Now     time.Time        // from which facts may lie far ahead; time.Now() when zero
}

// ImportResult counts what became of facts.
type ImportResult struct {
	Rows      int64 // that came in
	Inserted  int64
	Updated   int64
	Unchanged int64 // were stored with these numbers already, or came in again later in the same load
	// SetAside counts, by metric, stored facts that count no more: facts of another grain or of other segments, in whose
	// place others came, and what a replacing load does not give.
	SetAside map[string]int64
	Settled  []FactChange // what happened to facts from before it was recorded what they mean
	Metrics  []string     // that have other facts now, sorted
	Far      []FarFacts   // whose dates are probably wrong
}

// Import stores facts, replacing those of the same metric, grain, bucket and segment, and those of another grain or of
// other segments that cover the same. It is one transaction: whatever stops it, also an error that the facts yield,
// leaves everything as it was, and that error comes back. Facts that cover the same within one load are a *FactError.
// Where a metric has changed since the request's catalog was read, the error is a *ChangedError. Loads that touch the
// same metrics wait for each other.
func (s *Store) Import(ctx context.Context, r ImportRequest) (ImportResult, error) {
	var result ImportResult
	if r.Now.IsZero() {
		r.Now = time.Now()
	}
	stream := newFactStream(r.Calendar, r.Facts, r.Report)
	defer stream.close()
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

// checkShapes compares what the facts of some metrics are known to mean with what is recorded, under the locks of the
// metrics. All are recorded by now. It returns the recorded shapes.
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

// Stored facts that lie within the time of what has been received of their metric, and were not received. Of the metrics $4,
// whose facts at several grains stand beside each other, only those of a received grain.
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

// removeOthers sets facts aside that a replacing load does not give.
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

// takeBack forgets facts that were set aside and have been loaded again.
func (l *loader) takeBack(metrics []string) error {
	rows, _ := l.tx.Query(l.ctx, "SELECT m FROM unnest($1::text[]) AS m WHERE EXISTS (SELECT FROM okr.fact_aside WHERE metric = m)",
		metrics) // its error comes back from the rows
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
