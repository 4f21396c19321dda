package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATE codes that the package handles.
const (
	stateReadOnly         = "25006"
	stateInvalidAuth      = "28000"
	stateInvalidPassword  = "28P01"
	stateInvalidText      = "22P02" // for example a value that an enum does not have
	stateNoDatabase       = "3D000"
	stateNoSchema         = "3F000"
	stateNoPrivilege      = "42501"
	stateNoColumn         = "42703"
	stateNoObject         = "42704"
	stateNoTable          = "42P01"
	stateNotReferred      = "23503"
	stateNotUnique        = "23505"
	stateQueryCanceled    = "57014"
	stateAdminShutdown    = "57P01"
	stateLockNotAvailable = "55P03"
	stateSyntaxError      = "42601"
)

// roles that the migrations create
const (
	roleOwner  = "okr_owner"
	roleWriter = "okr_writer"
	roleReader = "okr_reader"
)

// target is the database, as errors describe it.
type target struct {
	address  string
	database string
	user     string
}

func targetOf(conn *pgx.ConnConfig) target {
	hosts := []string{hostPort(conn.Host, conn.Port)}
	for _, f := range conn.Fallbacks {
		if h := hostPort(f.Host, f.Port); h != hosts[len(hosts)-1] {
			hosts = append(hosts, h)
		}
	}
	return target{address: strings.Join(hosts, ",") + "/" + conn.Database, database: conn.Database, user: conn.User}
}

func hostPort(host string, port uint16) string { return net.JoinHostPort(host, fmt.Sprint(port)) }

// attempt is what failed.
type attempt struct {
	role  string // role with the needed rights
	limit time.Duration
}

// toPrimary is what to do where only a primary server works.
const toPrimary = "Connect to the primary server, or choose it among several hosts by target_session_attrs=read-write."

// sourceError is an error of the facts that a load reads. It is none of the database, although it may look like one: the error of a file
// is a net.Error, too.
type sourceError struct{ error }

func (e sourceError) Unwrap() error { return e.error }

// classify makes an error of this package of an error of the driver. It returns other errors unchanged, and so those that
// are bugs of this package.
func (t target) classify(ctx context.Context, err error, a attempt) error {
	var pgErr *pgconn.PgError
	var connectErr *pgconn.ConnectError
	var netErr net.Error
	var source sourceError
	switch {
	case err == nil, isExplained(err):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("stopped waiting for the database: %w", context.Cause(ctx))
	case errors.As(err, &source):
		return err
	case errors.As(err, &pgErr):
		return t.classifyServer(pgErr, err, a)
	case errors.As(err, &connectErr):
		return &UnavailableError{t.address, oneLine(connectErr.Unwrap()), err}
	case errors.As(err, &netErr), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, pgconn.ErrConnClosed), errors.Is(err, net.ErrClosed):
		return &UnavailableError{t.address, "the connection was lost: " + oneLine(err), err}
	}
	return err
}

func (t target) classifyServer(pgErr *pgconn.PgError, err error, a attempt) error {
	switch pgErr.Code {
	case stateInvalidAuth, stateInvalidPassword:
		return &AuthError{t.user, pgErr.Message, err}
	case stateNoPrivilege:
		return &PermissionError{User: t.user, Reason: pgErr.Message, Fix: t.grant(pgErr.Message, a.role), Err: err}
	case stateReadOnly:
		return &PermissionError{
			User: t.user, Reason: "this session may only read, as on a replica or by default_transaction_read_only", Fix: toPrimary +
				" Where it is one, see `okr doctor`.", Err: err,
		}
	case stateQueryCanceled, stateLockNotAvailable:
		return &TimeoutError{Limit: a.limit, Err: err}
	}
	return t.classifyConnection(pgErr, err)
}

func (t target) classifyConnection(pgErr *pgconn.PgError, err error) error {
	// PgBouncer reports all failures of a login as protocol violations.
	login := strings.Contains(pgErr.Message, "auth") || strings.Contains(pgErr.Message, "no such user")
	if pgErr.Code == stateProtocol && login {
		return &AuthError{t.user, pgErr.Message, err}
	}
	if short := exhausted(pgErr, err); short != nil {
		return short
	}
	// 08: connection; 57P: shutting down or starting
	if pgErr.Code == stateNoDatabase || strings.HasPrefix(pgErr.Code, "08") || strings.HasPrefix(pgErr.Code, "57P") {
		return &UnavailableError{t.address, pgErr.Message, err}
	}
	return err
}

// isExplained reports whether an error is one of this package.
func isExplained(err error) bool {
	var statement *QueryError
	var permission *PermissionError
	var timeout *TimeoutError
	var locked *LockedError
	var short *ResourceError
	var limit *LimitError
	return errors.As(err, &statement) || errors.As(err, &permission) || errors.As(err, &timeout) || errors.As(err, &locked) ||
		errors.As(err, &short) || errors.As(err, &limit)
}

// missesTables reports whether a statement failed because tables are missing or are of another version.
func missesTables(err error) bool {
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) {
		return false
	}
	switch pgErr.Code {
	case stateNoTable, stateNoColumn, stateNoSchema, stateNoObject:
		return true
	}
	return false
}

// otherTables reports whether an error may come from tables of another version: an object is missing or has another type,
// or a value is unknown.
func otherTables(err error) bool {
	var pgErr *pgconn.PgError
	var scan pgx.ScanArgError
	if !errors.As(err, &pgErr) {
		return errors.As(err, &scan)
	}
	return strings.HasPrefix(pgErr.Code, "42") && pgErr.Code != stateNoPrivilege || pgErr.Code == stateInvalidText ||
		pgErr.Code == stateNoSchema
}

// grant is the statement that gives the right that a message names. Some rights belong to the database, which the
// migrations do not own.
func (t target) grant(message, role string) string {
	for part, right := range map[string]string{"for database": "CONNECT", "temporary": "TEMPORARY"} {
		if strings.Contains(message, part) {
			return fmt.Sprintf("Run as an administrator: GRANT %s ON DATABASE %s TO %s;", right,
				pgx.Identifier{t.database}.Sanitize(), pgx.Identifier{t.user}.Sanitize())
		}
	}
	return grant(role, t.user)
}

func grant(role, user string) string {
	return fmt.Sprintf("Run as an administrator: GRANT %s TO %s;", role, pgx.Identifier{user}.Sanitize())
}

func oneLine(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "; ")
}
