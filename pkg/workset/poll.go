package workset

import (
	"context"
	"time"
)

// poll is one read of the database's revisions, shared by all callers who came before it began. err and abandoned may be read
// once done is closed.
type poll struct {
	began     time.Time
	done      chan struct{}
	err       error
	abandoned bool // its caller stopped waiting for the answer
}

// Ensure returns once everything that was committed before since is known: at once while the follower is listening, else after a
// poll of the database.
func (f *Follower) Ensure(ctx context.Context, since time.Time) error {
	if f.Listening() {
		return nil
	}
	return f.poll(ctx, since)
}

// poll polls the database, or waits for a poll that began after since. However many callers there are, each waits for two polls
// at most, and a caller whose context ends stops waiting.
func (f *Follower) poll(ctx context.Context, since time.Time) error {
	for {
		f.mu.Lock()
		if f.polled.After(since) {
			f.mu.Unlock()
			return nil
		}
		other := f.polling
		if other == nil {
			own := &poll{began: time.Now(), done: make(chan struct{})}
			f.polling = own
			f.mu.Unlock()
			return f.runPoll(ctx, own)
		}
		f.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-other.done:
		}
		if other.err != nil && !other.abandoned && other.began.After(since) {
			return other.err
		}
	}
}

func (f *Follower) runPoll(ctx context.Context, own *poll) error {
	own.err = f.compare(ctx, f.cfg.Revisions)
	own.abandoned = ctx.Err() != nil
	f.mu.Lock()
	defer f.mu.Unlock()
	f.polling = nil
	if own.err == nil {
		f.polled = own.began
	}
	close(own.done)
	return own.err
}
