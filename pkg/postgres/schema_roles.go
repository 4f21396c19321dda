package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Roles belong to the whole server, so migrations of several of its databases may create them at the same time. Each part
// does nothing where it has been done.
const createRoles = `
DO $$
DECLARE
	name text;
	-- Since version 16 whoever creates a role is a member of it who may pass it on but not act as it.
	acting text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
	FOREACH name IN ARRAY ARRAY['okr_owner', 'okr_writer', 'okr_reader'] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN', name);
		END IF;
	END LOOP;
	IF NOT pg_has_role('okr_writer', 'okr_reader', 'MEMBER') THEN
		GRANT okr_reader TO okr_writer;
	END IF;
	IF NOT pg_has_role(current_user, 'okr_owner', acting) THEN
		EXECUTE format('GRANT okr_owner TO %I', current_user);
	END IF;
END $$`

// createSchema makes okr_owner the owner of everything, so that every member can migrate later.
const createSchema = `
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'okr') THEN
		CREATE SCHEMA okr AUTHORIZATION okr_owner;
	END IF;
END $$`

// prepareSchema creates the roles and the schema.
func prepareSchema(ctx context.Context, conn *pgx.Conn, t target) error {
	var err error
	for range 20 {
		if _, err = conn.Exec(ctx, createRoles); !concurrentRoleChange(err) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	if isState(err, stateNoPrivilege) {
		user := pgx.Identifier{t.user}.Sanitize()
		return &PermissionError{
			User: t.user, Reason: "creating the roles: " + oneLine(err), Err: err,
			Fix: fmt.Sprintf("Run as an administrator, leaving out roles that exist, and migrate again:\n"+
				"CREATE ROLE okr_owner NOLOGIN; CREATE ROLE okr_writer NOLOGIN; CREATE ROLE okr_reader NOLOGIN;\n"+
				"GRANT okr_reader TO okr_writer; GRANT okr_owner TO %s;", user),
		}
	}
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, createSchema)
	if isState(err, stateNoPrivilege) {
		database := pgx.Identifier{conn.Config().Database}.Sanitize()
		return &PermissionError{
			User: t.user, Reason: "creating the schema okr: " + oneLine(err), Err: err,
			Fix: fmt.Sprintf("Run as an administrator and migrate again: GRANT CREATE ON DATABASE %s TO %s;",
				database, pgx.Identifier{t.user}.Sanitize()),
		}
	}
	return err
}

// concurrentRoleChange reports whether an error says that another session changed the same role at the same time:
// duplicate object, unique violation, or an internal error about a row of the system catalog.
func concurrentRoleChange(err error) bool {
	return isState(err, "42710") || isState(err, "23505") || isState(err, "XX000")
}

func isState(err error, code string) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && pgErr.Code == code
}
