package main

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// fakeGrafana replaces a Grafana: it writes down its environment and answers as a healthy server.
func fakeGrafana() {
	environment := strings.Join(os.Environ(), "\n")
	mux := http.NewServeMux()
	mux.HandleFunc("/api/health", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/environment", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, environment) })
	server := http.Server{
		Addr:    os.Getenv("GF_SERVER_HTTP_ADDR") + ":" + os.Getenv("GF_SERVER_HTTP_PORT"),
		Handler: mux, ReadHeaderTimeout: time.Second,
	}
	fmt.Println(server.ListenAndServe())
	os.Exit(1)
}

// demoHome is a folder with everything that the demo needs besides a database.
func demoHome(t *testing.T) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	for _, folder := range []string{"grafana/bin", "dist"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "dist/plugin.json"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	fake, err := exec.LookPath("grafana-for-tests")
	if err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\nexec %s\n", fake)
	if err := os.WriteFile(filepath.Join(dir, "grafana/bin/grafana"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(repository, "provisioning"), filepath.Join(dir, "provisioning")); err != nil {
		t.Fatal(err)
	}
	cfg := pgtest.New(t)
	t.Cleanup(func() { pgtest.Exec(t, cfg, "DROP ROLE IF EXISTS "+readerUser) })
	return dir, append(os.Environ(), "OKR_DATABASE_URL="+cfg.URL, "GRAFANA_HOME="+filepath.Join(dir, "grafana"),
		"GRAFANA_URL=", "OKR_DB_PASSWORD=")
}

// startDemo runs the demo until it shows the link to its Grafana.
func startDemo(t *testing.T, dir string, env []string) (cmd *exec.Cmd, link string) {
	t.Helper()
	cmd = exec.CommandContext(t.Context(), "okr", "demo")
	cmd.Dir, cmd.Env, cmd.Stderr = dir, env, os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, link, ok := strings.Cut(lines.Text(), "Grafana:  "); ok {
			go func() {
				for lines.Scan() { // so that the demo never waits for its reader
				}
			}()
			return cmd, link
		}
	}
	t.Fatalf("the demo ended without a Grafana: %v", cmd.Wait())
	return nil, ""
}

func TestDemoRunsGrafanaUntilItIsStopped(t *testing.T) {
	dir, env := demoHome(t)
	cmd, link := startDemo(t, dir, env)
	u, err := url.Parse(link)
	if err != nil || u.Hostname() != "127.0.0.1" || u.Path != "/d/okrkpi-overview" {
		t.Fatalf("the link is %s (%v)", link, err)
	}
	base := "http://" + u.Host
	vars := environmentOf(t, base)
	for name, want := range map[string]string{
		"GF_SERVER_HTTP_ADDR":                       "127.0.0.1",
		"GF_SERVER_ROOT_URL":                        base + "/",
		"GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS": "northstar-okrkpi-datasource",
		"GF_PATHS_PROVISIONING":                     filepath.Join(dir, "provisioning"),
		"OKR_PROVISIONING_DIR":                      filepath.Join(dir, "provisioning"),
		"OKR_DB_USER":                               "okr_demo_grafana",
		"OKR_DB_TLS_MODE":                           "disable",
	} {
		if vars[name] != want {
			t.Errorf("%s is %q, want %q", name, vars[name], want)
		}
	}
	plugin, err := filepath.EvalSymlinks(filepath.Join(vars["GF_PATHS_PLUGINS"], "northstar-okrkpi-datasource"))
	if built, _ := filepath.EvalSymlinks(filepath.Join(dir, "dist")); err != nil || plugin != built {
		t.Errorf("Grafana finds the plugin %s (%v), want %s", plugin, err, built)
	}
	checkReadsOnly(t, vars)

	second := exec.CommandContext(t.Context(), "okr", "demo")
	second.Dir, second.Env = dir, env
	if out, err := second.Output(); err != nil || !strings.Contains(string(out), "Grafana runs already: "+link) {
		t.Errorf("a second run says %s (%v)", out, err)
	}

	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v", err)
	}
	if res, err := http.Get(base + "/api/health"); err == nil {
		res.Body.Close()
		t.Error("Grafana still runs")
	}
}

// checkReadsOnly signs in as Grafana would.
func checkReadsOnly(t *testing.T, vars map[string]string) {
	t.Helper()
	store, err := postgres.Open(postgres.Config{
		Hosts: []string{vars["OKR_DB_HOST"]}, Database: vars["OKR_DB_NAME"], User: vars["OKR_DB_USER"],
		Password: vars["OKR_DB_PASSWORD"], TLSMode: vars["OKR_DB_TLS_MODE"],
	})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for _, c := range store.Check(t.Context(), false) {
		if !c.OK {
			t.Errorf("Grafana cannot read: %s", c.Message)
		}
	}
	writes := slices.ContainsFunc(store.Check(t.Context(), true), func(c postgres.Check) bool { return !c.OK })
	if !writes {
		t.Error("Grafana's user may write")
	}
}

func environmentOf(t *testing.T, base string) map[string]string {
	t.Helper()
	res, err := http.Get(base + "/environment")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	vars := map[string]string{}
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		vars[name] = value
	}
	return vars
}

func TestDemoSaysWhyGrafanaDoesNotStart(t *testing.T) {
	dir, env := demoHome(t)
	if err := os.WriteFile(filepath.Join(dir, "grafana/bin/grafana"), []byte("#!/bin/sh\nexit 7\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "okr", "demo")
	cmd.Dir, cmd.Env = dir, env
	text, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitFindings {
		t.Errorf("the demo ended with %v", err)
	}
	if !regexp.MustCompile(`grafana ended while it started \(exit status 7\): see .*console\.log`).Match(text) {
		t.Errorf("the demo says\n%s", text)
	}
}

func TestDemoEndsGrafanaWhenItIsKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a child that its parent has died")
	}
	dir, env := demoHome(t)
	cmd, link := startDemo(t, dir, env)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		res, err := http.Get("http://" + u.Host + "/api/health")
		if err != nil {
			return
		}
		res.Body.Close()
		if time.Now().After(deadline) {
			t.Fatal("Grafana still runs")
		}
	}
}
