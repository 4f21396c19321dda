package postgres

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/series"
)

// OddLabels are labels under which facts of a metric are stored although they are not in the one form that labels have
// now: they look like others, or show nothing. They were stored before labels were read in that form.
type OddLabels struct {
	Metric  string
	Labels  int   // combinations of labels
	Facts   int64 // that have them
	Example string
}

// OddLabels lists the metrics that have such facts, by name. It looks at every fact.
func (s *Store) OddLabels(ctx context.Context) ([]OddLabels, error) {
	const list = "SELECT metric, segment::text, count(*) FROM okr.fact WHERE segment <> '{}' GROUP BY metric, segment"
	found := map[string]*OddLabels{}
	err := s.read(ctx, list, nil, func(rows pgx.Rows) error {
		var metric, segment string
		var n int64
		_, err := pgx.ForEachRow(rows, []any{&metric, &segment, &n}, func() error {
			label, odd, err := oddLabel(segment)
			if err != nil || !odd {
				return err
			}
			if found[metric] == nil {
				found[metric] = &OddLabels{Metric: metric, Example: label}
			}
			o := found[metric]
			o.Labels++
			o.Facts += n
			o.Example = min(o.Example, label)
			return nil
		})
		return err
	})
	odd := make([]OddLabels, 0, len(found))
	for _, o := range found {
		odd = append(odd, *o)
	}
	slices.SortFunc(odd, func(a, b OddLabels) int { return cmp.Compare(a.Metric, b.Metric) })
	return odd, err
}

// oddLabel is the first label of a stored segment, by key, that is not in its one form.
func oddLabel(stored string) (label string, odd bool, err error) {
	segment, err := series.ParseSegment(stored)
	if err != nil {
		return "", false, err
	}
	first := ""
	for key, value := range segment.Labels() {
		normal, err := series.NormalLabel(value)
		if (err != nil || normal != value) && (!odd || key < first) {
			label, odd, first = value, true, key
		}
	}
	return label, odd, nil
}

// Stored segments of the buckets that came in which may be odd: those with signs beyond ASCII, with escapes, or with
// blanks that are doubled or at an end.
const maybeOdd = `SELECT DISTINCT metric, segment::text
	FROM okr.fact
	WHERE segment <> '{}' AND segment::text ~ '[^ -~]|\\|  | "[,}]|: " '
		AND (metric, grain, bucket) IN (SELECT metric, grain, bucket FROM pg_temp.okr_incoming OFFSET 0)`

const deleteAlike = `DELETE FROM okr.fact AS f
	USING (SELECT * FROM pg_temp.okr_incoming OFFSET 0) AS i
	WHERE f.metric = $1 AND f.segment = $2::jsonb AND i.metric = $1 AND i.segment = $3::jsonb
		AND f.grain = i.grain AND f.bucket = i.bucket
		AND NOT EXISTS (SELECT FROM (SELECT * FROM pg_temp.okr_incoming OFFSET 0) AS own
			WHERE own.metric = $1 AND own.segment = $2::jsonb AND own.grain = f.grain AND own.bucket = f.bucket)`

// replaceAlike removes the facts in whose place others have come under labels that look the same, so that none counts twice.
// What has just come in stays: whoever loads facts without a reader of labels means them as they are.
func (l *loader) replaceAlike() error {
	rows, _ := l.tx.Query(l.ctx, maybeOdd) // its error comes back from the rows
	type place struct{ metric, stored, normal string }
	var places []place
	var metric, stored string
	_, err := pgx.ForEachRow(rows, []any{&metric, &stored}, func() error {
		segment, err := series.ParseSegment(stored)
		if normal := segment.Fold(); err == nil && normal != segment {
			places = append(places, place{metric, stored, normal.JSON()})
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range places {
		tag, err := l.tx.Exec(l.ctx, deleteAlike, p.metric, p.stored, p.normal)
		if err != nil {
			return err
		}
		if n := tag.RowsAffected(); n > 0 {
			l.result.Replaced += n
			l.result.Metrics = append(l.result.Metrics, p.metric)
		}
	}
	slices.Sort(l.result.Metrics)
	l.result.Metrics = slices.Compact(l.result.Metrics)
	return nil
}
