package plugin

import (
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How many entries of the journal may be written by way of Grafana, by one person and by all of a data source and server.
// Entries are never taken away, so that whoever floods the journal would spoil it for good.
const (
	entriesAtOnce    = 60
	entriesPerMinute = 1
	sharedAtOnce     = 600
	sharedPerMinute  = 10
	maxAuthors       = 1000 // that are kept in mind before those with a full quota are forgotten
)

// QuotaError says that somebody has written too much for now.
type QuotaError struct {
	Shared bool // by all together
	Wait   time.Duration
}

func (e *QuotaError) Error() string {
	if e.Shared {
		return fmt.Sprintf("too many entries were written by way of this data source: %d may come at once, and %d a minute after that: "+
			"try again in %d s, or use okr journal add", sharedAtOnce, sharedPerMinute, e.seconds())
	}
	return fmt.Sprintf("you have written many entries: %d may come at once, and %d a minute after that: try again in %d s, or use "+
		"okr journal add", entriesAtOnce, entriesPerMinute, e.seconds())
}

func (e *QuotaError) seconds() int { return int(math.Ceil(e.Wait.Seconds())) }

// entryQuota counts entries. It is safe for concurrent use.
type entryQuota struct {
	mu      sync.Mutex
	shared  *rate.Limiter
	authors map[string]*rate.Limiter
}

func newEntryQuota() *entryQuota {
	return &entryQuota{
		shared: rate.NewLimiter(rate.Every(time.Minute/sharedPerMinute), sharedAtOnce), authors: map[string]*rate.Limiter{},
	}
}

// take counts an entry, or says how long to wait.
func (q *entryQuota) take(author string, now time.Time) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	own, ok := q.authors[author]
	if !ok {
		q.forget(now)
		own = rate.NewLimiter(rate.Every(time.Minute/entriesPerMinute), entriesAtOnce)
		q.authors[author] = own
	}
	mine := own.ReserveN(now, 1)
	if wait := mine.DelayFrom(now); wait > 0 {
		mine.CancelAt(now)
		return &QuotaError{Wait: wait}
	}
	ours := q.shared.ReserveN(now, 1)
	if wait := ours.DelayFrom(now); wait > 0 {
		ours.CancelAt(now)
		mine.CancelAt(now)
		return &QuotaError{Shared: true, Wait: wait}
	}
	return nil
}

// forget makes room. Authors whose quota is full again are as if they had never written; the shared quota keeps the others few.
func (q *entryQuota) forget(now time.Time) {
	if len(q.authors) < maxAuthors {
		return
	}
	for author, own := range q.authors {
		if own.TokensAt(now) >= entriesAtOnce {
			delete(q.authors, author)
		}
	}
}
