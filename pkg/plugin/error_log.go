package plugin

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
)

// explain classifies an error and words it for the reader: with the whole reason when full, else with what everybody may read.
// It logs every error that has a brief, so that an administrator finds the reason.
func (d *Datasource) explain(ctx context.Context, err error, full bool) errorClass {
	c := classify(err)
	if c.brief == "" {
		return c
	}
	var p *panicError
	if errors.As(err, &p) {
		d.errorLog.write(ctx, c.source, c.message, "stack", p.stack)
	} else {
		d.errorLog.write(ctx, c.source, c.message)
	}
	if !full {
		c.message = c.brief
	}
	return c
}

// response is the answer to a query that failed.
func (c errorClass) response() backend.DataResponse {
	return backend.DataResponse{Status: c.status, ErrorSource: c.source, Error: errors.New(c.message)}
}

var errorSeed = maphash.MakeSeed()

// errorID identifies a reason in messages that do not give it. Equal reasons have equal ids while the process lives.
func errorID(reason string) string {
	return fmt.Sprintf("%08x", uint32(maphash.String(errorSeed, reason)))
}

// Limits of the error log. They are needed because every panel fails while a database is away.
const (
	logPause        = time.Minute // between two lines about the same reason
	maxLoggedErrors = 100         // different reasons in one pause
)

// errorLog logs each reason of an error once per pause. It is safe for concurrent use.
type errorLog struct {
	logger log.Logger
	clock  func() time.Time

	mu      sync.Mutex
	began   time.Time      // of the pause
	repeats map[string]int // by id of a reason that was logged in the pause: how often it came again
}

func newErrorLog(logger log.Logger) *errorLog {
	return &errorLog{logger: logger, clock: time.Now, repeats: map[string]int{}}
}

// write logs a reason, unless it was logged within the pause or too many others were. args are more keys and values.
func (l *errorLog) write(ctx context.Context, source backend.ErrorSource, reason string, args ...any) {
	repeated, ok := l.due(errorID(reason))
	if !ok {
		return
	}
	logger := l.logger.FromContext(ctx)
	args = append([]any{"id", errorID(reason), "error", reason, "repeated", repeated}, args...)
	if source == backend.ErrorSourcePlugin {
		logger.Error("A query or look-up failed by a fault of the plugin", args...)
		return
	}
	logger.Warn("A query or look-up failed", args...)
}

// due reports whether a reason has to be logged now, and how often it was repeated in the pause before.
func (l *errorLog) due(id string) (repeated int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.repeats
	if now := l.clock(); now.Sub(l.began) >= logPause {
		l.began, l.repeats = now, map[string]int{}
	}
	if n, logged := l.repeats[id]; logged {
		l.repeats[id] = n + 1
		return 0, false
	}
	if len(l.repeats) >= maxLoggedErrors {
		return 0, false
	}
	repeated = before[id]
	l.repeats[id] = 0
	return repeated, true
}
