package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
)

// ApplyRequest is a catalog to store.
type ApplyRequest struct {
	Document []byte // canonical YAML
	Author   string
	Note     string
	// Base is the revision that the change was judged against, 0 where there was none. When another one is in force, the
	// change is not stored. nil: whatever is in force.
	Base *int64
	// BaseChecksum is the checksum of the document of Base: after a failover another revision may have its number. "" is any.
	BaseChecksum string
	// Before is the catalog of Base, and After what the document says. Stored facts of metrics that mean something else in
	// After are settled. nil: the facts are left alone.
	Before, After *okr.Catalog
	// SetAside allows that facts go out of every number, because their metric means something else.
	SetAside bool
}

// Applied is the outcome of applying a catalog.
type Applied struct {
	Revision okr.CatalogRevision
	Changed  bool         // false where the document was in force already
	Facts    []FactChange // what happened to facts of metrics that mean something else now
}

// Apply makes a document the newest revision, all or nothing. If it is the newest revision already, nothing changes. A
// revision that somebody else applied since Base is a *ConflictError, facts that would go out of every number without
// leave are a *MeaningError.
func (s *Store) Apply(ctx context.Context, r ApplyRequest) (Applied, error) {
	sum := sha256.Sum256(r.Document)
	checksum := hex.EncodeToString(sum[:])
	if size := len(r.Document); size > MaxDocument {
		return Applied{}, &DocumentSizeError{Size: int64(size)}
	}
	var done Applied
	err := s.write(ctx, s.conf.StatementTimeout, func(tx pgx.Tx) error {
		done = Applied{}
		if err := lockRows(ctx, tx, catalogLock); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, `SELECT `+revisionColumns+` FROM okr.catalog_revision
			ORDER BY number DESC LIMIT 1`) // its error comes back from the rows
		newest, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[okr.CatalogRevision])
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if newest.Checksum == checksum {
			done.Revision = newest
			if r.After != nil { // facts from before shapes were recorded are settled all the same
				done.Facts, err = s.settleFacts(ctx, tx, r)
			}
			return err
		}
		if r.Base != nil && (*r.Base != newest.Number || r.BaseChecksum != "" && r.BaseChecksum != newest.Checksum) {
			return &ConflictError{Base: *r.Base, Newest: newest}
		}
		if r.After != nil {
			if done.Facts, err = s.settleFacts(ctx, tx, r); err != nil {
				return err
			}
		}
		done.Changed = true
		done.Revision = okr.CatalogRevision{Number: newest.Number + 1, Author: r.Author, Note: r.Note, Checksum: checksum}
		err = tx.QueryRow(ctx, `INSERT INTO okr.catalog_revision (number, author, note, checksum, document)
			VALUES ($1, $2, $3, $4, $5) RETURNING applied_at, login`,
			done.Revision.Number, r.Author, r.Note, checksum, string(r.Document)).Scan(&done.Revision.AppliedAt, &done.Revision.Login)
		if err != nil {
			return err
		}
		return notify(ctx, tx, change{Catalog: done.Revision.Number})
	})
	if err != nil {
		return Applied{}, err
	}
	return done, nil
}
