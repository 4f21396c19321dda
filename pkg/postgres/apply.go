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
	// Base is the revision that the change was checked against; 0: none. The change is not stored where another one is in
	// force. nil: any.
	Base *int64
	// BaseChecksum is the checksum of the document of Base, because after a failover another revision may have its number.
	// "": any.
	BaseChecksum string
	// Before is the catalog of Base, and After that of Document. Stored facts of metrics that have another meaning in
	// After are settled. nil: the facts do not change.
	Before, After *okr.Catalog
	// SetAside allows setting facts aside that no number can use any more, because the meaning of their metric changes.
	SetAside bool
}

// Applied is the result of applying a catalog.
type Applied struct {
	Revision okr.CatalogRevision
	Changed  bool         // false: the document was in force already
	Facts    []FactChange // what happened to facts of metrics whose meaning changed
}

// Apply stores a document as the newest revision, in one transaction. The document of the newest revision changes nothing.
// Errors: *ConflictError where somebody else applied a revision since Base, *MeaningError where facts would be set aside
// without SetAside.
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
			ORDER BY number DESC LIMIT 1`) // the rows return its error
		newest, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[okr.CatalogRevision])
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if newest.Checksum == checksum {
			done.Revision = newest
			if r.After != nil { // facts without a recorded shape are settled, too
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
