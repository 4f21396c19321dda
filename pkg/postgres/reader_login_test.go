package postgres_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

func TestAReaderSignsInAndOnlyReads(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	const user = "okr_test_reader_login"
	t.Cleanup(func() { pgtest.Exec(t, cfg, "DROP ROLE IF EXISTS "+user) })
	for _, password := range []string{`first ' \ " password`, "second"} {
		login, err := postgres.CreateReader(t.Context(), cfg, user, password)
		if err != nil {
			t.Fatal(err)
		}
		if login.User != user || len(login.Hosts) != 1 || login.TLSMode != "disable" {
			t.Errorf("the login is %+v", login)
		}
		store, err := postgres.Open(postgres.Config{
			Hosts: login.Hosts, Database: login.Database, User: login.User, Password: password, TLSMode: login.TLSMode,
		})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		for _, c := range store.Check(t.Context(), false) {
			if !c.OK {
				t.Errorf("%s: %s", c.Name, c.Message)
			}
		}
		_, err = store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte("x")})
		if denied := new(postgres.PermissionError); !errors.As(err, &denied) {
			t.Errorf("writing gives %v", err)
		}
	}
}

func TestOnlyWhoMayCreateRolesCreatesAReader(t *testing.T) {
	t.Parallel()
	cfg := pgtest.Login(t, pgtest.New(t), "okr_writer")
	_, err := postgres.CreateReader(t.Context(), cfg, "okr_test_refused", "x")
	var denied *postgres.PermissionError
	if !errors.As(err, &denied) || !strings.Contains(denied.Fix, "IN ROLE okr_reader") {
		t.Errorf("got %v", err)
	}
}
