package workset

import (
	"time"

	"github.com/northstar/okrkpi/pkg/series"
)

// maxLag is how long a database may lag behind the known revisions before its own revisions replace them. A replica catches up
// within that time. Commits that a failover lost never come.
const maxLag = 2 * time.Second

// knownRevisions keeps the newest revisions that are known.
type knownRevisions struct {
	series.Revisions
	total   series.RevisionSum // of Revisions
	servers map[int64]bool     // that were compared with
	behind  time.Time          // since when the database has been behind the known revisions; zero when it is not
	epoch   int64              // how often all revisions lost their meaning
}

func newKnownRevisions() knownRevisions {
	return knownRevisions{Revisions: series.Revisions{Metrics: map[string]int64{}}, servers: map[int64]bool{}}
}

// matches reports whether a sum shows that nothing has changed.
func (k *knownRevisions) matches(sum series.RevisionSum) bool {
	same := sum.Catalog == k.total.Catalog && sum.Facts == k.total.Facts && k.servers[sum.Server]
	if same {
		k.behind = time.Time{}
	}
	return same
}

// update takes the revisions that are newer than those known. Older ones were overtaken on the way and are ignored.
func (k *knownRevisions) update(r series.Revisions) {
	k.Catalog = max(k.Catalog, r.Catalog)
	k.total.Catalog = k.Catalog
	for m, revision := range r.Metrics {
		if old := k.Metrics[m]; revision > old {
			k.Metrics[m] = revision
			k.total.Facts += revision - old
		}
	}
}

// merge takes all revisions of a server. When the server is a new one, or has been behind for longer than maxLag, its revisions
// replace the known ones: a new epoch begins, and merge reports it.
func (k *knownRevisions) merge(server int64, all series.Revisions, now time.Time) (newEpoch bool) {
	newEpoch = len(k.servers) > 0 && !k.servers[server]
	k.servers[server] = true
	switch {
	case !k.aheadOf(all):
		k.behind = time.Time{}
	case k.behind.IsZero():
		k.behind = now
	case now.Sub(k.behind) >= maxLag:
		newEpoch = true
	}
	if newEpoch {
		k.epoch++
		k.behind = time.Time{}
		k.Revisions, k.total = series.Revisions{Metrics: map[string]int64{}}, series.RevisionSum{}
	}
	k.update(all)
	return newEpoch
}

// aheadOf reports whether a known revision is newer than the database's.
func (k *knownRevisions) aheadOf(all series.Revisions) bool {
	if k.Catalog > all.Catalog {
		return true
	}
	for m, revision := range k.Metrics {
		if revision > all.Metrics[m] {
			return true
		}
	}
	return false
}
