package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Names of checks, in the order in which they are made.
const (
	CheckConnection     = "connection"
	CheckAuthentication = "authentication"
	CheckSchema         = "schema"
	CheckRights         = "rights"
)

// Check is one thing that has to be in order.
type Check struct {
	Name    string
	OK      bool
	Message string // what was found
	Fix     string // what to do; "" when it is in order
}

// Check looks at the connection, the user, the version of the tables and the user's rights, in this order, and ends
// with the first that is not in order. With wantWriter the user has to be able to write, too.
func (s *Store) Check(ctx context.Context, wantWriter bool) []Check {
	var server serverInfo
	err := s.readRaw(ctx, serverQuery, nil, func(rows pgx.Rows) (err error) {
		server, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[serverInfo])
		return err
	})
	if err != nil {
		return s.refused(s.target.classify(ctx, err, attempt{roleReader, s.conf.StatementTimeout}))
	}
	checks := []Check{
		{Name: CheckConnection, OK: true, Message: fmt.Sprintf("PostgreSQL %s at %s", server.Version, s.target.address)},
		{Name: CheckAuthentication, OK: true, Message: "signed in as " + server.User},
	}
	if server.Replica {
		checks[0].Message += ", a replica that can only be read"
	}
	schema := s.checkSchema(ctx)
	checks = append(checks, schema)
	if schema.OK {
		checks = append(checks, s.checkRights(ctx, server, wantWriter))
	}
	return checks
}

type serverInfo struct {
	Version string
	User    string
	Replica bool
	Usage   bool // may use the schema okr
}

const serverQuery = `SELECT current_setting('server_version'), current_user::text, pg_is_in_recovery(),
	coalesce((SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = 'okr'), true)`

// refused says at which check the first question failed.
func (s *Store) refused(err error) []Check {
	var auth *AuthError
	if errors.As(err, &auth) {
		return []Check{
			{Name: CheckConnection, OK: true, Message: "a server answers at " + s.target.address},
			{
				Name: CheckAuthentication, Message: err.Error(),
				Fix: "Check the user's name and password, and that the server's pg_hba.conf lets the user in from here.",
			},
		}
	}
	var permission *PermissionError
	if errors.As(err, &permission) {
		return []Check{
			{Name: CheckConnection, OK: true, Message: "a server answers at " + s.target.address},
			{Name: CheckAuthentication, OK: true, Message: "signed in as " + s.target.user},
			{Name: CheckRights, Message: permission.Reason, Fix: permission.Fix},
		}
	}
	var short *ResourceError
	if errors.As(err, &short) {
		return []Check{{Name: CheckConnection, Message: short.Resource.String() + ": " + short.Reason, Fix: strings.ToUpper(short.Fix[:1]) + short.Fix[1:]}}
	}
	return []Check{{Name: CheckConnection, Message: err.Error(), Fix: connectionFix(err)}}
}

func connectionFix(err error) string {
	text := err.Error()
	for _, known := range []struct{ part, fix string }{
		{"does not exist", "Check the name of the database, or create it."},
		{"x509", "Check the certificates, or choose another TLS mode."},
		{"refused TLS", "The server does not offer TLS: set it up there, or disable TLS here."},
		{"no such host", "Check the name of the host."},
		{"stopped waiting", "Check host, port and firewall: nothing answered in time."},
		{"timeout", "Check host, port and firewall: nothing answered in time."},
	} {
		if strings.Contains(text, known.part) {
			return known.fix
		}
	}
	return "Check host and port, and that PostgreSQL is running and reachable from here."
}

func (s *Store) checkSchema(ctx context.Context) Check {
	check := Check{Name: CheckSchema}
	version, err := s.schemaVersion(ctx)
	if isState(err, stateNoPrivilege) {
		return Check{Name: CheckRights, Message: oneLine(err), Fix: grant(roleReader, s.target.user)}
	}
	if err != nil {
		check.Message = s.target.classify(ctx, err, attempt{roleReader, s.conf.StatementTimeout}).Error()
		check.Fix = "Try again."
		return check
	}
	if version != SchemaVersion {
		err := &SchemaError{Have: version, Want: SchemaVersion}
		check.Message, check.Fix = err.Error(), err.Fix()
		return check
	}
	check.OK, check.Message = true, fmt.Sprintf("tables of version %d", version)
	return check
}

// requiredRights is what the roles may do, as far as a session can ask.
const requiredRights = `SELECT format('%s on %s', r.privilege, r.object)
	FROM (VALUES
		('SELECT', 'okr.catalog_revision', false), ('SELECT', 'okr.fact', false), ('SELECT', 'okr.journal_entry', false),
		('INSERT', 'okr.catalog_revision', true), ('INSERT', 'okr.fact', true), ('UPDATE', 'okr.fact', true),
		('DELETE', 'okr.fact', true), ('INSERT', 'okr.metric_revision', true), ('UPDATE', 'okr.metric_revision', true),
		('INSERT', 'okr.refresh', true), ('UPDATE', 'okr.refresh', true), ('SELECT', 'okr.fact_aside', false),
		('INSERT', 'okr.fact_shape', true), ('UPDATE', 'okr.fact_shape', true), ('INSERT', 'okr.fact_aside', true),
		('INSERT', 'okr.lock', true), ('UPDATE', 'okr.lock', true)
	) AS r (privilege, object, writing)
	WHERE (NOT r.writing OR $1::boolean) AND NOT has_table_privilege(r.object, r.privilege)
	UNION ALL
	SELECT 'INSERT on okr.journal_entry'
	WHERE $1::boolean AND NOT has_any_column_privilege('okr.journal_entry', 'INSERT')
	UNION ALL
	SELECT 'TEMPORARY on this database'
	WHERE $1::boolean AND NOT has_database_privilege(current_database(), 'TEMPORARY')`

func (s *Store) checkRights(ctx context.Context, server serverInfo, wantWriter bool) Check {
	check := Check{Name: CheckRights}
	var missing []string
	err := s.read(ctx, requiredRights, []any{wantWriter}, func(rows pgx.Rows) (err error) {
		missing, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	role, verb := roleReader, "read"
	if wantWriter {
		role, verb = roleWriter, "read and write"
	}
	switch {
	case err != nil:
		check.Message, check.Fix = err.Error(), grant(role, server.User)
	case len(missing) > 0:
		check.Message = fmt.Sprintf("user %s lacks %s", server.User, strings.Join(missing, ", "))
		check.Fix = s.target.grant(strings.ToLower(missing[0]), role)
	case wantWriter && server.Replica:
		check.Message = "the server is a replica and cannot be written to"
		check.Fix = "Connect to the primary server, or choose it among several hosts by target_session_attrs=read-write."
	default:
		check.OK, check.Message = true, fmt.Sprintf("user %s may %s", server.User, verb)
	}
	return check
}
