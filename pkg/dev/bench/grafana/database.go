package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/dev/bench"
	"github.com/northstar/okrkpi/pkg/dev/localpg"
	"github.com/northstar/okrkpi/pkg/plugin"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// database holds the company.
type database struct {
	url   *url.URL
	store *postgres.Store
	stop  func() error
}

// openDatabase uses the database of OKR_DATABASE_URL, or starts a server of its own that keeps its data in a folder.
func openDatabase(ctx context.Context, dir string) (*database, error) {
	db := &database{stop: func() error { return nil }}
	address := os.Getenv("OKR_DATABASE_URL")
	if address == "" {
		server, err := localpg.Start(ctx, localpg.Config{DataDir: dir})
		if err != nil {
			return nil, err
		}
		db.stop = server.Stop
		address = server.URL("okrbench")
	}
	if err := db.load(ctx, address); err != nil {
		_ = db.close() // the first error is the cause
		return nil, err
	}
	return db, nil
}

func (db *database) load(ctx context.Context, address string) (err error) {
	if db.url, err = url.Parse(address); err != nil {
		return err
	}
	cfg := postgres.Config{URL: address}
	if _, err := postgres.CreateDatabase(ctx, cfg); err != nil {
		return err
	}
	if _, err := postgres.Migrate(ctx, cfg, nil); err != nil {
		return err
	}
	if db.store, err = postgres.Open(cfg); err != nil {
		return err
	}
	_, err = bench.Load(ctx, db.store, bench.Metrics)
	return err
}

func (db *database) close() error {
	if db.store != nil {
		db.store.Close()
	}
	return db.stop()
}

// version is the version of the server.
func (db *database) version(ctx context.Context) string {
	var number string
	for _, c := range db.store.Check(ctx, false)[:1] {
		_, _ = fmt.Sscanf(c.Message, "PostgreSQL %s", &number)
	}
	return number
}

func (db *database) name() string { return strings.TrimPrefix(db.url.Path, "/") }

func (db *database) password() string {
	password, _ := db.url.User.Password()
	return password
}

// settings are the settings of the plugin's data source, as its configuration page writes them.
func (db *database) settings() map[string]any {
	return map[string]any{"hosts": db.url.Host, "database": db.name(), "user": db.url.User.Username(), "tlsMode": "disable"}
}

// record runs each query in the plugin and writes the answers to a file, for the plugin that returns recorded frames.
func record(ctx context.Context, db *database, dir string) error {
	jsonData, err := json.Marshal(db.settings())
	if err != nil {
		return err
	}
	instance, err := plugin.New(ctx, backend.DataSourceInstanceSettings{
		JSONData: jsonData, DecryptedSecureJSONData: map[string]string{"password": db.password()},
	})
	if err != nil {
		return err
	}
	d := instance.(*plugin.Datasource) //nolint:forcetypeassert // New makes a Datasource
	defer d.Dispose()
	frames := map[string][][]byte{}
	for _, q := range bench.Queries() {
		response, err := d.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{{
			RefID: "A", JSON: []byte(q.JSON), TimeRange: backend.TimeRange{From: q.From, To: q.To},
		}}})
		if err != nil {
			return err
		}
		result := response.Responses["A"]
		if result.Error != nil {
			return fmt.Errorf("%s: %w", q.Name, result.Error)
		}
		if frames[q.Name], err = result.Frames.MarshalArrow(); err != nil {
			return err
		}
	}
	text, err := json.Marshal(frames)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "frames.json"), text, 0o600)
}
