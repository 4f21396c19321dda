package catalog

import (
	"maps"

	"github.com/northstar/okrkpi/pkg/okr"
)

func (s *revisionSpec) revision() *okr.Revision {
	if s == nil {
		return nil
	}
	return &okr.Revision{Reason: okr.Text(s.Reason)}
}

func writeRevision(r *okr.Revision) *revisionSpec {
	if r == nil {
		return nil
	}
	return &revisionSpec{Reason: text(r.Reason)}
}

// NewReason is the reason that is given now, if it is new; nil otherwise. Reasons of older revisions do not count.
func NewReason(was, now *okr.Revision) okr.Text {
	if now == nil || now.Reason.IsZero() || was != nil && maps.Equal(was.Reason, now.Reason) {
		return nil
	}
	return now.Reason
}
