package workset

import (
	"time"

	"github.com/northstar/okrkpi/pkg/series"
)

// patience is how long a database may lag behind what was heard of before what it says counts. A replica catches up
// within that time; what was lost in a failover never comes.
const patience = 2 * time.Second

// ledger keeps the newest revisions that are known.
type ledger struct {
	series.Revisions
	sum     series.RevisionSum // of the revisions
	servers map[int64]bool     // that were compared with
	behind  time.Time          // since when the database has said less than is known; zero when it does not
	epoch   int64              // counts the times at which all revisions lost their meaning
}

func newLedger() ledger {
	return ledger{Revisions: series.Revisions{Metrics: map[string]int64{}}, servers: map[int64]bool{}}
}

// agrees reports whether the sum says that nothing has changed.
func (l *ledger) agrees(sum series.RevisionSum) bool {
	same := sum.Catalog == l.sum.Catalog && sum.Facts == l.sum.Facts && l.servers[sum.Server]
	if same {
		l.behind = time.Time{}
	}
	return same
}

// learn takes in revisions that are newer than those known. What is older was overtaken on the way.
func (l *ledger) learn(c series.Revisions) {
	l.Catalog = max(l.Catalog, c.Catalog)
	l.sum.Catalog = l.Catalog
	for m, revision := range c.Metrics {
		if old := l.Metrics[m]; revision > old {
			l.Metrics[m] = revision
			l.sum.Facts += revision - old
		}
	}
}

// settle takes in all revisions that a server has. When the server is one that was never seen, and when it has been behind
// for longer than patience, only what it says counts, and it reports so: a new epoch begins.
func (l *ledger) settle(server int64, all series.Revisions, now time.Time) (anew bool) {
	anew = len(l.servers) > 0 && !l.servers[server]
	l.servers[server] = true
	switch {
	case !l.exceeds(all):
		l.behind = time.Time{}
	case l.behind.IsZero():
		l.behind = now
	case now.Sub(l.behind) >= patience:
		anew = true
	}
	if anew {
		l.epoch++
		l.behind = time.Time{}
		l.Revisions, l.sum = series.Revisions{Metrics: map[string]int64{}}, series.RevisionSum{}
	}
	l.learn(all)
	return anew
}

// exceeds reports whether something newer is known than what the database says.
func (l *ledger) exceeds(all series.Revisions) bool {
	if l.Catalog > all.Catalog {
		return true
	}
	for m, revision := range l.Metrics {
		if revision > all.Metrics[m] {
			return true
		}
	}
	return false
}
