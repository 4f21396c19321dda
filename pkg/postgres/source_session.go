package postgres

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// maxSourceMessage is the most bytes of one message of the server that are kept: a row, or the text of an error, which a
// function of the statement can make very long.
const maxSourceMessage = 4 << 20

// sourceSession is a connection for the statement of one source only. Changes that a statement makes to its session, such
// as advisory locks, outlive a transaction, so the connection is never used again. It is closed within its transaction:
// the server then drops everything, and PgBouncer closes the server session, which it would otherwise reuse.
type sourceSession struct {
	conn  *pgx.Conn
	limit time.Duration // of the statement
	// The process of the server, to end it where it does not notice the closed connection.
	pid   int32
	began time.Time
	over  bool // the server has reported the end of the statement
}

// graceTime is how long after its limit a statement may still run before the connection is closed. The limit of the
// server, which the statement can disable, gives the better error.
const graceTime = 2 * time.Second

// openSource connects and begins the transaction.
func (s *Store) openSource(ctx context.Context, limit time.Duration) (*sourceSession, error) {
	conf := s.conn.Copy()
	conf.BuildFrontend = func(r io.Reader, w io.Writer) *pgproto3.Frontend {
		f := pgproto3.NewFrontend(r, w)
		f.SetMaxBodyLen(maxSourceMessage)
		return f
	}
	conn, err := pgx.ConnectConfig(ctx, conf)
	if err != nil {
		return nil, err
	}
	session := &sourceSession{conn: conn, limit: limit, over: true}
	if err := session.begin(ctx); err != nil {
		s.closeSource(ctx, session)
		return nil, err
	}
	return session, nil
}

func (c *sourceSession) begin(ctx context.Context) error {
	if _, err := c.conn.Exec(ctx, "BEGIN"); err != nil {
		return err
	}
	// The server tests from time to time whether the client still exists, where its operating system can.
	for _, sql := range []string{"SAVEPOINT okr_check", "SELECT set_config('client_connection_check_interval', '5s', true)"} {
		if _, err := c.conn.Exec(ctx, sql); err != nil {
			if _, err := c.conn.Exec(ctx, "ROLLBACK TO okr_check"); err != nil {
				return err
			}
		}
	}
	// Messages below an error are ignored.
	_, err := c.conn.Exec(ctx, `SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $1, true),
		set_config('idle_in_transaction_session_timeout', $1, true), set_config('work_mem', '64MB', true),
		set_config('jit', 'off', true), set_config('client_min_messages', 'error', true)`, string(milliseconds(c.limit)))
	if err != nil {
		return err
	}
	return c.conn.QueryRow(ctx, "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()").Scan(&c.pid, &c.began)
}

// readOnly makes the rest of the transaction read-only, in a time zone. A statement cannot revert that.
func (c *sourceSession) readOnly(ctx context.Context, zone string) error {
	_, err := c.conn.Exec(ctx, "SELECT set_config('transaction_read_only', 'on', true), set_config('TimeZone', $1, true)", zone)
	return err
}

// run calls do with a context that also ends a statement that evades the limit of the server.
func (c *sourceSession) run(ctx context.Context, do func(ctx context.Context, conn *pgconn.PgConn) error) error {
	limited, cancel := context.WithTimeout(ctx, c.limit+graceTime)
	defer cancel()
	c.over = false
	err := do(limited, c.conn.PgConn())
	var pgErr *pgconn.PgError
	c.over = err == nil || errors.As(err, &pgErr)
	if ctx.Err() == nil && limited.Err() != nil && !c.over {
		return errSourceLimit
	}
	return err
}

// errSourceLimit says that a statement ran on after its time limit, and its connection was closed.
var errSourceLimit = errors.New("the statement went on after its time limit, and its session was ended")

// unread ignores the rows of a statement.
func unread(pgx.Rows) error { return nil }

// answers reports whether the database can be reached.
func (s *Store) answers(ctx context.Context) bool {
	return s.readRaw(ctx, "SELECT 1", nil, unread) == nil
}

// endProcess terminates a session of this user. A function can catch the cancellation of its statement, but not this.
const endProcess = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
	WHERE pid = $1 AND backend_start = $2 AND usename = current_user`

// closeSource ends the session, even when ctx has ended.
func (s *Store) closeSource(ctx context.Context, c *sourceSession) {
	closeConn(ctx, c.conn)
	if c.over || c.pid == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.conf.ConnectTimeout)
	defer cancel()
	_ = s.readRaw(ctx, endProcess, []any{c.pid, c.began}, unread) // if that fails, the statement ends when it writes to the closed connection
}
