package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Limits of the work for one answer and of the cache.
const (
	maxRevisions    = 200    // revisions of the catalog that one answer looks at
	maxComparisons  = 40     // comparisons of one answer that are not cached; each takes half a second for a thousand metrics
	maxKeptChanges  = 20_000 // size of the cache, see changeCount
	maxListedValues = 8      // changed values in the text of one row
)

// definitionChange is what changed in one metric, KPI or key result from one revision of the catalog to the next.
type definitionChange struct {
	resource, name string
	about          okr.About
	changes        []catalog.Change
	reason         okr.Text // given by the metric, or by the objective of the key result
}

// changeCache keeps the changes between two revisions. They stay the same within one epoch. It is safe for concurrent use.
type changeCache struct {
	compare chan struct{} // holds one element while revisions are compared, so that concurrent callers compare them once

	mu    sync.Mutex
	epoch int64
	kept  map[int64][]definitionChange // by the number of the later revision
	size  int
}

func newChangeCache() *changeCache { return &changeCache{compare: make(chan struct{}, 1)} }

func (c *changeCache) get(epoch, number int64) ([]definitionChange, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch != epoch {
		return nil, false
	}
	changes, ok := c.kept[number]
	return changes, ok
}

// put caches changes. If the cache is full, it evicts the changes of the oldest revisions.
func (c *changeCache) put(epoch, number int64, changes []definitionChange) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || c.epoch != epoch {
		c.kept, c.epoch, c.size = map[int64][]definitionChange{}, epoch, 0
	}
	if _, ok := c.kept[number]; ok {
		return
	}
	c.kept[number] = changes
	c.size += changeCount(changes)
	for c.size > maxKeptChanges && len(c.kept) > 1 {
		oldest := slices.Min(slices.Collect(maps.Keys(c.kept)))
		c.size -= changeCount(c.kept[oldest])
		delete(c.kept, oldest)
	}
}

func changeCount(changes []definitionChange) int {
	n := 1
	for i := range changes {
		n += 1 + len(changes[i].changes)
	}
	return n
}

// definitionChanges returns the changes of definitions, targets and thresholds in a time range, newest first, at most limit and the rest of
// one revision. notices say which revisions are left out.
func (v *View) definitionChanges(ctx context.Context, locale string, r TimeRange, about []okr.Concerns, limit int,
) (rows []JournalRow, notices []string, err error) {
	revisions, err := v.engine.journal.Revisions(ctx, r.From, r.To, maxRevisions+1)
	if err != nil {
		return nil, nil, err
	}
	if len(revisions) > maxRevisions {
		revisions = revisions[:maxRevisions]
		notices = append(notices, revisionsText.Format(locale, maxRevisions))
	}
	if err := Admit(ctx, v.comparisons(ctx, revisions)); err != nil {
		return nil, nil, err
	}
	past := &pastCatalogs{engine: v.engine, epoch: v.epoch}
	compared := 0
	for _, revision := range revisions {
		if revision.Number < 2 || len(rows) >= limit {
			break
		}
		if _, known := v.engine.changes.get(v.epoch, revision.Number); !known {
			if compared++; compared > maxComparisons {
				notices = append(notices, uncomparedText.Format(locale, revision.Number))
				break
			}
		}
		changes, err := v.engine.changesOf(ctx, past, revision.Number)
		if unread := new(UnreadableError); errors.As(err, &unread) {
			notices = append(notices, unreadableText.Format(locale, revision.Number, unread.Reason))
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		for i := range changes {
			row := changes[i].row(revision, locale)
			v.describe(&row, locale)
			if !slices.ContainsFunc(about, func(c okr.Concerns) bool { return !row.About.Concerns(c) }) {
				rows = append(rows, row)
			}
		}
	}
	return rows, notices, nil
}

// comparisons returns the cost of comparing the revisions that are not cached. The cost is capped so that it is always admitted: comparing
// is done once for all callers, and limited by maxComparisons.
func (v *View) comparisons(ctx context.Context, revisions []okr.CatalogRevision) Estimate {
	fresh := 0
	for _, r := range revisions {
		if _, known := v.engine.changes.get(v.epoch, r.Number); !known {
			fresh++
		}
	}
	values := int64(min(fresh, maxComparisons)) * v.Resources() * ValuesOfDocument
	return Estimate{Values: min(values, int64(budgetIn(ctx).Values)/8)}
}

// changesOf compares a revision with the last one before it that this version can read. The error is an *UnreadableError if this version
// cannot read the revision itself, or none of those before.
func (e *Engine) changesOf(ctx context.Context, past *pastCatalogs, number int64) ([]definitionChange, error) {
	select {
	case e.changes.compare <- struct{}{}:
		defer func() { <-e.changes.compare }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if changes, ok := e.changes.get(past.epoch, number); ok {
		return changes, nil
	}
	after, err := past.read(ctx, number)
	if err != nil {
		return nil, err
	}
	before, err := past.readBefore(ctx, number)
	if err != nil {
		return nil, err
	}
	changes := compareDefinitions(before, after)
	e.changes.put(past.epoch, number, changes)
	return changes, nil
}

// pastCatalogs reads revisions and keeps the last one, because the next comparison needs it again.
type pastCatalogs struct {
	engine *Engine
	epoch  int64
	number int64
	last   *okr.Catalog
}

// readBefore reads the last readable revision before number. It tries at most maxWalk revisions.
func (p *pastCatalogs) readBefore(ctx context.Context, number int64) (c *okr.Catalog, err error) {
	for n := number - 1; n > 0 && n >= number-maxWalk; n-- {
		c, err = p.read(ctx, n)
		if unread := new(UnreadableError); !errors.As(err, &unread) {
			return c, err
		}
	}
	return nil, err
}

func (p *pastCatalogs) read(ctx context.Context, number int64) (*okr.Catalog, error) {
	if p.number == number {
		return p.last, nil
	}
	c, err := p.engine.readRevision(ctx, number, p.epoch)
	if err != nil {
		return nil, err
	}
	p.number, p.last = number, c
	return c, nil
}

// compareDefinitions returns the changes of metrics, KPIs and key results, in the order of catalog.Diff.
func compareDefinitions(before, after *okr.Catalog) []definitionChange {
	var all []definitionChange
	for _, c := range catalog.Diff(before, after) {
		if isReason(c) {
			continue // the row shows it next to the change that it explains
		}
		var about okr.About
		switch c.Resource {
		case "Metric":
			about.Metric = c.Name
		case "KPI":
			about.KPI = c.Name
		case "KeyResult":
			about.KeyResult = c.Name
		default:
			continue
		}
		if n := len(all); n > 0 && all[n-1].resource == c.Resource && all[n-1].name == c.Name {
			all[n-1].changes = append(all[n-1].changes, c)
			continue
		}
		all = append(all, definitionChange{
			resource: c.Resource, name: c.Name, about: about, changes: []catalog.Change{c}, reason: newReason(before, after, about),
		})
	}
	return all
}

// isReason reports whether a change is a change of the reason text.
func isReason(c catalog.Change) bool {
	return c.Kind == catalog.Changed && (c.Path == "revision.reason" || strings.HasPrefix(c.Path, "revision.reason."))
}

// newReason returns the reason that the metric, or the objective of a key result, gives for its change. It returns an empty text if the
// reason was there before.
func newReason(before, after *okr.Catalog, about okr.About) okr.Text {
	var was, now *okr.Revision
	if m, ok := after.Metric(about.Metric); ok {
		now = m.Revision
	}
	if m, ok := before.Metric(about.Metric); ok {
		was = m.Revision
	}
	objective, _, _ := strings.Cut(about.KeyResult, "/")
	if o, ok := after.Objective(objective); ok {
		now = o.Revision
	}
	if o, ok := before.Objective(objective); ok {
		was = o.Revision
	}
	return catalog.NewReason(was, now)
}

func (d *definitionChange) row(r okr.CatalogRevision, locale string) JournalRow {
	var why []string
	for _, s := range []string{d.reason.In(locale), r.Note} {
		if s != "" {
			why = append(why, s)
		}
	}
	return JournalRow{
		ID: fmt.Sprintf("r%d/%s/%s", r.Number, d.resource, d.name), Kind: query.KindDefinition, At: r.AppliedAt, About: d.about,
		Author: r.Author, Login: r.Login, Text: d.text(locale), Note: strings.Join(why, " — "),
	}
}

// text lists the values that changed: "target 0.65 → 0.70; unit percent → percentunit".
func (d *definitionChange) text(locale string) string {
	var parts []string
	for i, c := range d.changes {
		if i == maxListedValues {
			parts = append(parts, moreChangesText.Format(locale, len(d.changes)-i))
			break
		}
		switch c.Kind {
		case catalog.Added:
			parts = append(parts, addedText.In(locale))
		case catalog.Removed:
			parts = append(parts, removedText.In(locale))
		case catalog.Changed, catalog.ChangeUnknown:
			parts = append(parts, strings.TrimPrefix(c.String(), c.Resource+" "+c.Name+": "))
		}
	}
	return strings.Join(parts, "; ")
}
