package postgres_test

import (
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/migrations"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

func TestMigrateCreatesTheTablesOnce(t *testing.T) {
	t.Parallel()
	cfg := pgtest.NewEmpty(t)
	var steps []string
	first, err := postgres.Migrate(t.Context(), cfg, func(step string) { steps = append(steps, step) })
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil || first.From != 0 || first.To != postgres.SchemaVersion || len(first.Applied) != len(files) {
		t.Errorf("%+v", first)
	}
	if text := strings.Join(steps, "\n"); !strings.Contains(text, "applied 00001_catalog.sql") {
		t.Errorf("steps:\n%s", text)
	}
	second, err := postgres.Migrate(t.Context(), cfg, nil)
	if err != nil || second.From != first.To || second.To != first.To || len(second.Applied) != 0 {
		t.Errorf("%+v %v", second, err)
	}
	// Everything belongs to the owner role, whichever user migrated.
	pgtest.Exec(t, cfg, `DO $$ BEGIN
		IF EXISTS (SELECT FROM pg_class WHERE relnamespace = 'okr'::regnamespace AND relkind IN ('r', 'S')
			AND pg_get_userbyid(relowner) <> 'okr_owner') THEN
			RAISE 'something is not owned by okr_owner';
		END IF;
	END $$`)
}

func TestManyMigrateAtOnce(t *testing.T) {
	t.Parallel()
	databases := []postgres.Config{pgtest.NewEmpty(t), pgtest.NewEmpty(t)}
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			if _, err := postgres.Migrate(t.Context(), databases[i%len(databases)], nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, cfg := range databases {
		for _, check := range pgtest.Open(t, cfg).Check(t.Context(), true) {
			if !check.OK {
				t.Errorf("%+v", check)
			}
		}
	}
}

func TestNewerTablesAreLeftAlone(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	pgtest.Exec(t, cfg, "INSERT INTO okr.schema_version (version_id, is_applied) VALUES (99999, true)")
	_, err := postgres.Migrate(t.Context(), cfg, nil)
	if e := want[*postgres.SchemaError](t, err); e.Have != 99999 {
		t.Errorf("%+v", e)
	}
}

func TestMembersOfTheOwnerMigrate(t *testing.T) {
	t.Parallel()
	cfg := pgtest.NewEmpty(t)
	login := pgtest.Login(t, cfg, "okr_owner")
	_, err := postgres.Migrate(t.Context(), login, nil)
	e := want[*postgres.PermissionError](t, err)
	grant, found := strings.CutPrefix(e.Fix, "Run as an administrator and migrate again: ")
	if !found || !strings.HasPrefix(grant, "GRANT CREATE ON DATABASE") {
		t.Fatalf("fix: %s", e.Fix)
	}
	pgtest.Exec(t, cfg, grant)
	if _, err := postgres.Migrate(t.Context(), login, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Migrate(t.Context(), cfg, nil); err != nil {
		t.Fatal(err)
	}
}

func TestUsersWhoMayNotCreateRolesAreToldWhatToRun(t *testing.T) {
	t.Parallel()
	cfg := pgtest.NewEmpty(t)
	_, err := postgres.Migrate(t.Context(), pgtest.Login(t, cfg), nil)
	e := want[*postgres.PermissionError](t, err)
	for _, part := range []string{"CREATE ROLE okr_owner NOLOGIN", `GRANT okr_owner TO "okr_test_user`} {
		if !strings.Contains(e.Error(), part) {
			t.Errorf("%q is not in: %v", part, e)
		}
	}
}

func TestUsersWhoMayCreateRolesMigrate(t *testing.T) {
	t.Parallel()
	cfg := pgtest.NewEmpty(t)
	login := pgtest.Login(t, cfg)
	user := strings.SplitN(strings.TrimPrefix(fmt.Sprint(login), "postgres://"), "@", 2)[0]
	// The roles exist already on a server that is shared with other tests, so the right to pass them on is given as it
	// would have come with creating them.
	pgtest.Exec(t, cfg, fmt.Sprintf(`ALTER ROLE %[1]s CREATEROLE;
		DO $$ BEGIN
			EXECUTE format('GRANT CREATE ON DATABASE %%I TO %[1]s', current_database());
		END $$`, user))
	for _, role := range []string{"okr_owner", "okr_writer", "okr_reader"} {
		pgtest.Exec(t, cfg, fmt.Sprintf(`DO $$ BEGIN
			IF current_setting('server_version_num')::int >= 160000 THEN
				EXECUTE 'GRANT %[1]s TO %[2]s WITH ADMIN TRUE, INHERIT FALSE, SET FALSE';
			ELSE
				GRANT %[1]s TO %[2]s WITH ADMIN OPTION;
			END IF;
		END $$`, role, user))
	}
	if _, err := postgres.Migrate(t.Context(), login, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := pgtest.Open(t, login).Apply(t.Context(), postgres.ApplyRequest{Document: []byte("x")}); err != nil {
		t.Error(err)
	}
}

func TestCreateDatabaseNeedsARight(t *testing.T) {
	t.Parallel()
	cfg := pgtest.Login(t, pgtest.NewEmpty(t))
	missing := withURL(t, cfg, func(u *url.URL) { u.Path = "/okr_test_never_created" })
	_, err := postgres.CreateDatabase(t.Context(), missing)
	if e := want[*postgres.PermissionError](t, err); !strings.Contains(e.Fix, `CREATE DATABASE "okr_test_never_created"`) {
		t.Errorf("%+v", e)
	}
}
