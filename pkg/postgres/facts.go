package postgres

import (
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

// The server packs each series into values, so that a fact takes little more than its 24 bytes. A value has at most half a
// century of hours, which is 10 MB, so that a long series is not in memory twice. Three centuries of days are 3 MB.
const (
	packedFacts  = "string_agg(timestamp_send(bucket) || float8send(numerator) || float8send(denominator), ''::bytea)"
	packedSeries = `metric, grain, segment, whole,
		CASE grain WHEN 'hour' THEN
			width_bucket(bucket, '{1950-01-01, 2000-01-01, 2050-01-01, 2100-01-01, 2150-01-01}'::timestamp[]) END`
)

// The range of hours differs from that of days by the time zone. The outer condition covers both with an index, the inner
// one is exact.
const selectFacts = `SELECT metric, grain::text, segment::text, ` + packedFacts + `, coalesce(whole, '')
	FROM okr.fact
	WHERE metric = ANY ($1::text[])
		AND bucket >= least($2::timestamp, $4::timestamp) AND bucket < greatest($3::timestamp, $5::timestamp)
		AND CASE WHEN grain = 'hour' THEN bucket >= $2::timestamp AND bucket < $3::timestamp
			ELSE bucket >= $4::timestamp AND bucket < $5::timestamp END
	GROUP BY ` + packedSeries

// Facts returns the facts of metrics as chunks of each series, ordered by metric, grain, segment, whole and time. Metrics
// without facts are left out. The result is of one snapshot of the database.
func (s *Store) Facts(ctx context.Context, r series.FactsRequest) ([]series.Columns, error) {
	if len(r.Metrics) == 0 {
		return nil, nil
	}
	hourFrom, dayFrom := stampBounds(r.Calendar, r.From, "-infinity")
	hourUntil, dayUntil := stampBounds(r.Calendar, r.Until, "infinity")
	args := []any{r.Metrics, hourFrom, hourUntil, dayFrom, dayUntil}
	var columns []series.Columns
	err := s.readTx(ctx, selectFacts, args, func(rows pgx.Rows) (err error) {
		columns, err = unpackRows(r.Calendar, rows)
		return err
	})
	return columns, err
}

// stampBounds is a date as a bound for the stamps of hours, and for those of longer buckets.
func stampBounds(c series.Calendar, d okr.Date, open string) (hours, days string) {
	if d == (okr.Date{}) {
		return open, open
	}
	return formatStamp(c.Stamp(okr.Hour, c.OnDate(okr.Hour, d))), formatStamp(d.UTC())
}

func formatStamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999") }

// postgresEpoch is 2000-01-01 in microseconds since 1970. The server counts from it.
const postgresEpoch = 946_684_800_000_000

func stampToWire(t time.Time) int64 { return t.UnixMicro() - postgresEpoch }

func stampFromWire(v int64) time.Time { return time.UnixMicro(v + postgresEpoch).UTC() }

// packedFact is the bytes of a fact in a packed series: bucket, numerator and denominator.
const packedFact = 24

// unpacker makes columns of packed series. It reuses its memory from row to row.
type unpacker struct {
	calendar series.Calendar
	points   []series.Point
}

// unpackRows reads rows of metric, grain, segment, packed facts and whole.
func unpackRows(cal series.Calendar, rows pgx.Rows) (columns []series.Columns, err error) {
	u := unpacker{calendar: cal}
	for rows.Next() {
		raw := rows.RawValues()
		columns, err = u.unpack(columns, string(raw[0]), raw[1:])
		if err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	sortColumns(columns)
	return columns, nil
}

func sortColumns(columns []series.Columns) {
	slices.SortFunc(columns, func(a, b series.Columns) int { return a.Compare(&b) })
}

// unpack appends the chunks of one packed series to columns. raw is grain, segment, packed facts and whole.
func (u *unpacker) unpack(columns []series.Columns, metric string, raw [][]byte) ([]series.Columns, error) {
	grain, err := okr.ParseGrain(string(raw[0]))
	if err != nil {
		return nil, fmt.Errorf("facts of metric %s: %w", metric, err)
	}
	segment, err := series.ParseSegment(string(raw[1]))
	if err != nil {
		return nil, fmt.Errorf("facts of metric %s: %w", metric, err)
	}
	packed := raw[2]
	u.points = slices.Grow(u.points[:0], len(packed)/packedFact)
	for ; len(packed) >= packedFact; packed = packed[packedFact:] {
		b := u.calendar.OfStamp(grain, stampFromWire(int64(binary.BigEndian.Uint64(packed))))
		u.points = append(u.points, series.Point{Bucket: b, Num: floatAt(packed[8:]), Den: floatAt(packed[16:])})
	}
	head := series.Columns{Metric: metric, Grain: grain, Segment: segment, Whole: series.Keys(raw[3])}
	return series.AppendChunks(columns, head, u.points), nil
}

func floatAt(b []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(b)) }
