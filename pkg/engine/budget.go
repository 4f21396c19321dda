package engine

import (
	"context"
	"fmt"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// DefaultValues is how many values the largest answer takes where nobody says otherwise. A value is a number in one bucket of one line.
// It takes some 60 bytes until it has been sent: three numbers where it is computed, a pointer in the frame, and two copies in
// what is encoded.
const DefaultValues = 1_000_000

// maxBuckets is how many buckets one line may have: eleven years of hours, 270 years of days. No screen shows more.
const maxBuckets = 100_000

// What else an answer is made of, in values, by the time and memory that it takes.
const (
	valuesOfLine       = 30 // a field of a frame, with its labels and links
	valuesOfWindow     = 5  // a bucket that is judged by those before it, such as of the line anomaly
	valuesOfRow        = 50 // a number of a scorecard, beside its course
	valuesOfAlert      = 10 // a rule on one number in one bucket: half a kilobyte, some microseconds
	valuesOfEntry      = 20 // of the journal
	valuesOfDocument   = 50 // a resource of a catalog that has to be read
	factsOfValue       = 50 // facts that are added up in the time of one value
	levelsOfValue      = 5  // segments of a level that are looked up in the time of one value
	valuesOfColumnText = 1  // labels of a segment that are looked at
	timesFiltered      = 2  // that a segment is looked at by filters, to count the segments and to add them up
)

// Budget is what one answer may take. The zero value is the usual one.
type Budget struct {
	Values int // the most, DefaultValues when 0
	Rows   int // the most of a series, 0 for any number
	// Admit is asked before an answer is computed, and may wait. Nil admits all.
	Admit func(ctx context.Context, c Cost) error
}

// Cost is what an answer takes, known before it is computed.
type Cost struct {
	Values  int
	Limit   int  // values that the answer may take
	Replay  bool // of alert rules over the past
	Drafted bool // of a rule that whoever asks has written
}

type budgetKey struct{}

// WithBudget bounds all answers that are asked for with the context.
func WithBudget(ctx context.Context, b Budget) context.Context {
	return context.WithValue(ctx, budgetKey{}, b)
}

func budgetIn(ctx context.Context) Budget {
	b, _ := ctx.Value(budgetKey{}).(Budget)
	if b.Values == 0 {
		b.Values = DefaultValues
	}
	return b
}

// estimate is what an answer will take, and how to ask for less.
type estimate struct {
	values int64
	rows   int64  // of a series
	made   string // what it is made of, such as "3 lines of 8,760 buckets"
	narrow string // what to ask for instead

	replay, drafted bool
}

// afford refuses an answer that would be larger than the budget.
func (b Budget) afford(e estimate) error {
	if e.values > int64(b.Values) {
		return query.Errorf("", "the answer would take %s values (%s), and the largest answer has %s: ask for %s",
			okr.FormatCount(e.values), e.made, okr.FormatCount(b.Values), e.narrow)
	}
	if b.Rows > 0 && e.rows > int64(b.Rows) {
		return query.Errorf("", "the answer would have %s rows (%s), and Grafana's configuration (row_limit) allows %s: ask for %s",
			okr.FormatCount(e.rows), e.made, okr.FormatCount(b.Rows), e.narrow)
	}
	return nil
}

// admit lets an answer be computed once it is its turn, or refuses it.
func admit(ctx context.Context, e estimate) error {
	b := budgetIn(ctx)
	if err := b.afford(e); err != nil {
		return err
	}
	if b.Admit == nil {
		return ctx.Err()
	}
	return b.Admit(ctx, Cost{Values: int(e.values), Limit: b.Values, Replay: e.replay, Drafted: e.drafted})
}

// admitFilters lets segments be looked at by filters, which a dear pattern makes dear before anything is added up.
func admitFilters(ctx context.Context, segments int, filters []series.Filter) error {
	if len(filters) == 0 {
		return nil
	}
	var cost int64
	for _, f := range filters {
		cost += int64(f.Cost())
	}
	return admit(ctx, estimate{
		values: timesFiltered * cost * int64(segments), narrow: "simpler patterns, fewer filters or fewer metrics",
		made: fmt.Sprintf("%s looked at by %s", plural(int64(segments), "segment", "segments"), plural(int64(len(filters)), "filter", "filters")),
	})
}

// plural writes a number of things.
func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%s %s", okr.FormatCount(n), many)
}
