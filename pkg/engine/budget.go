package engine

import (
	"context"
	"fmt"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// DefaultValues is the default limit of values in one answer. A value is one bucket of one line. It takes about 60 bytes until it is sent:
// three float64 while it is computed, a pointer in the frame, and two copies in the encoded response.
const DefaultValues = 1_000_000

// maxBuckets is the most buckets of one line: eleven years of hours, or 270 years of days. No screen shows more.
const maxBuckets = 100_000

// Costs that other packages use in their estimates, in values.
const (
	ValuesOfRow      = 50 // a row of a scorecard, without its line
	ValuesOfDocument = 50 // a resource of a catalog document that must be parsed
)

// Other costs, in values, by the time and memory that they take.
const (
	valuesOfLine       = 30 // a field of a frame, with its labels and links
	valuesOfWindow     = 5  // a bucket that is compared with those before it, such as in the line anomaly
	valuesOfEntry      = 20 // a journal entry
	factsOfValue       = 50 // this many facts are added up in the time of one value
	levelsOfValue      = 5  // this many segments of a level are looked up in the time of one value
	valuesOfColumnText = 1  // reading the labels of one segment
	timesFiltered      = 2  // filters run twice for each segment: to count the segments, and to add them up
)

// Budget limits one answer. The zero value has the default limits.
type Budget struct {
	Values int // the most values; 0 means DefaultValues
	Rows   int // the most rows of a series answer; 0 means no limit
	// Admit is called before an answer is computed. It may wait, and an error refuses the answer. Nil admits every answer.
	Admit func(ctx context.Context, c Cost) error
}

// Cost is the estimated cost of one answer.
type Cost struct {
	Values  int
	Limit   int  // the most values that the answer may have
	Replay  bool // the answer replays alert rules over the past
	Drafted bool // the replayed rule is a draft in the query, not a rule of the catalog
}

type budgetKey struct{}

// WithBudget returns a context whose answers are limited by b.
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

// Estimate is the expected size of an answer, and what to change to make it smaller.
type Estimate struct {
	Values int64
	Rows   int64  // of a series answer
	Made   string // what the values consist of, such as "3 lines of 8,760 buckets"
	Narrow string // what to query instead

	Replay  bool // the answer replays alert rules over the past
	Drafted bool // the replayed rule is a draft in the query, not a rule of the catalog
}

// afford returns a *query.Error if the answer would be larger than the budget.
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

// Admit waits until the answer may be computed. It returns a *query.Error if the answer is larger than the budget, and else the error of
// Budget.Admit or of the context.
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

// admitFilters admits matching the filters against a number of segments. Patterns differ in cost, and expensive ones count before anything
// is added up.
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
