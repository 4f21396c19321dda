package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// RefreshRequest asks to bring the facts of a metric up to date that are read by its own statement.
type RefreshRequest struct {
	Metric   okr.Metric
	Calendar series.Calendar
	Until    time.Time // exclusive; now, or what counts as now
	Full     bool      // from the source's start on, even if that has been read before
	// MinAge leaves a metric alone that was refreshed within that time, by whomever, so that several servers share the
	// work. A changed definition is refreshed all the same.
	MinAge time.Duration
}

// RefreshResult says what a refresh read and changed.
type RefreshResult struct {
	// Running says that another process is refreshing the metric, so that nothing was done here.
	Running bool
	// Recent says that the metric was refreshed within MinAge, so that nothing was done.
	Recent bool
	// Full says that everything was read: on request, at the first time, and after a change of the definition.
	Full        bool
	From, Until time.Time // time that was read
	Rows        int64     // that the statement gave
	Incomplete  int64     // rows without a number, left out
	Outside     int64     // rows outside the time that was asked for, left out
	Inserted    int64
	Updated     int64
	Deleted     int64 // facts of that time for which the statement gives no row any more
	Unchanged   int64
	Far         []FarFacts // whose dates are probably wrong
}

// Changed reports whether any fact is different now.
func (r RefreshResult) Changed() bool { return r.Inserted+r.Updated+r.Deleted > 0 }

// Refresh runs the statement of a metric's source and makes the facts of the time that it covers equal to what it
// gives.
//
// That time starts some days before the newest fact (the source's look-back, for rows that come late), or at the
// source's start, and ends at Until. The statement gets both ends as $1 and $2 (timestamptz). It yields the columns
// time, numerator and denominator, or time and value, and one column for each segment of the metric. A time with time
// zone is an instant; a date or a time without zone is meant in the calendar of the organisation, whose time zone the
// statement runs in. Several rows of one bucket and segment are added up; of metrics of type last the newest counts,
// and distinct counts and medians must come as one row at the bucket's start. Rows without a number are left out.
//
// All happens in one transaction. The statement runs in a part of it that can only read and that is rolled back, so it
// can change neither data nor settings. If the statement, the database or this process fails, everything is as before.
// A statement that the database refuses is a *QueryError, one that gives something else than facts a *SourceError.
func (s *Store) Refresh(ctx context.Context, r RefreshRequest) (RefreshResult, error) {
	if r.Metric.Source.Kind != okr.SourceSQL || r.Metric.Source.SQL == nil {
		return RefreshResult{}, &SourceError{Metric: r.Metric.Name, Reason: "its source is not a statement"}
	}
	var result RefreshResult
	err := s.write(ctx, s.conf.LoadTimeout, func(tx pgx.Tx) (err error) {
		f := refresh{RefreshRequest: r, ctx: ctx, tx: tx, user: s.target.user, limit: s.conf.LoadTimeout}
		result, err = f.run()
		return err
	})
	if err != nil {
		return RefreshResult{}, err
	}
	return result, nil
}

// refresh is one run within its transaction.
type refresh struct {
	RefreshRequest
	ctx   context.Context //nolint:containedctx // a refresh lives as long as its transaction
	tx    pgx.Tx
	user  string
	limit time.Duration

	definition  string
	full        bool
	recent      bool
	firstTime   bool          // no refresh of the metric is known, so that its facts came from elsewhere
	first, last series.Bucket // buckets that the read time touches
}

func (f *refresh) run() (RefreshResult, error) {
	// The lock ends with the transaction, also when this process is killed.
	const tryLock = "SELECT pg_try_advisory_xact_lock($1, hashtext($2))"
	var mine bool
	err := f.tx.QueryRow(f.ctx, tryLock, lockRefresh, f.Metric.Name).Scan(&mine)
	if err != nil || !mine {
		return RefreshResult{Running: !mine}, err
	}
	if err := f.window(); err != nil {
		return RefreshResult{}, err
	}
	if f.recent {
		return RefreshResult{Recent: true}, nil
	}
	result := RefreshResult{Full: f.full, From: f.Calendar.Start(f.Metric.Grain, f.first), Until: f.Until}
	if f.last < f.first { // the source starts later
		return result, nil
	}
	rows := newSourceRows(f.Metric, f.Calendar, f.first, f.last)
	if err := f.readSource(result.From, rows); err != nil {
		return result, err
	}
	l := loader{ctx: f.ctx, tx: f.tx}
	stream := newFactStream(f.Calendar, rows.facts(), nil)
	defer stream.close()
	if err := l.receive(stream); err != nil {
		return result, err
	}
	if err := l.lock([]string{f.Metric.Name}); err != nil {
		return result, err
	}
	if err := f.recordShape(); err != nil {
		return result, err
	}
	if result.Deleted, err = f.deleteVanished(); err != nil {
		return result, err
	}
	if err := l.merge(); err != nil {
		return result, err
	}
	result.Rows, result.Incomplete, result.Outside = rows.rows, rows.incomplete, rows.outside
	result.Inserted, result.Updated, result.Unchanged = l.result.Inserted, l.result.Updated, l.result.Unchanged
	if err := f.record(); err != nil {
		return result, err
	}
	if result.Far, err = l.far(stream.yearsRead(), f.Until); err != nil {
		return result, err
	}
	if !result.Changed() {
		return result, nil
	}
	return result, announce(f.ctx, f.tx, []string{f.Metric.Name})
}

// window decides which time to read.
func (f *refresh) window() error {
	g, cal, source := f.Metric.Grain, f.Calendar, f.Metric.Source.SQL
	f.last = cal.At(g, f.Until.Add(-1))
	f.definition = definitionOf(f.Metric, cal)
	var newest *time.Time
	var known *string
	var young *bool
	err := f.tx.QueryRow(f.ctx, `SELECT
			(SELECT max(bucket) FROM okr.fact WHERE metric = $1 AND grain = $2::okr.grain AND bucket <= $3::timestamp),
			(SELECT definition FROM okr.refresh WHERE metric = $1),
			(SELECT now() - refreshed_at < make_interval(secs => $4) FROM okr.refresh WHERE metric = $1)`,
		f.Metric.Name, g.String(), formatStamp(cal.Stamp(g, f.last)), f.MinAge.Seconds()).Scan(&newest, &known, &young)
	if err != nil {
		return err
	}
	f.first = cal.OnDate(g, source.Start)
	f.firstTime = known == nil
	f.full = f.Full || newest == nil || known == nil || *known != f.definition
	f.recent = !f.Full && known != nil && *known == f.definition && *young
	if !f.full {
		back := cal.Start(g, cal.OfStamp(g, *newest)).AddDate(0, 0, -source.Lookback)
		f.first = max(f.first, cal.At(g, back))
	}
	return nil
}

// definitionOf is a checksum of everything that shapes a metric's facts. After a change old facts mean something else
// than new ones, so that all are read again.
func definitionOf(m okr.Metric, cal series.Calendar) string {
	day := okr.NewDate(2026, time.January, 1) // any: where its bucket starts tells the week or quarter
	text := fmt.Sprintf("%s\x00%v\x00%v\x00%q\x00%v\x00%v\x00%v", m.Source.SQL.Statement, m.Type, m.Grain, m.Segments,
		m.Source.SQL.Start, cal.Location(), cal.StartDate(m.Grain, cal.OnDate(m.Grain, day)))
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// recordShape says what the facts of the metric mean. A full refresh leaves facts of one shape only. Otherwise a catalog
// that was applied meanwhile and says something else keeps the facts out: the next refresh knows it.
func (f *refresh) recordShape() error {
	want := shapeOf(&f.Metric, f.Calendar)
	recorded, err := readShapes(f.ctx, f.tx, []string{f.Metric.Name})
	if err != nil {
		return err
	}
	have, ok := recorded[f.Metric.Name]
	switch {
	case !ok, f.full && (have.Mixed || !have.same(want)):
		return writeShapes(f.ctx, f.tx, []shape{want})
	case !have.same(want):
		return &ChangedError{Metric: f.Metric.Name, Have: have.words(), Want: want.words()}
	}
	return nil
}

// deleteVanished removes the facts of the read time that did not come again; of a full refresh, all such facts of the
// metric, at any grain. OFFSET 0 makes a table of the session one that Citus can send to where the facts are. Facts that
// were loaded before the metric was read by a statement are set aside: no statement gives them back.
func (f *refresh) deleteVanished() (int64, error) {
	g, cal := f.Metric.Grain, f.Calendar
	if f.firstTime {
		counts, err := setAside(f.ctx, f.tx, asideReplaced, `f.metric = $1 AND $2 = '' AND NOT EXISTS (
			SELECT FROM (SELECT * FROM pg_temp.okr_incoming OFFSET 0) AS i
			WHERE i.grain = f.grain AND i.bucket = f.bucket AND i.segment = f.segment)`, f.Metric.Name, "")
		return counts[f.Metric.Name], err
	}
	tag, err := f.tx.Exec(f.ctx, `DELETE FROM okr.fact AS f
		WHERE f.metric = $1
			AND ($2::boolean OR f.grain = $3::okr.grain AND f.bucket BETWEEN $4::timestamp AND $5::timestamp)
			AND NOT EXISTS (SELECT FROM (SELECT * FROM pg_temp.okr_incoming OFFSET 0) AS i
				WHERE i.grain = f.grain AND i.bucket = f.bucket AND i.segment = f.segment)`,
		f.Metric.Name, f.full, g.String(), formatStamp(cal.Stamp(g, f.first)), formatStamp(cal.Stamp(g, f.last)))
	return tag.RowsAffected(), err
}

func (f *refresh) record() error {
	_, err := f.tx.Exec(f.ctx, `INSERT INTO okr.refresh (metric, definition, until, refreshed_at) VALUES ($1, $2, $3, now())
		ON CONFLICT (metric) DO UPDATE
		SET definition = excluded.definition, until = excluded.until, refreshed_at = excluded.refreshed_at`,
		f.Metric.Name, f.definition, f.Until)
	return err
}

// readSource runs the statement where it can only read, and forgets whatever else it did.
func (f *refresh) readSource(from time.Time, rows *sourceRows) error {
	// A subtransaction can be made read-only, and no longer read-write, while the transaction around it goes on to write.
	const enter = `SELECT set_config('transaction_read_only', 'on', true), set_config('TimeZone', $1, true)`
	if _, err := f.tx.Exec(f.ctx, "SAVEPOINT okr_source"); err != nil {
		return err
	}
	if _, err := f.tx.Exec(f.ctx, enter, f.Calendar.Location().String()); err != nil {
		return err
	}
	if err := f.runStatement(from, rows); err != nil {
		return err
	}
	for _, leave := range []string{
		"ROLLBACK TO SAVEPOINT okr_source", "RELEASE SAVEPOINT okr_source",
		"SELECT pg_advisory_unlock_all()", // of the session, which outlive a rollback
	} {
		if _, err := f.tx.Exec(f.ctx, leave); err != nil {
			return err
		}
	}
	return nil
}

func (f *refresh) runStatement(from time.Time, rows *sourceRows) error {
	st := newSourceStatement(f.Metric.Source.SQL.Statement)
	conn := f.tx.Conn().PgConn()
	described, err := conn.Prepare(f.ctx, "", st.describe(), windowTypes)
	if err != nil {
		return f.explain(err, st)
	}
	columns, err := matchColumns(f.Metric, described.Fields)
	if err != nil {
		return err
	}
	params := [][]byte{instantText(from), instantText(f.Until)}
	reader := conn.ExecParams(f.ctx, st.query(columns), params, windowTypes, nil, []int16{pgx.BinaryFormatCode})
	var rowErr error
	for rowErr == nil && reader.NextRow() {
		rowErr = rows.add(columns, reader.Values())
	}
	if _, err := reader.Close(); err != nil {
		return f.explain(err, st)
	}
	return rowErr
}

func instantText(t time.Time) []byte {
	return []byte(t.UTC().Format("2006-01-02 15:04:05.999999Z07:00"))
}

// sortedSegments is what the columns of a source are compared with.
func sortedSegments(m okr.Metric) []string { return slices.Sorted(slices.Values(m.Segments)) }
