package postgres

import (
	"fmt"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// UnavailableError says that the database cannot be reached, or that the connection was lost.
type UnavailableError struct {
	Address string // hosts and database
	Reason  string
	Err     error
}

func (e *UnavailableError) Error() string {
	return fmt.Sprintf("the database at %s cannot be reached: %s", e.Address, e.Reason)
}

func (e *UnavailableError) Unwrap() error { return e.Err }

// TLS reports whether the server has no TLS, or its certificate was refused.
func (e *UnavailableError) TLS() bool {
	return strings.Contains(e.Reason, "x509") || strings.Contains(e.Reason, "refused TLS")
}

// AuthError says that the database refuses the user.
type AuthError struct {
	User   string
	Reason string
	Err    error
}

func (e *AuthError) Error() string {
	return fmt.Sprintf("the database does not let user %q in: %s", e.User, e.Reason)
}

func (e *AuthError) Unwrap() error { return e.Err }

// SchemaError says that the tables have another version than this program needs.
type SchemaError struct {
	Have, Want int64 // versions; Have is 0 without tables
}

func (e *SchemaError) Error() string {
	switch {
	case e.Have == 0:
		return "the database has no OKR tables yet: " + e.Fix()
	case e.Have < e.Want:
		return fmt.Sprintf("the OKR tables are of version %d, but version %d is needed: %s", e.Have, e.Want, e.Fix())
	}
	return fmt.Sprintf("the OKR tables are of version %d, newer than version %d that is known here: %s",
		e.Have, e.Want, e.Fix())
}

// Fix is what to do.
func (e *SchemaError) Fix() string {
	if e.Have > e.Want {
		return "update this program"
	}
	return "run `okr migrate`"
}

// PermissionError says that the user lacks a right.
type PermissionError struct {
	User   string
	Metric string // metric whose statement needs the right; "": none
	Reason string
	Fix    string // SQL statement to run, or a sentence
	Err    error
}

func (e *PermissionError) Error() string {
	text := fmt.Sprintf("user %q may not do this: %s", e.User, e.Reason)
	if e.Metric != "" {
		text = fmt.Sprintf("metric %s: user %q may not read its source: %s", e.Metric, e.User, e.Reason)
	}
	return text + "\n" + e.Fix
}

func (e *PermissionError) Unwrap() error { return e.Err }

// TimeoutError says that a statement took longer than its limit.
type TimeoutError struct {
	Metric string // metric whose statement it was; "": none
	Limit  time.Duration
	Err    error
}

func (e *TimeoutError) Error() string {
	text := fmt.Sprintf("the database took longer than %v", e.Limit)
	if e.Metric != "" {
		text = fmt.Sprintf("metric %s: its statement took longer than %v", e.Metric, e.Limit)
	}
	return text + ": ask for less, or raise the time limit"
}

func (e *TimeoutError) Unwrap() error { return e.Err }

// NotFoundError says that a revision of the catalog does not exist.
type NotFoundError struct {
	Revision int64
}

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("there is no revision %d of the catalog", e.Revision)
}

// Is makes it an okr.ErrUnreadableRevision.
func (e *NotFoundError) Is(target error) bool { return target == okr.ErrUnreadableRevision }

// DocumentSizeError says that a catalog is too large to be stored or read.
type DocumentSizeError struct {
	Revision int64 // 0: not stored
	Size     int64 // bytes
}

func (e *DocumentSizeError) Error() string {
	what := "the catalog"
	if e.Revision > 0 {
		what = fmt.Sprintf("revision %d of the catalog", e.Revision)
	}
	return fmt.Sprintf("%s has %d MB: at most %d are read", what, e.Size>>20, MaxDocument>>20)
}

// Is makes one that is stored an okr.ErrUnreadableRevision.
func (e *DocumentSizeError) Is(target error) bool {
	return target == okr.ErrUnreadableRevision && e.Revision > 0
}

// UnknownOutcomeError says that the connection was lost during a commit: the change may be stored or not.
type UnknownOutcomeError struct {
	Err error
}

func (e *UnknownOutcomeError) Error() string {
	return "the connection was lost before the database could say whether the change is stored: it may be or not. Look " +
		"before you repeat it"
}

func (e *UnknownOutcomeError) Unwrap() error { return e.Err }

// BehindError says that a refresh used an older revision of the catalog, while a newer one changes or has refreshed the
// metric.
type BehindError struct {
	Metric        string
	Asked, Newest int64 // revisions
}

func (e *BehindError) Error() string {
	return fmt.Sprintf("metric %s is not refreshed as revision %d of the catalog has it: revision %d is stored, and its facts come "+
		"from another definition by now", e.Metric, e.Asked, e.Newest)
}

// ConflictError says that somebody else applied a catalog in the meantime.
type ConflictError struct {
	Base   int64 // revision that the change was checked against
	Newest okr.CatalogRevision
}

func (e *ConflictError) Error() string {
	if e.Newest.Number == e.Base {
		return fmt.Sprintf("the catalog has changed meanwhile: revision %d is another one than that which this change was judged "+
			"against, as after a failover", e.Base)
	}
	author := fmt.Sprintf("%q", e.Newest.Author)
	if login := e.Newest.Login; login != "" && login != e.Newest.Author {
		author += fmt.Sprintf(" (database user %q)", login)
	}
	return fmt.Sprintf("the catalog has changed meanwhile: %s applied revision %d, this change was judged against revision %d",
		author, e.Newest.Number, e.Base)
}

// ChangedError says that a metric changed while its facts were read.
type ChangedError struct {
	Metric     string
	Have, Want string // shape in force, and shape by which the facts were read
}

func (e *ChangedError) Error() string {
	return fmt.Sprintf("metric %s has changed meanwhile: its facts are of %s, these were read as %s. Nothing was stored: try again",
		e.Metric, e.Have, e.Want)
}

// MeaningError says that a catalog would give stored facts another meaning.
type MeaningError struct {
	Changes []FactChange // changes that set facts aside
}

func (e *MeaningError) Error() string {
	lines := make([]string, len(e.Changes))
	for i, c := range e.Changes {
		lines[i] = c.String()
	}
	return strings.Join(lines, "\n") + "\nGive the metric another name, or let these facts be set aside by `okr apply --set-aside`, and " +
		"load them again as the metric is now"
}

// FactError is a fact that cannot be stored.
type FactError struct {
	Metric string
	Reason string
}

func (e *FactError) Error() string { return fmt.Sprintf("metric %s: %s", e.Metric, e.Reason) }

// QueryError says why the database refuses a metric's own statement.
type QueryError struct {
	Metric   string
	SQLState string
	Message  string
	Detail   string
	Hint     string
	Position int    // of the error in the statement, in characters from 1; 0: unknown
	Line     int    // of the position, from 1
	Column   int    // of the position, from 1
	Excerpt  string // source line
	Err      error
}

func (e *QueryError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "metric %s: the statement of its source fails", e.Metric)
	if e.Position > 0 {
		fmt.Fprintf(&b, " at line %d, column %d", e.Line, e.Column)
	}
	fmt.Fprintf(&b, ": %s", e.Message)
	if e.SQLState != "" {
		fmt.Fprintf(&b, " (SQLSTATE %s)", e.SQLState)
	}
	if e.Detail != "" {
		b.WriteString("\n" + e.Detail)
	}
	if e.Excerpt != "" {
		fmt.Fprintf(&b, "\n  %s\n  %s^", e.Excerpt, indentLike(e.Excerpt, e.Column-1))
	}
	if e.Hint != "" {
		b.WriteString("\nhint: " + e.Hint)
	}
	return b.String()
}

func (e *QueryError) Unwrap() error { return e.Err }

// indentLike is white space as wide as the first n characters of line, with the same tabs.
func indentLike(line string, n int) string {
	chars := []rune(line)
	blank := make([]rune, 0, n)
	for _, r := range chars[:min(n, len(chars))] {
		if r != '\t' {
			r = ' '
		}
		blank = append(blank, r)
	}
	return string(blank)
}
