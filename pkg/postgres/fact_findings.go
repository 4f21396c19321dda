package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// FactFinding is an error in stored facts that makes numbers of a metric wrong.
type FactFinding struct {
	Metric string
	Facts  int64
	Reason string // sentence without a full stop
	Fix    string
}

// Facts of a metric that cover the same days at two grains.
const twoGrains = `WITH days AS (
		SELECT x.metric, x.grain, x.segment, x.whole, day FROM okr.fact AS x, ` + daysOf + ` AS day WHERE x.metric = ANY ($2::text[])
	)
	SELECT f.metric, f.grain::text, count(DISTINCT f.day) FROM days AS f JOIN days AS i ON i.metric = f.metric AND i.day = f.day
	WHERE f.grain > i.grain AND ` + sameShare + ` GROUP BY f.metric, f.grain ORDER BY f.metric, f.grain`

// Labels of keys that a metric does not declare.
const undeclared = `SELECT f.metric, key, count(*) FROM okr.fact AS f, LATERAL jsonb_object_keys(f.segment) AS key
	WHERE f.metric = $1 AND key <> ALL ($2::text[]) GROUP BY f.metric, key ORDER BY key`

// Facts without a label whose sum is that of all facts with one: the total in addition to its parts. They were stored before
// facts had that information. $1 is the metric, $2 the segment key.
const (
	doubled = `WITH doubled AS (
		SELECT grain, bucket, rest FROM (
			SELECT grain, bucket, segment - $2::text AS rest, count(*) FILTER (WHERE segment ? $2) AS named,
				sum(numerator) FILTER (WHERE segment ? $2) AS parts, sum(numerator) FILTER (WHERE NOT segment ? $2) AS whole
			FROM okr.fact WHERE metric = $1 AND whole IS NULL GROUP BY 1, 2, 3
		) AS b WHERE named > 0 AND whole <> 0 AND abs(whole - parts) <= 1e-9 * abs(whole)
	)`
	countDoubled  = doubled + ` SELECT count(*) FROM doubled`
	removeDoubled = doubled + `,
		gone AS (DELETE FROM okr.fact AS f USING doubled AS d
			WHERE f.metric = $1 AND f.grain = d.grain AND f.bucket = d.bucket AND f.segment = d.rest RETURNING f.*)`
)

// FactFindings finds stored facts of the metrics of a catalog that count twice or not at all. It reads all facts of metrics
// with segments or several grains.
func (s *Store) FactFindings(ctx context.Context, cal series.Calendar, metrics []okr.Metric) ([]FactFinding, error) {
	var findings []FactFinding
	var names []string
	for i := range metrics {
		if metrics[i].Type != okr.Derived {
			names = append(names, metrics[i].Name)
		}
	}
	cover, err := s.Coverage(ctx, cal, names)
	if err != nil {
		return nil, err
	}
	grains := map[string]int{}
	for _, c := range cover {
		grains[c.Metric]++
	}
	var several []string
	for i := range metrics {
		m := &metrics[i]
		if grains[m.Name] == 0 {
			continue
		}
		if m.Type.Additive() && grains[m.Name] > 1 {
			several = append(several, m.Name)
		}
		more, err := s.labelFindings(ctx, m)
		if err != nil {
			return nil, err
		}
		findings = append(findings, more...)
	}
	err = s.readTx(ctx, twoGrains, []any{cal.Location().String(), several}, func(rows pgx.Rows) error {
		var metric, grain string
		var n int64
		_, err := pgx.ForEachRow(rows, []any{&metric, &grain, &n}, func() error {
			findings = append(findings, FactFinding{
				metric, n, fmt.Sprintf("%s has facts by the %s beside finer ones, which count twice (days: %d)", metric, grain, n),
				"okr import --replace FILE.csv, with the facts that count",
			})
			return nil
		})
		return err
	})
	return findings, err
}

func (s *Store) labelFindings(ctx context.Context, m *okr.Metric) (findings []FactFinding, err error) {
	err = s.readTx(ctx, undeclared, []any{m.Name, append([]string{}, sortedSegments(*m)...)}, func(rows pgx.Rows) error {
		var metric, key string
		var n int64
		_, err := pgx.ForEachRow(rows, []any{&metric, &key, &n}, func() error {
			findings = append(findings, FactFinding{
				metric, n, fmt.Sprintf("%s of %s by %s, which is no segment of the metric", countFacts(n), metric, key),
				"okr import --replace FILE.csv, with facts of the metric's segments",
			})
			return nil
		})
		return err
	})
	if err != nil || !m.Type.Additive() {
		return findings, err
	}
	for _, key := range m.Segments {
		err := s.readTx(ctx, countDoubled, []any{m.Name, key}, func(rows pgx.Rows) error {
			n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
			if err == nil && n > 0 {
				findings = append(findings, FactFinding{
					m.Name, n, fmt.Sprintf("%s of %s without %s as much as all others of the same time together: "+
						"the whole seems to count beside its parts", countFacts(n), m.Name, key),
					"okr import --replace FILE.csv, with the parts only",
				})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return findings, nil
}

func countFacts(n int64) string {
	if n == 1 {
		return "1 fact"
	}
	return fmt.Sprintf("%d facts", n)
}
