package postgres

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// FactsRequest asks for all facts of some metrics whose buckets start in a span of days.
type FactsRequest struct {
	Calendar series.Calendar
	Metrics  []string
	From     okr.Date // zero: from the first fact on
	Until    okr.Date // exclusive; zero: to the last fact
}

// The server packs each series into one value, so that a row costs little more than its 24 bytes. The span of hours
// differs from that of days by the time zone, which the outer condition covers with an index and the inner one settles.
const selectFacts = `SELECT metric, grain::text, segment::text,
		string_agg(timestamp_send(bucket) || float8send(numerator) || float8send(denominator), ''::bytea), coalesce(whole, '')
	FROM okr.fact
	WHERE metric = ANY ($1::text[])
		AND bucket >= least($2::timestamp, $4::timestamp) AND bucket < greatest($3::timestamp, $5::timestamp)
		AND CASE WHEN grain = 'hour' THEN bucket >= $2::timestamp AND bucket < $3::timestamp
			ELSE bucket >= $4::timestamp AND bucket < $5::timestamp END
	GROUP BY metric, grain, segment, whole`

// Facts returns the facts of the metrics, one Columns for each metric, grain, segment and whole, in this order. Metrics
// without facts are left out. All of an answer belongs to one state of the database.
func (s *Store) Facts(ctx context.Context, r FactsRequest) ([]series.Columns, error) {
	if len(r.Metrics) == 0 {
		return nil, nil
	}
	hourFrom, dayFrom := stampBounds(r.Calendar, r.From, "-infinity")
	hourUntil, dayUntil := stampBounds(r.Calendar, r.Until, "infinity")
	args := []any{r.Metrics, hourFrom, hourUntil, dayFrom, dayUntil}
	var columns []series.Columns
	err := s.read(ctx, selectFacts, args, func(rows pgx.Rows) error {
		for rows.Next() {
			raw := rows.RawValues()
			c, err := unpackColumns(r.Calendar, string(raw[0]), string(raw[1]), string(raw[2]), raw[3])
			if err != nil {
				return err
			}
			c.Whole = series.Keys(raw[4])
			columns = append(columns, c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	sortColumns(columns)
	return columns, nil
}

func sortColumns(columns []series.Columns) {
	slices.SortFunc(columns, func(a, b series.Columns) int {
		return cmp.Or(cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Grain, b.Grain), cmp.Compare(a.Segment, b.Segment),
			cmp.Compare(a.Whole, b.Whole))
	})
}

// stampBounds is a date as a limit for the stamps of hours, and for those of anything longer.
func stampBounds(c series.Calendar, d okr.Date, open string) (hours, days string) {
	if d == (okr.Date{}) {
		return open, open
	}
	return formatStamp(c.Stamp(okr.Hour, c.OnDate(okr.Hour, d))), formatStamp(d.UTC())
}

func formatStamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999") }

// postgresEpoch is 2000-01-01 in microseconds since 1970, from which the server counts.
const postgresEpoch = 946_684_800_000_000

func stampToWire(t time.Time) int64 { return t.UnixMicro() - postgresEpoch }

func stampFromWire(v int64) time.Time { return time.UnixMicro(v + postgresEpoch).UTC() }

// packedFact is the size of a fact in a packed series: bucket, numerator and denominator.
const packedFact = 24

func unpackColumns(cal series.Calendar, metric, grainName, segmentText string, packed []byte) (series.Columns, error) {
	grain, err := okr.ParseGrain(grainName)
	if err != nil {
		return series.Columns{}, fmt.Errorf("facts of metric %s: %w", metric, err)
	}
	segment, err := series.ParseSegment(segmentText)
	if err != nil {
		return series.Columns{}, fmt.Errorf("facts of metric %s: %w", metric, err)
	}
	n := len(packed) / packedFact
	buckets := make([]series.Bucket, n)
	first, last := series.Bucket(math.MaxInt64), series.Bucket(math.MinInt64)
	for i := range buckets {
		b := cal.OfStamp(grain, stampFromWire(int64(binary.BigEndian.Uint64(packed[i*packedFact:]))))
		buckets[i] = b
		first, last = min(first, b), max(last, b)
	}
	c := series.Columns{Metric: metric, Grain: grain, Segment: segment, First: first}
	values := make([]float64, 2*(last-first+1))
	for i := range values {
		values[i] = math.NaN()
	}
	c.Num, c.Den = values[:len(values)/2:len(values)/2], values[len(values)/2:]
	for i, b := range buckets {
		c.Num[b-first] = floatAt(packed[i*packedFact+8:])
		c.Den[b-first] = floatAt(packed[i*packedFact+16:])
	}
	return c, nil
}

func floatAt(b []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(b)) }
