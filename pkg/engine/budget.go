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

// What an answer is made of that others estimate, too, in values.
const (
	ValuesOfRow      = 50 // a row of a scorecard, beside its line
	ValuesOfDocument = 50 // a resource of a catalog that has to be read
)

// What else an answer is made of, in values, by the time and memory that it takes.
const (
	valuesOfLine       = 30 // a field of a frame, with its labels and links
	valuesOfWindow     = 5  // a bucket that is judged by those before it, such as of the line anomaly
	valuesOfEntry      = 20 // of the journal
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

// Estimate is what an answer will take, and how to ask for less.
type Estimate struct {
	Values int64
	Rows   int64  // of a series
	Made   string // what it is made of, such as "3 lines of 8,760 buckets"
	Narrow string // what to ask for instead

	Replay  bool // of alert rules over the past
	Drafted bool // of a rule that whoever asks has written
}

// afford refuses an answer that would be larger than the budget.
func (b Budget) afford(e Estimate) error {
	if e.Values > int64(b.Values) {
		return query.Errorf("", "the answer would take %s values (%s), and the largest answer has %s: ask for %s",
			okr.FormatCount(e.Values), e.Made, okr.FormatCount(b.Values), e.Narrow)
	}
	if b.Rows > 0 && e.Rows > int64(b.Rows) {
		return query.Errorf("", "the answer would have %s rows (%s), and Grafana's configuration (row_limit) allows %s: ask for %s",
			okr.FormatCount(e.Rows), e.Made, okr.FormatCount(b.Rows), e.Narrow)
	}
	return nil
}

// Admit lets an answer be computed once it is its turn, or refuses it.
func Admit(ctx context.Context, e Estimate) error {
	b := budgetIn(ctx)
	if err := b.afford(e); err != nil {
		return err
	}
	if b.Admit == nil {
		return ctx.Err()
	}
	return b.Admit(ctx, Cost{Values: int(e.Values), Limit: b.Values, Replay: e.Replay, Drafted: e.Drafted})
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
	return Admit(ctx, Estimate{
		Values: timesFiltered * cost * int64(segments), Narrow: "simpler patterns, fewer filters or fewer metrics",
		Made: fmt.Sprintf("%s looked at by %s", okr.Plural(int64(segments), "segment", "segments"),
			okr.Plural(int64(len(filters)), "filter", "filters")),
	})
}
