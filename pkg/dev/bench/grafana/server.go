package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

const (
	pluginID = "northstar-okrkpi-datasource"
	cannedID = "northstar-okrkpi-canned"

	startTimeout   = 2 * time.Minute
	stopTimeout    = 15 * time.Second
	requestTimeout = 30 * time.Second
)

// grafana is a running server. Questions are asked without signing in, so that no password is checked with each.
type grafana struct {
	url  string
	cmd  *exec.Cmd // nil for one that ran before
	done chan error
}

// client keeps its connections: each viewer has one.
var client = &http.Client{
	Timeout:   requestTimeout,
	Transport: &http.Transport{MaxIdleConns: 1000, MaxIdleConnsPerHost: 1000},
}

// startGrafana runs a server on the loopback interface, with a fresh folder for its data.
func startGrafana(ctx context.Context, home, plugins, dir string) (*grafana, error) {
	data := filepath.Join(dir, "grafana")
	if err := os.RemoveAll(data); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(data, 0o750); err != nil {
		return nil, err
	}
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	console, err := os.Create(filepath.Join(data, "console.log")) //nolint:gosec // below the folder that the user chose
	if err != nil {
		return nil, err
	}
	defer console.Close() //nolint:errcheck // the server has its own handle
	g := &grafana{url: "http://127.0.0.1:" + strconv.Itoa(port), done: make(chan error, 1)}
	//nolint:gosec // the user's own Grafana
	g.cmd = exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(home, "bin", "grafana"), "server", "--homepath", home)
	g.cmd.Dir = home
	g.cmd.Stdout, g.cmd.Stderr = console, console
	g.cmd.Env = append(os.Environ(),
		"GF_PATHS_DATA="+data, "GF_PATHS_LOGS="+data, "GF_PATHS_PLUGINS="+plugins, "GF_LOG_MODE=console",
		"GF_SERVER_HTTP_ADDR=127.0.0.1", "GF_SERVER_HTTP_PORT="+strconv.Itoa(port),
		"GF_SECURITY_ADMIN_USER=admin", "GF_SECURITY_ADMIN_PASSWORD=admin",
		"GF_AUTH_ANONYMOUS_ENABLED=true", "GF_AUTH_ANONYMOUS_ORG_ROLE=Viewer",
		"GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS="+pluginID+","+cannedID,
		"GF_PLUGINS_PREINSTALL_DISABLED=true", "GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED=true",
		"GF_ANALYTICS_ENABLED=false", "GF_ANALYTICS_REPORTING_ENABLED=false", "GF_ANALYTICS_CHECK_FOR_UPDATES=false",
		"GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES=false", "GF_NEWS_NEWS_FEED_ENABLED=false",
	)
	if err := g.cmd.Start(); err != nil {
		return nil, fmt.Errorf("cannot start Grafana: %w", err)
	}
	go func() { g.done <- g.cmd.Wait() }()
	if err := g.waitHealthy(ctx); err != nil {
		g.stop()
		return nil, fmt.Errorf("%w: see %s", err, console.Name())
	}
	return g, nil
}

func freePort(ctx context.Context) (int, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close() //nolint:forcetypeassert // a TCP listener has a TCP address
}

func (g *grafana) waitHealthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		if _, err := g.version(ctx); err == nil {
			return nil
		}
		select {
		case err := <-g.done:
			g.done <- err
			return fmt.Errorf("grafana ended while it started: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("grafana did not answer: %w", ctx.Err())
		case <-time.After(250 * time.Millisecond):
		}
	}
}

// stop ends a server that was started: politely at first, then at once.
func (g *grafana) stop() {
	_ = g.cmd.Process.Signal(syscall.SIGTERM)
	timer := time.AfterFunc(stopTimeout, func() { _ = g.cmd.Process.Kill() })
	defer timer.Stop()
	<-g.done //nolint:errcheck // how it ended does not matter any more
}

func (g *grafana) version(ctx context.Context) (string, error) {
	var health struct{ Version string }
	body, err := g.send(ctx, http.MethodGet, "/api/health", nil, false)
	if err != nil {
		return "", err
	}
	return health.Version, json.Unmarshal(body, &health)
}

// send makes one request and returns the body of its answer. Anything but 200 is an error.
func (g *grafana) send(ctx context.Context, method, path string, body []byte, asAdmin bool) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, g.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if asAdmin {
		req.SetBasicAuth("admin", "admin")
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() //nolint:errcheck // it has been read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s: %.500s", method, path, res.Status, text)
	}
	return text, nil
}

// ask puts a question as a dashboard does.
func (g *grafana) ask(ctx context.Context, question []byte) ([]byte, error) {
	return g.send(ctx, http.MethodPost, "/api/ds/query", question, false)
}
