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

// Listener hears of changes on a connection of its own. It is not safe for concurrent use.
type Listener struct {
	store *Store
	conn  *pgx.Conn
}

// Listen opens a listener. It hears of everything that is committed from then on. On a replica, which does not know the
// announcements of its primary, and behind a pooler that gives every transaction another server connection, it hears
// nothing; RevisionSum tells.
func (s *Store) Listen(ctx context.Context) (*Listener, error) {
	cfg := s.conn.Copy()
	cfg.BuildContextWatcherHandler = func(p *pgconn.PgConn) ctxwatch.Handler {
		// Waiting ends often and leaves the connection as it is.
		return &pgconn.DeadlineContextWatcherHandler{Conn: p.Conn()}
	}
	cfg.RuntimeParams["application_name"] += " listener"
	cfg.OnNotification = nil // the driver keeps them for Next
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, s.explain(ctx, err, attempt{roleReader, s.conf.ConnectTimeout})
	}
	if _, err := conn.Exec(ctx, "LISTEN "+Channel); err != nil && !isState(err, stateReadOnly) {
		_ = conn.Close(ctx) // the first error says why
		return nil, s.explain(ctx, err, attempt{roleReader, s.conf.ConnectTimeout})
	}
	return &Listener{s, conn}, nil
}

// Next waits for a change and returns the newest revisions of what it names, as the tables have them: whoever may connect
// may say anything on the channel, so that a payload only tells where to look. What is not understood is a change of
// nothing. When the context ends the listener can still be used.
func (l *Listener) Next(ctx context.Context) (series.Revisions, error) {
	n, err := l.conn.WaitForNotification(ctx)
	if err != nil {
		return series.Revisions{}, l.store.explain(ctx, err, attempt{roleReader, l.store.conf.ConnectTimeout})
	}
	var c change
	if json.Unmarshal([]byte(n.Payload), &c) != nil || c.Catalog == 0 && len(c.Metrics) == 0 {
		return series.Revisions{}, nil
	}
	// Breaking a question off would break the connection, and this one is short.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.store.conf.ConnectTimeout)
	defer cancel()
	rows, _ := l.conn.Query(ctx, selectNamed, slices.Collect(maps.Keys(c.Metrics))) // its error comes back from the rows
	named, err := collectRevisions(rows)
	if err != nil {
		return series.Revisions{}, l.store.explain(ctx, err, attempt{roleReader, l.store.conf.ConnectTimeout})
	}
	return named, nil
}

// RevisionSum reads the sum of all newest revisions on the listener's connection. It also shows whether the connection still stands.
func (l *Listener) RevisionSum(ctx context.Context) (series.RevisionSum, error) {
	rows, _ := l.conn.Query(ctx, selectRevisionSum) // its error comes back from the rows
	sum, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[series.RevisionSum])
	if err != nil {
		return series.RevisionSum{}, l.store.explain(ctx, err, attempt{roleReader, l.store.conf.ConnectTimeout})
	}
	return sum, nil
}

// NewestRevisions reads all newest revisions on the listener's connection.
func (l *Listener) NewestRevisions(ctx context.Context) (series.Revisions, error) {
	rows, _ := l.conn.Query(ctx, selectRevisions) // its error comes back from the rows
	all, err := collectRevisions(rows)
	if err != nil {
		return series.Revisions{}, l.store.explain(ctx, err, attempt{roleReader, l.store.conf.ConnectTimeout})
	}
	return all, nil
}

// Close ends the connection.
func (l *Listener) Close(ctx context.Context) error { return l.conn.Close(ctx) }
