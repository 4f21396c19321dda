package plugin

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"runtime/debug"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
)

// tell words an error for whoever asked: the whole reason, or what everybody may know of it. What may be withheld is
// logged, so that an administrator finds it.
func (d *Datasource) tell(ctx context.Context, err error, full bool) class {
	c := classify(err)
	if c.brief == "" {
		return c
	}
	var p *panicError
	if errors.As(err, &p) {
		d.faults.write(ctx, c.source, c.message, "stack", p.stack)
	} else {
		d.faults.write(ctx, c.source, c.message)
	}
	if !full {
		c.message = c.brief
	}
	return c
}

// response is the answer to a query that went wrong.
func (c class) response() backend.DataResponse {
	return backend.DataResponse{Status: c.status, ErrorSource: c.source, Error: errors.New(c.message)}
}

// panicError is a bug that ended a query.
type panicError struct {
	value any
	stack string
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// caught turns a panic into an error. It is deferred.
func caught(err *error) {
	if value := recover(); value != nil {
		*err = &panicError{value, string(debug.Stack())}
	}
}

var faultSeed = maphash.MakeSeed()

// faultID names a reason in messages that do not give it. It is the same for equal reasons for as long as the process lives.
func faultID(reason string) string {
	return fmt.Sprintf("%08x", uint32(maphash.String(faultSeed, reason)))
}

// Limits of what is logged about errors: a database that is away fails every panel of everybody.
const (
	faultPause = time.Minute // between two lines about the same reason
	maxFaults  = 100         // different reasons in one pause
)

// faultLog writes the reason of an error once in a while. It is safe for concurrent use.
type faultLog struct {
	logger log.Logger
	clock  func() time.Time

	mu     sync.Mutex
	began  time.Time      // of the pause
	hushed map[string]int // reasons that have been written in it, and how often they came again
}

func newFaultLog(logger log.Logger) *faultLog {
	return &faultLog{logger: logger, clock: time.Now, hushed: map[string]int{}}
}

// write logs a reason, unless it has been logged within the pause or too many others have. args are more keys and values.
func (l *faultLog) write(ctx context.Context, source backend.ErrorSource, reason string, args ...any) {
	again, ok := l.turn(faultID(reason))
	if !ok {
		return
	}
	logger := l.logger.FromContext(ctx)
	args = append([]any{"id", faultID(reason), "error", reason, "repeated", again}, args...)
	if source == backend.ErrorSourcePlugin {
		logger.Error("A query or look-up failed by a fault of the plugin", args...)
		return
	}
	logger.Warn("A query or look-up failed", args...)
}

// turn reports whether a reason is to be written now, and how often it came in the pause before.
func (l *faultLog) turn(id string) (again int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.hushed
	if now := l.clock(); now.Sub(l.began) >= faultPause {
		l.began, l.hushed = now, map[string]int{}
	}
	if n, written := l.hushed[id]; written {
		l.hushed[id] = n + 1
		return 0, false
	}
	if len(l.hushed) >= maxFaults {
		return 0, false
	}
	again = before[id]
	l.hushed[id] = 0
	return again, true
}
