package okr

import (
	"errors"
	"time"
)

// CatalogRevision is when, by whom and why the catalog changed.
type CatalogRevision struct {
	Number    int64 // from 1
	AppliedAt time.Time
	Author    string
	Note      string
	Checksum  string // SHA-256 of the document, hexadecimal
	Login     string // database user that applied it; "" in revisions of older versions
}

// ErrUnreadableRevision marks errors about the document of one revision. Reading it again fails again; other revisions may
// be readable.
var ErrUnreadableRevision = errors.New("the revision of the catalog cannot be read")
