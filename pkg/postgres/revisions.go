package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
)

// revisionColumns are the columns of a revision, in the order of the fields of okr.CatalogRevision.
const revisionColumns = "number, applied_at, author, note, checksum, coalesce(login, '')"

// MaxDocument is the most bytes of a document.
const MaxDocument = 64 << 20

// Revision is the number of the newest revision; 0: none.
func (s *Store) Revision(ctx context.Context) (number int64, err error) {
	err = s.readTx(ctx, `SELECT coalesce(max(number), 0) FROM okr.catalog_revision`, nil, func(rows pgx.Rows) error {
		number, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
		return err
	})
	return number, err
}

// Document is the canonical YAML of a revision. Errors: *NotFoundError, and *DocumentSizeError above MaxDocument.
func (s *Store) Document(ctx context.Context, revision int64) ([]byte, error) {
	var found storedDocument
	err := s.readTx(ctx, `SELECT octet_length(document)::bigint, CASE WHEN octet_length(document) <= $2 THEN document END
		FROM okr.catalog_revision WHERE number = $1`, []any{revision, int64(MaxDocument)}, func(rows pgx.Rows) (err error) {
		found, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[storedDocument])
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, &NotFoundError{revision}
	}
	if err != nil {
		return nil, err
	}
	if found.Document == nil {
		return nil, &DocumentSizeError{Revision: revision, Size: found.Size}
	}
	return []byte(*found.Document), nil
}

type storedDocument struct {
	Size     int64
	Document *string // nil: too large
}

// Revisions lists the newest revisions that were applied within a time range, newest first, at most limit of them. A zero
// time is an open end.
func (s *Store) Revisions(ctx context.Context, from, until time.Time, limit int) (revisions []okr.CatalogRevision, err error) {
	err = s.readTx(ctx, `SELECT `+revisionColumns+` FROM okr.catalog_revision
		WHERE applied_at >= coalesce($1::timestamptz, '-infinity') AND applied_at < coalesce($2::timestamptz, 'infinity')
		ORDER BY number DESC LIMIT $3`, []any{timeOrNull(from), timeOrNull(until), limit},
		func(rows pgx.Rows) (err error) {
			revisions, err = pgx.CollectRows(rows, pgx.RowToStructByPos[okr.CatalogRevision])
			return err
		})
	return revisions, err
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
