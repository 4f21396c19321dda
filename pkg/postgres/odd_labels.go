package postgres

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/series"
)

// OddLabels are stored labels of a metric that are not in the form of series.NormalLabel: they look like others, or are
// invisible. They are from versions without that form.
type OddLabels struct {
	Metric  string
	Labels  int   // number of label combinations
	Facts   int64 // facts with them
	Example string
}

// OddLabels lists the metrics with such labels, by name. It reads all facts.
func (s *Store) OddLabels(ctx context.Context) ([]OddLabels, error) {
	const list = "SELECT metric, segment::text, count(*) FROM okr.fact WHERE segment <> '{}' GROUP BY metric, segment"
	found := map[string]*OddLabels{}
	err := s.readTx(ctx, list, nil, func(rows pgx.Rows) error {
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

// oddLabel is the first label of a stored segment, by key, that is not in that form.
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
