package postgres

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// RefreshRequest is a metric whose facts are read again by its own statement.
type RefreshRequest struct {
	Metric   okr.Metric
	Calendar series.Calendar
	Until    time.Time // end of the time to read, exclusive: the current time
	Full     bool      // read everything from the source's start on
	// Revision is the revision of the catalog with this metric; 0: the newest. Where a newer one has another meaning or
	// statement for it, the facts do not change, and the error is a *BehindError.
	Revision int64
	// MinAge skips a metric that any process refreshed within this time, so that several servers share the work. A changed
	// definition is refreshed anyway.
	MinAge time.Duration
	Limit  time.Duration // of the statement; 0: the store's LoadTimeout
}

// RefreshResult is what a refresh read and changed.
type RefreshResult struct {
	// Running: another process refreshes the metric, or has just done so, and nothing was done.
	Running bool
	// Recent: the metric was refreshed within MinAge, and nothing was done.
	Recent bool
	// Full: everything was read, on request, the first time, or after a change of the definition.
	Full        bool
	From, Until time.Time // time range that was read
	Rows        int64     // rows of the statement
	Incomplete  int64     // rows without a number, left out
	Outside     int64     // rows outside the time range, left out
	Inserted    int64
	Updated     int64
	Deleted     int64 // facts of the time range without a row now
	Unchanged   int64
	Far         []FarFacts // whose dates are probably wrong
}

// Changed reports whether any fact changed.
func (r RefreshResult) Changed() bool { return r.Inserted+r.Updated+r.Deleted > 0 }

// Refresh runs the statement of a metric's source, and makes the facts of the time range that it covers equal to the
// result.
//
// The range starts the look-back of the source before the newest fact, for late rows, or at the start of the source, and
// ends at Until. The statement gets both ends as $1 and $2 (timestamptz). It yields the columns time, numerator and
// denominator, or time and value, and one column for each segment of the metric. A time with time zone is an instant; a
// date or a time without zone belongs to the time zone of the organisation, in which the statement runs. Several rows of
// one bucket and segment are added up; for the type last the newest row counts, and distinct and median need one row at
// the start of the bucket. Rows without a number are left out.
//
// The statement runs on its own connection, in a read-only transaction that never commits, so it cannot change data,
// settings or sessions of others. The facts are then stored in one transaction: a failure leaves everything as before. No
// two connections are held at once.
//
// Errors: *QueryError where the database refuses the statement, *SourceError where the result is not facts, *LimitError
// where it is too large.
func (s *Store) Refresh(ctx context.Context, r RefreshRequest) (RefreshResult, error) {
	if r.Metric.Source.Kind != okr.SourceSQL || r.Metric.Source.SQL == nil {
		return RefreshResult{}, &SourceError{Metric: r.Metric.Name, Reason: "its source is not a statement"}
	}
	r.Limit = cmp.Or(r.Limit, s.conf.LoadTimeout)
	f := refreshRun{RefreshRequest: r, store: s, ctx: ctx, definition: definitionOf(r.Metric, r.Calendar)}
	result, err := f.run()
	if err != nil {
		return RefreshResult{}, s.explain(ctx, err, attempt{roleWriter, r.Limit})
	}
	return result, nil
}

// refreshRun is one run of Refresh.
type refreshRun struct {
	RefreshRequest
	store      *Store
	ctx        context.Context //nolint:containedctx // lives as long as the run
	definition string
	span       refreshSpan
	rows       *sourceRows
}

func (f *refreshRun) run() (RefreshResult, error) {
	// What is read here is read again under the lock.
	err := f.store.write(f.ctx, f.store.conf.StatementTimeout, func(tx pgx.Tx) (err error) {
		if _, err = tx.Exec(f.ctx, createLocks, []string{refreshLock(f.Metric.Name)}); err != nil {
			return err
		}
		f.span, err = f.look(tx)
		return err
	})
	result := f.span.result(f)
	if err != nil || result.Recent || f.span.empty() {
		return result, err
	}
	mine, err := f.lockAndRead()
	result = f.span.result(f)
	switch {
	case err != nil || result.Recent || f.span.empty():
		return result, err
	case !mine:
		return RefreshResult{Running: true}, nil
	}
	err = f.store.write(f.ctx, f.store.conf.LoadTimeout, func(tx pgx.Tx) error {
		result, err = f.save(tx)
		return err
	})
	return result, err
}

// lockAndRead runs the statement on its own connection. It holds the lock of the metric meanwhile; mine is false where another
// process does. The lock ends with the connection, also when this process is killed.
func (f *refreshRun) lockAndRead() (mine bool, err error) {
	session, err := f.store.openSource(f.ctx, f.Limit)
	if err != nil {
		return false, err
	}
	defer f.store.closeSource(f.ctx, session)
	const tryLock = "SELECT FROM okr.lock WHERE name = $1 FOR UPDATE SKIP LOCKED"
	tag, err := session.conn.Exec(f.ctx, tryLock, refreshLock(f.Metric.Name))
	if err != nil || tag.RowsAffected() == 0 {
		return false, err
	}
	if f.span, err = f.look(session.conn); err != nil || f.span.recent || f.span.empty() {
		return true, err
	}
	f.rows = newSourceRows(f.Metric, f.Calendar, f.span.first, f.span.last, f.store.source)
	return true, f.readSource(session)
}

// save makes the facts of the time range equal to the rows.
func (f *refreshRun) save(tx pgx.Tx) (RefreshResult, error) {
	result := f.span.result(f)
	l := loader{ctx: f.ctx, tx: tx}
	stream := newFactStream(f.Calendar, f.rows.combined(), nil)
	defer stream.end()
	if err := l.receive(stream); err != nil {
		return result, err
	}
	if err := l.lock([]string{f.Metric.Name}); err != nil {
		return result, err
	}
	// Nothing is locked between reading and saving: rows that are older than those of another process are dropped.
	now, err := f.look(tx)
	if err != nil || !now.sameRefresh(f.span) {
		return RefreshResult{Running: true}, err
	}
	if err := f.recordShape(tx); err != nil {
		return result, err
	}
	if result.Deleted, err = f.deleteVanished(tx); err != nil {
		return result, err
	}
	if err := l.merge(); err != nil {
		return result, err
	}
	result.Rows, result.Incomplete, result.Outside = f.rows.rows, f.rows.incomplete, f.rows.outside
	result.Inserted, result.Updated, result.Unchanged = l.result.Inserted, l.result.Updated, l.result.Unchanged
	if err := f.record(tx); err != nil {
		return result, err
	}
	if result.Far, err = l.far(stream.yearsRead(), f.Until); err != nil {
		return result, err
	}
	if !result.Changed() {
		return result, nil
	}
	return result, announce(f.ctx, tx, []string{f.Metric.Name})
}

// checkBehind is an error where a newer revision of the catalog changes the metric.
func (f *refreshRun) checkBehind(q querier) error {
	if f.Revision == 0 {
		return nil
	}
	var newest int64
	err := q.QueryRow(f.ctx, "SELECT coalesce(max(number), 0) FROM okr.catalog_revision").Scan(&newest)
	if err == nil && newest > f.Revision {
		err = &BehindError{Metric: f.Metric.Name, Asked: f.Revision, Newest: newest}
	}
	return err
}

// recordShape records the shape of the facts. After a full refresh all facts have this shape. Otherwise a catalog that was
// applied meanwhile, with another shape, refuses the facts; the next refresh uses it.
func (f *refreshRun) recordShape(tx pgx.Tx) error {
	want := shapeOf(&f.Metric, f.Calendar)
	recorded, err := readShapes(f.ctx, tx, []string{f.Metric.Name})
	if err != nil {
		return err
	}
	have, ok := recorded[f.Metric.Name]
	if ok && !have.same(want) {
		if err := f.checkBehind(tx); err != nil {
			return err
		}
	}
	switch {
	case !ok, f.span.full && (have.Mixed || !have.same(want)):
		return writeShapes(f.ctx, tx, []shape{want})
	case !have.same(want):
		return &ChangedError{Metric: f.Metric.Name, Have: have.words(), Want: want.words()}
	}
	return nil
}

// deleteVanished deletes the facts of the time range that have no row now; after a full refresh, all such facts of the
// metric, at any grain. OFFSET 0 lets Citus send the temporary table to the facts. Facts that were loaded before the
// metric had a statement are set aside, because no statement gives them back.
func (f *refreshRun) deleteVanished(tx pgx.Tx) (int64, error) {
	g, cal := f.Metric.Grain, f.Calendar
	if f.span.firstTime() {
		counts, err := setAside(f.ctx, tx, asideReplaced, `f.metric = $1 AND $2 = '' AND NOT EXISTS (
			SELECT FROM (SELECT * FROM pg_temp.okr_incoming OFFSET 0) AS i
			WHERE i.grain = f.grain AND i.bucket = f.bucket AND i.segment = f.segment)`, f.Metric.Name, "")
		return counts[f.Metric.Name], err
	}
	tag, err := tx.Exec(f.ctx, `DELETE FROM okr.fact AS f
		WHERE f.metric = $1
			AND ($2::boolean OR f.grain = $3::okr.grain AND f.bucket BETWEEN $4::timestamp AND $5::timestamp)
			AND NOT EXISTS (SELECT FROM (SELECT * FROM pg_temp.okr_incoming OFFSET 0) AS i
				WHERE i.grain = f.grain AND i.bucket = f.bucket AND i.segment = f.segment)`,
		f.Metric.Name, f.span.full, g.String(), formatStamp(cal.Stamp(g, f.span.first)), formatStamp(cal.Stamp(g, f.span.last)))
	return tag.RowsAffected(), err
}

func (f *refreshRun) record(tx pgx.Tx) error {
	_, err := tx.Exec(f.ctx, `INSERT INTO okr.refresh (metric, definition, until, refreshed_at) VALUES ($1, $2, $3, now())
		ON CONFLICT (metric) DO UPDATE
		SET definition = excluded.definition, until = excluded.until, refreshed_at = excluded.refreshed_at`,
		f.Metric.Name, f.definition, f.Until)
	return err
}
