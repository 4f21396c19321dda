package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// refreshSpan is the time range to read of a metric, and its newest refresh.
type refreshSpan struct {
	definition  *string // of the newest refresh; nil: none
	refreshedAt *time.Time
	full        bool
	recent      bool
	first, last series.Bucket // buckets of the time range
}

// empty reports whether the source starts later.
func (s refreshSpan) empty() bool { return s.last < s.first }

// firstTime reports whether the metric was never refreshed, so that its facts are from elsewhere.
func (s refreshSpan) firstTime() bool { return s.definition == nil }

// sameRefresh reports whether s and o have the same newest refresh.
func (s refreshSpan) sameRefresh(o refreshSpan) bool {
	if s.refreshedAt == nil || o.refreshedAt == nil {
		return s.refreshedAt == o.refreshedAt
	}
	return s.refreshedAt.Equal(*o.refreshedAt)
}

func (s refreshSpan) result(f *refreshRun) RefreshResult {
	if s.recent {
		return RefreshResult{Recent: true}
	}
	return RefreshResult{Full: s.full, From: f.Calendar.Start(f.Metric.Grain, s.first), Until: f.Until}
}

// querier is a transaction, or a connection in one.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// look decides which time range to read.
func (f *refreshRun) look(q querier) (s refreshSpan, err error) {
	g, cal, source := f.Metric.Grain, f.Calendar, f.Metric.Source.SQL
	s.last = cal.At(g, f.Until.Add(-1))
	var newest *time.Time
	var young *bool
	err = q.QueryRow(f.ctx, `SELECT
			(SELECT max(bucket) FROM okr.fact WHERE metric = $1 AND grain = $2::okr.grain AND bucket <= $3::timestamp),
			(SELECT definition FROM okr.refresh WHERE metric = $1),
			(SELECT refreshed_at FROM okr.refresh WHERE metric = $1),
			(SELECT now() - refreshed_at < make_interval(secs => $4) FROM okr.refresh WHERE metric = $1)`,
		f.Metric.Name, g.String(), formatStamp(cal.Stamp(g, s.last)), f.MinAge.Seconds()).
		Scan(&newest, &s.definition, &s.refreshedAt, &young)
	if err != nil {
		return s, err
	}
	if s.definition != nil && *s.definition != f.definition {
		if err := f.checkBehind(q); err != nil {
			return s, err
		}
	}
	s.first = cal.OnDate(g, source.Start)
	s.full = f.Full || newest == nil || s.definition == nil || *s.definition != f.definition
	s.recent = !f.Full && s.definition != nil && *s.definition == f.definition && *young
	if !s.full {
		back := cal.Start(g, cal.OfStamp(g, *newest)).AddDate(0, 0, -source.Lookback)
		s.first = max(s.first, cal.At(g, back))
	}
	return s, nil
}

// definitionOf is a checksum of everything that decides a metric's facts. When it changes, all facts are read again,
// because old ones have another meaning.
func definitionOf(m okr.Metric, cal series.Calendar) string {
	day := okr.NewDate(2026, time.January, 1) // any day: the start of its bucket identifies the week or quarter
	text := fmt.Sprintf("%s\x00%v\x00%v\x00%q\x00%v\x00%v\x00%v", m.Source.SQL.Statement, m.Type, m.Grain, m.Segments,
		m.Source.SQL.Start, cal.Location(), cal.StartDate(m.Grain, cal.OnDate(m.Grain, day)))
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
