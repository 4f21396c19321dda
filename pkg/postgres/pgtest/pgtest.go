package pgtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"go.uber.org/goleak"

	"github.com/northstar/okrkpi/pkg/dev/localpg"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// EnvURL names a server to test on. Its user has to be allowed to create databases and roles.
const EnvURL = "OKR_TEST_DATABASE_URL"

// runner is what *testing.M and goleak agree on.
type runner interface{ Run() int }

// Main runs the tests of a package and stops the server that they used. Call it from TestMain.
func Main(m runner) { os.Exit(Run(m)) }

// MainWithoutLeaks is Main, and fails when the tests leave goroutines behind.
func MainWithoutLeaks(m *testing.M) { goleak.VerifyTestMain(withServer{m}) }

type withServer struct{ m *testing.M }

func (w withServer) Run() int { return Run(w.m) }

// Run is Main without the exit: it returns the exit code.
func Run(m runner) int {
	prepared = true
	code := m.Run()
	if err := shared.close(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		return max(code, 1)
	}
	return code
}

var (
	prepared bool
	shared   server
)

// server is the PostgreSQL of this test binary, started when the first test needs it.
type server struct {
	once     sync.Once
	err      error
	admin    string // URL of a superuser's database
	template string // name of a migrated database
	local    *localpg.Server
}

// New returns a fresh database with all tables, removed after the test.
func New(t testing.TB) postgres.Config {
	t.Helper()
	shared.start(t)
	return shared.database(t, shared.template)
}

// NewEmpty returns a fresh database without any tables, removed after the test.
func NewEmpty(t testing.TB) postgres.Config {
	t.Helper()
	shared.start(t)
	return shared.database(t, "template1")
}

// Login creates a user who is a member of the given roles, and returns cfg for that user. It is removed after the test.
func Login(t testing.TB, cfg postgres.Config, roles ...string) postgres.Config {
	t.Helper()
	name, password := unique("okr_test_user"), unique("secret")
	Exec(t, cfg, fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'", name, password))
	t.Cleanup(func() {
		Exec(t, cfg, fmt.Sprintf("DROP OWNED BY %s; DROP ROLE %s", name, name))
	})
	for _, role := range roles {
		retry(t, func() error { return runSQL(cfg.URL, fmt.Sprintf("GRANT %s TO %s", role, name)) })
	}
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(name, password)
	login := cfg
	login.URL = u.String()
	return login
}

// Open opens a store, which the test closes at its end.
func Open(t testing.TB, cfg postgres.Config) *postgres.Store {
	t.Helper()
	store, err := postgres.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

// Connect opens a connection to the test's database as its administrator, closed after the test.
func Connect(t testing.TB, cfg postgres.Config) *pgconn.PgConn {
	t.Helper()
	conn, err := pgconn.Connect(t.Context(), cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := conn.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return conn
}

// Exec runs SQL, one or several statements, as the administrator of the test's database.
func Exec(t testing.TB, cfg postgres.Config, sql string) {
	t.Helper()
	if err := runSQL(cfg.URL, sql); err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
}

// Wait runs a query as the administrator of the test's database until its result is true.
func Wait(t testing.TB, cfg postgres.Config, sql string) {
	t.Helper()
	conn := Connect(t, cfg)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		results, err := conn.Exec(t.Context(), sql).ReadAll()
		if err != nil {
			t.Fatalf("%v\n%s", err, sql)
		}
		if string(results[0].Rows[0][0]) == "t" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still not: %s", sql)
		}
	}
}

func (s *server) start(t testing.TB) {
	t.Helper()
	if !prepared {
		t.Fatal("call pgtest.Main from TestMain, so that the server is stopped")
	}
	s.once.Do(func() { s.err = s.open() })
	if s.err != nil {
		t.Fatalf("no PostgreSQL to test on: %v", s.err)
	}
}

func (s *server) open() error {
	ctx := context.Background()
	s.admin = os.Getenv(EnvURL)
	if s.admin == "" {
		local, err := localpg.Start(ctx, localpg.Config{NoSync: true})
		if err != nil {
			return err
		}
		s.local, s.admin = local, local.URL("postgres")
	}
	s.template = unique("okr_test_template")
	if err := runSQL(s.admin, "CREATE DATABASE "+s.template); err != nil {
		return err
	}
	cfg, err := s.config(s.template)
	if err != nil {
		return err
	}
	_, err = postgres.Migrate(ctx, cfg, nil)
	return err
}

func (s *server) close() error {
	var err error
	if s.template != "" && s.local == nil {
		err = runSQL(s.admin, "DROP DATABASE IF EXISTS "+s.template)
	}
	if s.local != nil {
		err = s.local.Stop()
	}
	return err
}

func (s *server) database(t testing.TB, template string) postgres.Config {
	t.Helper()
	name := unique("okr_test")
	retry(t, func() error { return runSQL(s.admin, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template)) })
	t.Cleanup(func() {
		if err := runSQL(s.admin, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("remove the test's database: %v", err)
		}
	})
	cfg, err := s.config(name)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func (s *server) config(database string) (postgres.Config, error) {
	u, err := url.Parse(s.admin)
	if err != nil {
		return postgres.Config{}, errors.New("the URL of the server is not valid")
	}
	u.Path = "/" + database
	return postgres.Config{URL: u.String()}, nil
}

func runSQL(connString, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, connString)
	if err != nil {
		return err
	}
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	return errors.Join(err, conn.Close(ctx))
}

// retry repeats a step that collides with other sessions of the same server: a template that another session uses, or a role that
// another session changes.
func retry(t testing.TB, do func() error) {
	t.Helper()
	var err error
	for range 50 {
		if err = do(); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal(err)
}

func unique(prefix string) string {
	return fmt.Sprintf("%s_%d_%08x", prefix, os.Getpid(), rand.Uint32()) //nolint:gosec // unique, not secret
}
