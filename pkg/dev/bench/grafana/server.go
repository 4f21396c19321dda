package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/localgrafana"
)

const (
	pluginID = "northstar-okrkpi-datasource"
	cannedID = "northstar-okrkpi-canned"

	requestTimeout = 30 * time.Second
)

// grafana is a running server. Queries are sent without signing in, so that Grafana checks no password for each.
type grafana struct {
	url    string
	server *localgrafana.Server // nil for one that ran before
}

// client keeps its connections: each viewer has one.
var client = &http.Client{
	Timeout:   requestTimeout,
	Transport: &http.Transport{MaxIdleConns: 1000, MaxIdleConnsPerHost: 1000},
}

// startGrafana runs a server with the plugins in a folder, and with a fresh folder for its data.
func startGrafana(ctx context.Context, home, plugins, dir string) (*grafana, error) {
	program, _, err := localgrafana.Find(home)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "grafana")
	if err := os.RemoveAll(data); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(data, 0o750); err != nil {
		return nil, err
	}
	server, err := localgrafana.Start(ctx, localgrafana.Config{
		Program: program, Dir: data,
		Plugins: map[string]string{pluginID: filepath.Join(plugins, pluginID), cannedID: filepath.Join(plugins, cannedID)},
		Env:     map[string]string{"GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED": "true"},
	})
	if err != nil {
		return nil, err
	}
	if err := server.Wait(ctx); err != nil {
		server.Stop()
		return nil, err
	}
	return &grafana{server.URL, server}, nil
}

// stop ends a server that was started.
func (g *grafana) stop() { g.server.Stop() }

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

// query sends a query as a dashboard does.
func (g *grafana) query(ctx context.Context, body []byte) ([]byte, error) {
	return g.send(ctx, http.MethodPost, "/api/ds/query", body, false)
}
