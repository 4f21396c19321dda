package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Names of checks, in their order.
const (
	CheckConnection     = "connection"
	CheckAuthentication = "authentication"
	CheckSchema         = "schema"
	CheckRights         = "rights"
)

// Check is the result of one check.
type Check struct {
	Name    string
	OK      bool
	Message string // what was found
	Fix     string // what to do; "": nothing. A passed check with a fix works in part
	// OnlyWrites says of a failed check that reading works.
	OnlyWrites bool
}

// Check checks the connection, the user, the version of the tables and the rights of the user, in this order, up to the
// first failure. With wantWriter, the user has to be able to write.
func (s *Store) Check(ctx context.Context, wantWriter bool) []Check {
	var server serverInfo
	err := s.readRaw(ctx, serverQuery, nil, func(rows pgx.Rows) (err error) {
		server, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[serverInfo])
		return err
	})
	if err != nil {
		return s.failedCheck(s.target.classify(ctx, err, attempt{roleReader, s.conf.StatementTimeout}))
	}
	checks := []Check{
		{Name: CheckConnection, OK: true, Message: fmt.Sprintf("PostgreSQL %s at %s", server.Version, s.target.address)},
		{Name: CheckAuthentication, OK: true, Message: "signed in as " + server.User},
	}
	if server.Replica {
		checks[0].Message += ", a replica that can only be read"
	}
	if server.ReadOnly {
		checks[1].Message += ", in a session that can only read"
	}
	schema := s.schemaCheck(ctx, wantWriter)
	checks = append(checks, schema)
	if schema.OK || schema.OnlyWrites {
		checks = append(checks, s.rightsCheck(ctx, server, wantWriter))
	}
	return checks
}

type serverInfo struct {
	Version string
	User    string
	Replica bool
	// ReadOnly: transactions are read-only by default. ReadOnlyBy is where that is set.
	ReadOnly   bool
	ReadOnlyBy string
	Usage      bool // has the right USAGE on the schema okr
}

const serverQuery = `SELECT current_setting('server_version'), current_user::text, pg_is_in_recovery(),
	current_setting('default_transaction_read_only')::boolean,
	(SELECT source FROM pg_settings WHERE name = 'default_transaction_read_only'),
	coalesce((SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = 'okr'), true)`

// failedCheck is the checks up to the one that err fails.
func (s *Store) failedCheck(err error) []Check {
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
		return []Check{{Name: CheckConnection, Message: short.Resource.String() + ": " + short.Reason, Fix: strings.ToUpper(short.Fix[:1]) +
			short.Fix[1:]}}
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

func (s *Store) schemaCheck(ctx context.Context, wantWriter bool) Check {
	check := Check{Name: CheckSchema}
	version, err := s.tablesVersion(ctx)
	if isState(err, stateNoPrivilege) {
		return Check{Name: CheckRights, Message: oneLine(err), Fix: grant(roleReader, s.target.user)}
	}
	if err != nil {
		check.Message = s.target.classify(ctx, err, attempt{roleReader, s.conf.StatementTimeout}).Error()
		check.Fix = "Try again."
		return check
	}
	if version > SchemaVersion {
		return Check{
			Name: CheckSchema, OK: !wantWriter, OnlyWrites: true, Fix: (&SchemaError{Have: version, Want: SchemaVersion}).Fix(),
			Message: fmt.Sprintf("the OKR tables are of version %d, newer than version %d that is known here: they are read as far as "+
				"they fit, and not written to", version, SchemaVersion),
		}
	}
	if version != SchemaVersion {
		err := &SchemaError{Have: version, Want: SchemaVersion}
		check.Message, check.Fix = err.Error(), err.Fix()
		return check
	}
	check.OK, check.Message = true, fmt.Sprintf("tables of version %d", version)
	return check
}

// requiredRights are the rights of the roles, as far as a session can test them.
const requiredRights = `SELECT format('%s on %s', r.privilege, r.object)
	FROM (VALUES
		('SELECT', 'okr.catalog_revision', false), ('SELECT', 'okr.fact', false), ('SELECT', 'okr.journal_entry', false),
		('INSERT', 'okr.fact', true), ('UPDATE', 'okr.fact', true),
		('DELETE', 'okr.fact', true), ('INSERT', 'okr.metric_revision', true), ('UPDATE', 'okr.metric_revision', true),
		('INSERT', 'okr.refresh', true), ('UPDATE', 'okr.refresh', true), ('SELECT', 'okr.fact_aside', false),
		('INSERT', 'okr.fact_shape', true), ('UPDATE', 'okr.fact_shape', true), ('INSERT', 'okr.fact_aside', true),
		('INSERT', 'okr.lock', true), ('UPDATE', 'okr.lock', true)
	) AS r (privilege, object, writing)
	WHERE (NOT r.writing OR $1::boolean) AND NOT has_table_privilege(r.object, r.privilege)
	UNION ALL
	SELECT 'INSERT on ' || name FROM unnest(ARRAY['okr.catalog_revision', 'okr.journal_entry']) AS name
	WHERE $1::boolean AND NOT has_any_column_privilege(name, 'INSERT')
	UNION ALL
	SELECT 'TEMPORARY on this database'
	WHERE $1::boolean AND NOT has_database_privilege(current_database(), 'TEMPORARY')`

func (s *Store) rightsCheck(ctx context.Context, server serverInfo, wantWriter bool) Check {
	check := Check{Name: CheckRights}
	var missing []string
	err := s.readTx(ctx, requiredRights, []any{wantWriter}, func(rows pgx.Rows) (err error) {
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
		check.Message, check.OnlyWrites = "the server is a replica and cannot be written to", true
		check.Fix = toPrimary
	case wantWriter && server.ReadOnly:
		check.OnlyWrites = true
		check.Message, check.Fix = s.target.readOnly(server)
	default:
		check.OK, check.Message = true, fmt.Sprintf("user %s may %s", server.User, verb)
	}
	return check
}

// readOnly says why a session is read-only, and what to do. A pooler that routes sessions to a replica sets it for its
// clients.
func (t target) readOnly(server serverInfo) (message, fix string) {
	user, database := pgx.Identifier{server.User}.Sanitize(), pgx.Identifier{t.database}.Sanitize()
	where := "the server's configuration"
	fix = "Set default_transaction_read_only = off there, or connect to the server that is written to."
	switch server.ReadOnlyBy {
	case "user":
		where, fix = "user "+server.User, "Run as an administrator: ALTER ROLE "+user+" RESET default_transaction_read_only;"
	case "database":
		where = "database " + t.database
		fix = "Run as an administrator: ALTER DATABASE " + database + " RESET default_transaction_read_only;"
	case "database user":
		where = "user " + server.User + " in database " + t.database
		fix = "Run as an administrator: ALTER ROLE " + user + " IN DATABASE " + database + " RESET default_transaction_read_only;"
	case "client", "session":
		where, fix = "this session", "Take it out of what the pooler sets, or connect to the server that is written to."
	}
	return "nothing can be written: default_transaction_read_only is on for " + where, fix
}
