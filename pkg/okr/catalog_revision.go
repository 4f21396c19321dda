package okr

import (
	"errors"
	"time"
)

// CatalogRevision tells when, by whom and why the catalog changed.
type CatalogRevision struct {
	Number    int64 // from 1
	AppliedAt time.Time
	Author    string
	Note      string
	Checksum  string // SHA-256 of the document, in hex
	Login     string // database user that applied it, as the database knows it; "" for revisions from before it was kept
}

// ErrUnreadableRevision is what errors are that concern the document of one revision: reading it again fails again, and another
// revision may be read.
var ErrUnreadableRevision = errors.New("the revision of the catalog cannot be read")
