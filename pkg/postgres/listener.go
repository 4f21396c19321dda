package postgres

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"

	"github.com/northstar/okrkpi/pkg/series"
)

// Listener receives announcements of changes on its own connection. It is not safe for concurrent use.
type Listener struct {
	store *Store
	conn  *pgx.Conn
}

// Listen opens a listener for all changes that are committed from then on. On a replica, which does not receive
// announcements of its primary, and behind a pooler that changes server connections between transactions, it receives
// nothing. Use RevisionSum there.
func (s *Store) Listen(ctx context.Context) (*Listener, error) {
	cfg := s.conn.Copy()
	cfg.BuildContextWatcherHandler = func(p *pgconn.PgConn) ctxwatch.Handler {
		// Waiting often ends by the context, and must not close the connection.
		return &pgconn.DeadlineContextWatcherHandler{Conn: p.Conn()}
	}
	cfg.RuntimeParams["application_name"] += " listener"
	cfg.OnNotification = nil // the driver queues them for Next
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, s.explain(ctx, err, attempt{roleReader, s.conf.ConnectTimeout})
	}
	if _, err := conn.Exec(ctx, "LISTEN "+Channel); err != nil && !isState(err, stateReadOnly) {
		_ = conn.Close(ctx) // the first error is the cause
		return nil, s.explain(ctx, err, attempt{roleReader, s.conf.ConnectTimeout})
	}
	return &Listener{s, conn}, nil
}

// Next waits for an announcement and returns the newest revisions of what it names, as they are in the tables. Anybody who
// may connect may announce anything, so the payload only says where to look. An announcement that is not understood is a
// change of nothing. The listener is still usable when the context ends.
func (l *Listener) Next(ctx context.Context) (series.Revisions, error) {
	n, err := l.conn.WaitForNotification(ctx)
	if err != nil {
		return series.Revisions{}, l.store.explain(ctx, err, attempt{roleReader, l.store.conf.ConnectTimeout})
	}
	var c change
	if json.Unmarshal([]byte(n.Payload), &c) != nil || c.Catalog == 0 && len(c.Metrics) == 0 {
		return series.Revisions{}, nil
	}
	// Cancelling a statement would close the connection, and this one is short.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.store.conf.ConnectTimeout)
	defer cancel()
	rows, _ := l.conn.Query(ctx, selectNamed, slices.Collect(maps.Keys(c.Metrics))) // the rows return its error
	named, err := collectRevisions(rows)
	if err != nil {
		return series.Revisions{}, l.store.explain(ctx, err, attempt{roleReader, l.store.conf.ConnectTimeout})
	}
	return named, nil
}

// RevisionSum reads the sum of all newest revisions on the connection of the listener. It also tests the connection.
func (l *Listener) RevisionSum(ctx context.Context) (series.RevisionSum, error) {
	rows, _ := l.conn.Query(ctx, selectRevisionSum) // the rows return its error
	sum, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[series.RevisionSum])
	if err != nil {
		return series.RevisionSum{}, l.store.explain(ctx, err, attempt{roleReader, l.store.conf.ConnectTimeout})
	}
	return sum, nil
}

// NewestRevisions reads all newest revisions on the connection of the listener.
func (l *Listener) NewestRevisions(ctx context.Context) (series.Revisions, error) {
	rows, _ := l.conn.Query(ctx, selectRevisions) // the rows return its error
	all, err := collectRevisions(rows)
	if err != nil {
		return series.Revisions{}, l.store.explain(ctx, err, attempt{roleReader, l.store.conf.ConnectTimeout})
	}
	return all, nil
}

// Close closes the connection.
func (l *Listener) Close(ctx context.Context) error { return l.conn.Close(ctx) }
