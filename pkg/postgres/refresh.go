package postgres

import (
	"cmp"
	"context"
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
	// Revision is the one of the catalog that the metric is of. Where a newer one is stored, facts that mean something else by
	// now, or come from another statement, are left alone, and the error is a *BehindError. 0 is the newest.
	Revision int64
	// MinAge leaves a metric alone that was refreshed within that time, by whomever, so that several servers share the
	// work. A changed definition is refreshed all the same.
	MinAge time.Duration
	Limit  time.Duration // of the statement; 0: the store's LoadTimeout
}

// RefreshResult says what a refresh read and changed.
type RefreshResult struct {
	// Running says that another process is refreshing the metric, or was faster, so that nothing was done here.
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
// The statement runs on a connection of its own, in a transaction that can only read and never ends well, so it can change
// neither data nor settings nor the sessions of others. Its facts are then stored in one transaction: if the statement, the
// database or this process fails, everything is as before. No two connections are held at once.
//
// A statement that the database refuses is a *QueryError, one that gives something else than facts a *SourceError, one that
// gives too much a *LimitError.
func (s *Store) Refresh(ctx context.Context, r RefreshRequest) (RefreshResult, error) {
	if r.Metric.Source.Kind != okr.SourceSQL || r.Metric.Source.SQL == nil {
		return RefreshResult{}, &SourceError{Metric: r.Metric.Name, Reason: "its source is not a statement"}
	}
	r.Limit = cmp.Or(r.Limit, s.conf.LoadTimeout)
	f := refresh{RefreshRequest: r, store: s, ctx: ctx, definition: definitionOf(r.Metric, r.Calendar)}
	result, err := f.run()
	if err != nil {
		return RefreshResult{}, s.explain(ctx, err, attempt{roleWriter, r.Limit})
	}
	return result, nil
}

// refresh is one run.
type refresh struct {
	RefreshRequest
	store      *Store
	ctx        context.Context //nolint:containedctx // lives as long as the run
	definition string
	span       refreshSpan
	rows       *sourceRows
}

func (f *refresh) run() (RefreshResult, error) {
	// What the first look says is looked up again, once the lock is there.
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
	mine, err := f.read()
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

// read runs the statement on a connection of its own, unless another process does. It holds the lock of the metric
// meanwhile, which ends with the connection, also when this process is killed.
func (f *refresh) read() (mine bool, err error) {
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

// save makes the facts of the time that was read equal to the rows.
func (f *refresh) save(tx pgx.Tx) (RefreshResult, error) {
	result := f.span.result(f)
	l := loader{ctx: f.ctx, tx: tx}
	stream := newFactStream(f.Calendar, f.rows.facts(), nil)
	defer stream.close()
	if err := l.receive(stream); err != nil {
		return result, err
	}
	if err := l.lock([]string{f.Metric.Name}); err != nil {
		return result, err
	}
	// Nothing is locked between reading and saving: rows that are older than those of somebody else are left.
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

// checkBehind refuses what an older revision of the catalog says where a newer one is stored.
func (f *refresh) checkBehind(q querier) error {
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

// recordShape says what the facts of the metric mean. A full refresh leaves facts of one shape only. Otherwise a catalog
// that was applied meanwhile and says something else keeps the facts out: the next refresh knows it.
func (f *refresh) recordShape(tx pgx.Tx) error {
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

// deleteVanished removes the facts of the read time that did not come again; of a full refresh, all such facts of the
// metric, at any grain. OFFSET 0 makes a table of the session one that Citus can send to where the facts are. Facts that
// were loaded before the metric was read by a statement are set aside: no statement gives them back.
func (f *refresh) deleteVanished(tx pgx.Tx) (int64, error) {
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

func (f *refresh) record(tx pgx.Tx) error {
	_, err := tx.Exec(f.ctx, `INSERT INTO okr.refresh (metric, definition, until, refreshed_at) VALUES ($1, $2, $3, now())
		ON CONFLICT (metric) DO UPDATE
		SET definition = excluded.definition, until = excluded.until, refreshed_at = excluded.refreshed_at`,
		f.Metric.Name, f.definition, f.Until)
	return err
}
