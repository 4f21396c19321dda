package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// cancellation ends a statement on the server when its context ends, so that nobody works for an answer that nobody
// waits for. It waits until the server, or the pooler before it, has closed the connection on which it was told: the
// driver's own handler hangs up earlier, which brings PgBouncer 1.18 and 1.19 down.
type cancellation struct {
	conn  *pgconn.PgConn
	limit time.Duration // after which the connection is given up
	done  chan struct{}
}

// HandleCancel is called when the context ends while a statement is running.
func (c *cancellation) HandleCancel(context.Context) {
	_ = c.conn.Conn().SetDeadline(time.Now().Add(c.limit))
	c.done = make(chan struct{})
	go func() { //nolint:gosec // the context that is at hand has just ended
		defer close(c.done)
		ctx, cancel := context.WithTimeout(context.Background(), c.limit)
		defer cancel()
		_ = c.conn.CancelRequest(ctx) // if it fails, the deadline ends the statement
		// The server only passes the request on to the process that runs the statement. Were the next statement sent at
		// once, the request could hit that one.
		time.Sleep(100 * time.Millisecond)
	}()
}

// HandleUnwatchAfterCancel is called when the statement has ended, before the connection is used again.
func (c *cancellation) HandleUnwatchAfterCancel() {
	<-c.done
	_ = c.conn.Conn().SetDeadline(time.Time{})
}
