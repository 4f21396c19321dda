package pgtest

import (
	"fmt"
	"net"
	"net/url"
	"os"
	programs "os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres"
)

// Bouncer starts PgBouncer in transaction mode, with fewer connections to the server than clients, and returns cfg by way
// of it. It accepts every user of the given configurations. Where PgBouncer is not installed the test is skipped.
func Bouncer(t testing.TB, cfg postgres.Config, more ...postgres.Config) postgres.Config {
	t.Helper()
	return BouncerWith(t, cfg, "max_client_conn = 100", more...)
}

// BouncerWith is Bouncer with more lines of settings.
func BouncerWith(t testing.TB, cfg postgres.Config, settings string, more ...postgres.Config) postgres.Config {
	t.Helper()
	program, err := programs.LookPath("pgbouncer")
	if err != nil {
		if program, err = programs.LookPath("/usr/sbin/pgbouncer"); err != nil {
			t.Skip("PgBouncer is not installed (apt-get install pgbouncer): pooling in transaction mode is NOT tested")
		}
	}
	server := parse(t, cfg)
	users := ""
	for _, c := range append(more, cfg) {
		user := parse(t, c).User
		password, _ := user.Password()
		users += fmt.Sprintf("%q %q\n", user.Username(), password)
	}
	address := freeAddress(t)
	host, port, _ := net.SplitHostPort(address)
	dir := Folder(t)
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // PgBouncer may run as another user
			t.Fatal(err)
		}
		return path
	}
	config := write("pgbouncer.ini", fmt.Sprintf(`[databases]
* = host=%s port=%s
[pgbouncer]
listen_addr = %s
listen_port = %s
unix_socket_dir =
auth_type = scram-sha-256
auth_file = %s
pool_mode = transaction
default_pool_size = 2
%s
`, server.Hostname(), server.Port(), host, port, write("users.txt", users), settings))
	args := []string{config}
	if os.Geteuid() == 0 {
		args = append(args, "-u", "nobody")
	}
	keepRunning(t, dir, address, programs.Command(program, args...)) //nolint:gosec // the program is named above
	server.Host = address
	cfg.URL = server.String()
	return cfg
}

// keepRunning keeps PgBouncer running until the end of the test, and waits until it answers.
func keepRunning(t testing.TB, dir, address string, cmd *programs.Cmd) {
	t.Helper()
	log, err := os.Create(filepath.Join(dir, "log")) //nolint:gosec // in a folder of the test
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close() //nolint:errcheck // PgBouncer has its own handle
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if text, _ := os.ReadFile(log.Name()); t.Failed() {
			t.Logf("PgBouncer says:\n%s", text)
		}
	})
	for range 100 {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = conn.Close()
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	text, _ := os.ReadFile(log.Name())
	t.Fatalf("PgBouncer does not answer:\n%s", text)
}

// Folder is a folder that servers can enter also when root runs the test and they run as somebody else. It is removed
// after the test.
func Folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "okr-pgtest-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // that is what it is for
		t.Fatal(err)
	}
	return dir
}

func parse(t testing.TB, cfg postgres.Config) *url.URL {
	t.Helper()
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // nobody has connected
	return l.Addr().String()
}
