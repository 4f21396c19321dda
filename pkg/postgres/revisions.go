package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// Revision is one state of the catalog.
type Revision struct {
	Number    int64 // from 1
	AppliedAt time.Time
	Author    string
	Note      string
	Checksum  string // SHA-256 of the document, in hex
}

// Revision is the number of the newest revision, 0 when nothing has been applied.
func (s *Store) Revision(ctx context.Context) (number int64, err error) {
	err = s.read(ctx, `SELECT coalesce(max(number), 0) FROM okr.catalog_revision`, nil, func(rows pgx.Rows) error {
		number, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
		return err
	})
	return number, err
}

// Document is the canonical YAML of a revision. One that does not exist is a *NotFoundError.
func (s *Store) Document(ctx context.Context, revision int64) ([]byte, error) {
	var document string
	err := s.read(ctx, `SELECT document FROM okr.catalog_revision WHERE number = $1`, []any{revision},
		func(rows pgx.Rows) (err error) {
			document, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
			return err
		})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, &NotFoundError{revision}
	}
	return []byte(document), err
}

// Revisions lists the newest revisions, newest first, at most limit of them.
func (s *Store) Revisions(ctx context.Context, limit int) (revisions []Revision, err error) {
	err = s.read(ctx, `SELECT number, applied_at, author, note, checksum FROM okr.catalog_revision
		ORDER BY number DESC LIMIT $1`, []any{limit}, func(rows pgx.Rows) (err error) {
		revisions, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Revision])
		return err
	})
	return revisions, err
}

// RevisionsIn lists the newest revisions that were applied in a span of time, newest first, at most limit of them.
func (s *Store) RevisionsIn(ctx context.Context, from, until time.Time, limit int) (revisions []Revision, err error) {
	err = s.read(ctx, `SELECT number, applied_at, author, note, checksum FROM okr.catalog_revision
		WHERE applied_at >= $1 AND applied_at < $2 ORDER BY number DESC LIMIT $3`, []any{from, until, limit},
		func(rows pgx.Rows) (err error) {
			revisions, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Revision])
			return err
		})
	return revisions, err
}

// ApplyRequest is a catalog to store.
type ApplyRequest struct {
	Document []byte // canonical YAML
	Author   string
	Note     string
}

// Apply makes a document the newest revision, all or nothing. If it is the newest revision already, nothing changes.
func (s *Store) Apply(ctx context.Context, r ApplyRequest) (revision Revision, changed bool, err error) {
	sum := sha256.Sum256(r.Document)
	checksum := hex.EncodeToString(sum[:])
	err = s.write(ctx, s.conf.StatementTimeout, func(tx pgx.Tx) error {
		changed = false
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", lockCatalog); err != nil {
			return err
		}
		rows, _ := tx.Query(ctx, `SELECT number, applied_at, author, note, checksum FROM okr.catalog_revision
			ORDER BY number DESC LIMIT 1`) // its error comes back from the rows
		newest, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Revision])
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if newest.Checksum == checksum {
			revision = newest
			return nil
		}
		changed = true
		revision = Revision{Number: newest.Number + 1, Author: r.Author, Note: r.Note, Checksum: checksum}
		err = tx.QueryRow(ctx, `INSERT INTO okr.catalog_revision (number, author, note, checksum, document)
			VALUES ($1, $2, $3, $4, $5) RETURNING applied_at`,
			revision.Number, r.Author, r.Note, checksum, string(r.Document)).Scan(&revision.AppliedAt)
		if err != nil {
			return err
		}
		return notify(ctx, tx, change{Catalog: revision.Number})
	})
	return revision, changed && err == nil, err
}
