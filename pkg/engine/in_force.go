package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

// maxWalk is how many revisions are looked at, from the newest one down, for one that can be read.
const maxWalk = 50

// InForce is the catalog that answers are made of: its newest revision that this version can read.
type InForce struct {
	Catalog  *okr.Catalog
	Revision int64
	Applied  time.Time // when it was applied; zero where the revision is the newest, or where it is not known
	Newest   int64     // revision that is stored
	Unread   *UnreadableError
}

// Notice says which revision is in force in place of the newest, why, and what to do; "" where the newest is in force.
func (f InForce) Notice(locale string) string {
	if f.Unread == nil {
		return ""
	}
	return f.Reason(locale) + cureText.In(locale)
}

// Reason is the notice without what to do, of a catalog that is not the newest.
func (f InForce) Reason(locale string) string {
	date := ""
	if !f.Applied.IsZero() {
		date = dateText.Format(locale, f.Applied.In(f.Catalog.Organization.Timezone).Format(time.DateOnly))
	}
	return f.Unread.in(locale, f.Newest) + inForceText.Format(locale, f.Revision, date)
}

// UnreadableError is a revision of the catalog that this version cannot read.
type UnreadableError struct {
	Revision int64
	Newer    bool   // it has words that this version does not know, as a newer one writes them
	Reason   string // first of what is wrong with it
}

func (e *UnreadableError) Error() string {
	return e.in("en", e.Revision)
}

// in says in a language why a revision cannot be read.
func (e *UnreadableError) in(locale string, revision int64) string {
	if e.Newer {
		return newerText.Format(locale, revision, e.Reason)
	}
	return brokenText.Format(locale, revision, e.Reason)
}

// NoReadableError says that this version can read none of the newest revisions of the catalog.
type NoReadableError struct {
	Newest *UnreadableError
	Tried  int // revisions that were looked at
}

func (e *NoReadableError) Error() string {
	earlier := "there is no other"
	if n := e.Tried - 1; n == 1 {
		earlier = "nor can the revision before"
	} else if n > 1 {
		earlier = fmt.Sprintf("nor can the %d revisions before", n)
	}
	return fmt.Sprintf("%v; %s%s", e.Newest, earlier, cureText.In("en"))
}

func (e *NoReadableError) Unwrap() error { return e.Newest }

// InForce is the catalog in force. Where no revision can be read, the error is a *NoReadableError.
func (e *Engine) InForce(ctx context.Context) (InForce, error) {
	s, err := e.newestReadable(ctx)
	if err != nil {
		return InForce{}, err
	}
	return s.asInForce(), nil
}

// standIn is why another revision than the newest is in force.
type standIn struct {
	why     *UnreadableError
	applied time.Time // when the revision in force was applied
}

func (s *Revision) asInForce() InForce {
	f := InForce{Catalog: s.catalog, Revision: s.number, Newest: s.newest}
	if s.unread != nil {
		f.Unread, f.Applied = s.unread.why, s.unread.applied
	}
	return f
}

// find reads revisions from the newest one down until it finds one that it can read. What it could not read before, and the
// revision that was in force before, it does not read again.
func (e *Engine) find(ctx context.Context, newest, epoch int64) (*Revision, error) {
	var why *UnreadableError
	tried := 0
	for n := newest; n > 0 && tried < maxWalk; n-- {
		tried++
		s, err := e.revisionOf(ctx, n, epoch)
		if unread := new(UnreadableError); errors.As(err, &unread) {
			if why == nil {
				why = unread
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		if why == nil {
			return s, nil
		}
		applied, err := e.appliedAt(ctx, n)
		if err != nil {
			return nil, err
		}
		stands := *s
		stands.newest, stands.unread = newest, &standIn{why, applied}
		return &stands, nil
	}
	return nil, &NoReadableError{why, tried}
}

// revisionOf makes a revision ready for use.
func (e *Engine) revisionOf(ctx context.Context, number, epoch int64) (*Revision, error) {
	if s := e.current.Load(); s != nil && s.number == number && s.epoch == epoch {
		fresh := *s
		fresh.newest, fresh.unread = number, nil
		return &fresh, nil
	}
	c, err := e.readRevision(ctx, number, epoch)
	if err != nil {
		return nil, err
	}
	s, err := newRevision(number, c)
	if err != nil {
		unread := &UnreadableError{Revision: number, Reason: err.Error()}
		e.unreadable.put(epoch, unread)
		return nil, unread
	}
	s.epoch = epoch
	return s, nil
}

// readRevision reads a revision. One that this version cannot read is an *UnreadableError, and is not read again in this epoch.
func (e *Engine) readRevision(ctx context.Context, number, epoch int64) (*okr.Catalog, error) {
	if unread := e.unreadable.get(epoch, number); unread != nil {
		return nil, unread
	}
	document, err := e.catalog.Document(ctx, number)
	if errors.Is(err, okr.ErrUnreadableRevision) {
		unread := &UnreadableError{Revision: number, Reason: err.Error()}
		e.unreadable.put(epoch, unread)
		return nil, unread
	}
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("catalog revision %d", number)
	c, findings := catalog.Parse([]catalog.File{{Name: name, Data: document, Stored: true}})
	if findings.Err() == nil {
		return c, nil
	}
	first, newer := findings.FirstError()
	unread := &UnreadableError{Revision: number, Newer: newer, Reason: first.Message}
	if first.Line > 0 {
		unread.Reason = fmt.Sprintf("%s, on line %d", first.Message, first.Line)
	}
	e.unreadable.put(epoch, unread)
	return nil, unread
}

// appliedAt is when a revision was applied, as far as anybody here knows.
func (e *Engine) appliedAt(ctx context.Context, number int64) (time.Time, error) {
	if e.journal == nil {
		return time.Time{}, nil
	}
	all, err := e.journal.Revisions(ctx, time.Time{}, endOfTime, maxWalk)
	if err != nil {
		return time.Time{}, err
	}
	if i := slices.IndexFunc(all, func(r okr.CatalogRevision) bool { return r.Number == number }); i >= 0 {
		return all[i].AppliedAt, nil
	}
	return time.Time{}, nil
}

// endOfTime is after every revision.
var endOfTime = time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)

// maxUnreadable is how many revisions are known to be unreadable. An older one is read again.
const maxUnreadable = 1000

// unreadableCache keeps which revisions cannot be read. It is safe for concurrent use.
type unreadableCache struct {
	mu    sync.Mutex
	epoch int64
	kept  map[int64]*UnreadableError
}

func (c *unreadableCache) get(epoch, number int64) *UnreadableError {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch != epoch {
		return nil
	}
	return c.kept[number]
}

func (c *unreadableCache) put(epoch int64, e *UnreadableError) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || c.epoch != epoch || len(c.kept) >= maxUnreadable {
		c.kept, c.epoch = map[int64]*UnreadableError{}, epoch
	}
	c.kept[e.Revision] = e
}

// UnreadableCure is what to do about a revision that cannot be read.
const UnreadableCure = "update this program, or apply a catalog with this version"

// Texts about the revision in force. Those with verbs say in a comment what is put in their place.
var (
	newerText = okr.Both("revision %d of the catalog was written by a newer version (%s)",
		"カタログのリビジョン %d は新しいバージョンで書かれていて、読めない(%s)") // the newest revision, and what is wrong with it
	brokenText  = okr.Both("revision %d of the catalog cannot be read (%s)", "カタログのリビジョン %d は読めない(%s)")
	inForceText = okr.Both("; revision %d%s is in force", "。リビジョン %d%s を使っている") // the revision, and its date
	dateText    = okr.Both(" of %s", "(%s)")
	cureText    = okr.Both(": "+UnreadableCure, "。このプログラムを更新するか、このバージョンでカタログを適用する")
)
