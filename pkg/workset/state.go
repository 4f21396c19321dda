package workset

import "github.com/northstar/okrkpi/pkg/series"

// Version identifies what a set would answer from. While it stays the same, the same request has the same answer, or one of
// which the newest facts are only about to be heard of. Versions are comparable.
type Version struct {
	epoch    int64
	known    series.RevisionSum
	resigned int64
}

// Version is that of the facts after the last look at the database.
func (s *Set) Version() Version {
	epoch, known := s.follower.knowledge()
	s.mu.Lock()
	defer s.mu.Unlock()
	return Version{epoch: epoch, known: known, resigned: s.resigned}
}

// Epoch counts the times at which revisions lost their meaning: those of different epochs have nothing to do with each other.
func (f *Follower) Epoch() int64 {
	epoch, _ := f.knowledge()
	return epoch
}

// knowledge sums up the revisions that are known.
func (f *Follower) knowledge() (epoch int64, known series.RevisionSum) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.known.epoch, f.known.sum
}
