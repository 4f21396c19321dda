package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// cancellation cancels a statement on the server when its context ends. It waits until the server, or the pooler in front
// of it, has closed the connection of the cancel request. The handler of the driver closes it earlier, which crashes
// PgBouncer 1.18 and 1.19.
type cancellation struct {
	conn  *pgconn.PgConn
	limit time.Duration // time after which the connection is dropped
	done  chan struct{}
}

// HandleCancel is called when the context ends during a statement.
func (c *cancellation) HandleCancel(context.Context) {
	_ = c.conn.Conn().SetDeadline(time.Now().Add(c.limit))
	c.done = make(chan struct{})
	go func() { //nolint:gosec // the context that is at hand has just ended
		defer close(c.done)
		ctx, cancel := context.WithTimeout(context.Background(), c.limit)
		defer cancel()
		_ = c.conn.CancelRequest(ctx) // if it fails, the time limit ends the statement
		// The server passes the request on to the process of the statement. A statement that is sent at once could receive
		// it instead.
		time.Sleep(100 * time.Millisecond)
	}()
}

// HandleUnwatchAfterCancel is called after the statement, before the connection is used again.
func (c *cancellation) HandleUnwatchAfterCancel() {
	<-c.done
	_ = c.conn.Conn().SetDeadline(time.Time{})
}
