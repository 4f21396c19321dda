package workset

import (
	"context"
	"time"
)

// inquiry is one look at the database, shared by all who came before it began. Its outcome may be read once done is
// closed.
type inquiry struct {
	began  time.Time
	done   chan struct{}
	err    error
	gaveUp bool // whoever asked did not wait for the answer
}

// Ensure returns once everything that was committed before since is known: at once while the listener stands, else after
// asking the database.
func (f *Follower) Ensure(ctx context.Context, since time.Time) error {
	if f.Listening() {
		return nil
	}
	return f.ask(ctx, since)
}

// ask looks at the database, or waits for somebody who began to after since. So no more than two looks pass before an
// answer, however many ask, and whoever gives up stops waiting.
func (f *Follower) ask(ctx context.Context, since time.Time) error {
	for {
		f.mu.Lock()
		if f.asked.After(since) {
			f.mu.Unlock()
			return nil
		}
		other := f.asking
		if other == nil {
			mine := &inquiry{began: time.Now(), done: make(chan struct{})}
			f.asking = mine
			f.mu.Unlock()
			return f.inquire(ctx, mine)
		}
		f.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-other.done:
		}
		if other.err != nil && !other.gaveUp && other.began.After(since) {
			return other.err
		}
	}
}

func (f *Follower) inquire(ctx context.Context, mine *inquiry) error {
	mine.err = f.compare(ctx, f.cfg.Revisions)
	mine.gaveUp = ctx.Err() != nil
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asking = nil
	if mine.err == nil {
		f.asked = mine.began
	}
	close(mine.done)
	return mine.err
}
