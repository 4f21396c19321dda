package bench_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/northstar/okrkpi/pkg/dev/bench"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

func TestMain(m *testing.M) {
	log.DefaultLogger = log.NewNullLogger() // debug messages would appear between the results
	pgtest.Main(withCleanUps{m})
}

// withCleanUps cleans up what the benchmarks share after the last of them.
type withCleanUps struct{ *testing.M }

func (m withCleanUps) Run() int {
	defer func() {
		for _, clean := range cleanUps {
			clean()
		}
	}()
	return m.M.Run()
}

var cleanUps []func()

// shared is the first benchmark that uses the database. It leaves the clean-up to withCleanUps, so that the others can use it.
type shared struct{ testing.TB }

func (shared) Cleanup(clean func()) { cleanUps = append(cleanUps, clean) }

var (
	loading  sync.Once
	database postgres.Config
)

// company is a database that holds the company, loaded once for all benchmarks.
func company(b *testing.B) postgres.Config {
	b.Helper()
	loading.Do(func() {
		cfg := pgtest.New(shared{b})
		store := open(b, cfg)
		if _, err := bench.Load(b.Context(), store, bench.Metrics); err != nil {
			b.Fatal(err)
		}
		// The server does this by itself sooner or later. It must not do it during a measurement.
		pgtest.Exec(b, cfg, "VACUUM ANALYZE")
		database = cfg
	})
	if database.URL == "" {
		b.Skip("the company could not be loaded: see the first benchmark")
	}
	return database
}

func open(b testing.TB, cfg postgres.Config) *postgres.Store {
	b.Helper()
	store, err := postgres.Open(cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(store.Close)
	return store
}

// settings are the settings of a data source that reads the database.
func settings(b testing.TB, cfg postgres.Config) backend.DataSourceInstanceSettings {
	b.Helper()
	u, err := url.Parse(cfg.URL)
	if err != nil {
		b.Fatal(err)
	}
	password, _ := u.User.Password()
	jsonData, err := json.Marshal(map[string]string{
		"hosts": u.Host, "database": strings.TrimPrefix(u.Path, "/"), "user": u.User.Username(), "tlsMode": "disable",
	})
	if err != nil {
		b.Fatal(err)
	}
	return backend.DataSourceInstanceSettings{
		JSONData: jsonData, DecryptedSecureJSONData: map[string]string{"password": password},
	}
}
