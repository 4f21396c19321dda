package plugin

import (
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How many entries of the journal may be written through Grafana, by one person and by all users of a data source on one server.
// Entries are never deleted, so a flood would spoil the journal for good.
const (
	entriesAtOnce    = 60
	entriesPerMinute = 1
	sharedAtOnce     = 600
	sharedPerMinute  = 10
	maxAuthors       = 1000 // that are counted before those with a full quota are forgotten
)

// QuotaError says that a person, or all together, have used up the quota of entries for now.
type QuotaError struct {
	Shared bool          // by all together
	Wait   time.Duration // until the next entry may be written
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

// entryQuota counts entries by author. It is safe for concurrent use.
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

// take counts an entry. The error is a *QuotaError, and then nothing is counted.
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

// forget drops authors whose quota is full again, when there are too many: they count like authors who have never written. The
// shared quota keeps the others few.
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
