package workset

import "github.com/northstar/okrkpi/pkg/series"

// Version identifies the facts that a set answers from. While two versions are equal, equal requests have equal answers, except
// for changes that the follower is about to learn of. Versions are comparable.
type Version struct {
	epoch     int64
	known     series.RevisionSum
	loneLoads int64
}

// Version is the version after the last look at the database.
func (s *Set) Version() Version {
	epoch, known := s.follower.knownSum()
	s.mu.Lock()
	defer s.mu.Unlock()
	return Version{epoch: epoch, known: known, loneLoads: s.loneLoads}
}

// Epoch counts how often all revisions lost their meaning. Revisions of different epochs cannot be compared.
func (f *Follower) Epoch() int64 {
	epoch, _ := f.knownSum()
	return epoch
}

// knownSum is the sum of the known revisions.
func (f *Follower) knownSum() (epoch int64, sum series.RevisionSum) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.known.epoch, f.known.total
}
