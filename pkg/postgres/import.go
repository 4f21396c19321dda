package postgres

import (
	"context"
	"iter"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/series"
)

// ImportResult counts what became of facts.
type ImportResult struct {
	Rows      int64 // that came in
	Inserted  int64
	Updated   int64
	Unchanged int64    // were stored with these numbers already, or came in again later in the same load
	Replaced  int64    // stored before under labels that look the same, and gone now
	Metrics   []string // that have other facts now, sorted
}

// Import stores facts, replacing those of the same metric, grain, bucket and segment. It is one transaction: whatever
// stops it, also an error that facts yields, leaves everything as it was, and that error comes back. Loads that touch
// the same metrics wait for each other. report gets the number of facts sent so far.
func (s *Store) Import(
	ctx context.Context, cal series.Calendar, facts iter.Seq2[series.Fact, error], report func(rows int64),
) (ImportResult, error) {
	var result ImportResult
	stream := newFactStream(cal, facts, report)
	defer stream.close() //nolint:errcheck // reported below, unless facts panics
	err := s.write(ctx, s.conf.LoadTimeout, func(tx pgx.Tx) error {
		l := loader{ctx: ctx, tx: tx}
		if err := l.receive(stream); err != nil {
			return err
		}
		if err := l.lock(stream.metricNames()); err != nil {
			return err
		}
		if err := l.merge(); err != nil {
			return err
		}
		if err := l.replaceAlike(); err != nil {
			return err
		}
		result = l.result
		return announce(ctx, tx, result.Metrics)
	})
	if factErr := stream.close(); factErr != nil {
		return ImportResult{}, factErr
	}
	if err != nil {
		return ImportResult{}, err
	}
	return result, nil
}
