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

// maxWalk is how many revisions are tried, from the newest one down, to find one that can be read.
const maxWalk = 50

// InForce is the catalog in force: the newest revision that this version can read.
type InForce struct {
	Catalog  *okr.Catalog
	Revision int64
	Applied  time.Time // when the revision was applied; zero if the revision is the newest, or if the time is not known
	Newest   int64     // number of the newest stored revision
	Unread   *UnreadableError
}

// Notice returns which revision is in force instead of the newest, why, and what to do. It returns "" if the newest is in force.
func (f InForce) Notice(locale string) string {
	if f.Unread == nil {
		return ""
	}
	return f.Reason(locale) + cureText.In(locale)
}

// Reason returns the notice without what to do. Call it only if Unread is not nil.
func (f InForce) Reason(locale string) string {
	date := ""
	if !f.Applied.IsZero() {
		date = dateText.Format(locale, f.Applied.In(f.Catalog.Organization.Timezone).Format(time.DateOnly))
	}
	return f.Unread.in(locale, f.Newest) + inForceText.Format(locale, f.Revision, date)
}

// UnreadableError means that this version cannot read a revision of the catalog.
type UnreadableError struct {
	Revision int64
	Newer    bool   // it has keys that this version does not know, probably because a newer version wrote it
	Reason   string // the first error in it
}

func (e *UnreadableError) Error() string {
	return e.in("en", e.Revision)
}

// in returns the error's text in a language.
func (e *UnreadableError) in(locale string, revision int64) string {
	if e.Newer {
		return newerText.Format(locale, revision, e.Reason)
	}
	return brokenText.Format(locale, revision, e.Reason)
}

// NoReadableError means that this version can read none of the newest revisions of the catalog.
type NoReadableError struct {
	Newest *UnreadableError
	Tried  int // number of revisions that were tried
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

// InForce returns the catalog in force. The error is a *NoCatalogError without any revision, and a *NoReadableError if no revision can be
// read.
func (e *Engine) InForce(ctx context.Context) (InForce, error) {
	s, err := e.newestReadable(ctx)
	if err != nil {
		return InForce{}, err
	}
	return s.asInForce(), nil
}

// standIn is why an older revision than the newest is in force.
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

// find tries revisions from the newest one down until it can read one. It does not read again revisions that are known to be unreadable,
// nor the revision that is already in force.
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

// revisionOf reads and compiles a revision. The error is an *UnreadableError if this version cannot read or compile it.
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

// readRevision reads a revision. The error is an *UnreadableError if this version cannot read it; such a revision is not read again in this
// epoch.
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

// appliedAt returns when a revision was applied, or the zero time if the journal does not know it or there is no journal.
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

// endOfTime is later than every revision.
var endOfTime = time.Date(9999, time.January, 1, 0, 0, 0, 0, time.UTC)

// maxUnreadable is how many unreadable revisions are remembered. When there are more, all are forgotten and read again.
const maxUnreadable = 1000

// unreadableCache remembers which revisions cannot be read. It is safe for concurrent use.
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

// UnreadableCure says what to do about a revision that cannot be read.
const UnreadableCure = "update this program, or apply a catalog with this version"

// Texts about the revision in force. Comments name the arguments of the format verbs.
var (
	newerText = okr.Both("revision %d of the catalog was written by a newer version (%s)",
		"カタログのリビジョン %d は新しいバージョンで書かれていて、読めない(%s)") // number, first error
	brokenText  = okr.Both("revision %d of the catalog cannot be read (%s)", "カタログのリビジョン %d は読めない(%s)")
	inForceText = okr.Both("; revision %d%s is in force", "。リビジョン %d%s を使っている") // number, date
	dateText    = okr.Both(" of %s", "(%s)")
	cureText    = okr.Both(": "+UnreadableCure, "。このプログラムを更新するか、このバージョンでカタログを適用する")
)
