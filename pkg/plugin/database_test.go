package plugin

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"go.uber.org/goleak"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// relay is a proxy between the plugin and a database, so that a test can cut the connection.
type relay struct {
	t       *testing.T
	target  string
	address string

	mu       sync.Mutex
	listener net.Listener
	conns    []net.Conn
}

func newRelay(t *testing.T, target string) *relay {
	t.Helper()
	r := &relay{t: t, target: target, address: "127.0.0.1:0"}
	r.up()
	t.Cleanup(r.cut)
	return r
}

func (r *relay) up() {
	r.t.Helper()
	l, err := net.Listen("tcp", r.address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.listener, r.address = l, l.Addr().String()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			r.join(c)
		}
	}()
}

func (r *relay) join(client net.Conn) {
	server, err := net.Dial("tcp", r.target)
	if err != nil {
		_ = client.Close()
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns = append(r.conns, client, server)
	for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
		go func() {
			_, _ = io.Copy(way[0], way[1])
			_ = way[0].Close()
		}()
	}
}

// cut ends every connection and takes no new ones.
func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.listener.Close()
	for _, c := range r.conns {
		_ = c.Close()
	}
	r.conns = nil
}

// configured makes the settings of a data source for the database, by way of an address.
func configured(t *testing.T, cfg postgres.Config, address string) backend.DataSourceInstanceSettings {
	t.Helper()
	u := parseURL(t, cfg)
	password, _ := u.User.Password()
	jsonData, err := json.Marshal(map[string]any{
		"hosts": address, "database": strings.TrimPrefix(u.Path, "/"), "user": u.User.Username(), "tlsMode": "disable",
	})
	if err != nil {
		t.Fatal(err)
	}
	return backend.DataSourceInstanceSettings{
		JSONData: jsonData, DecryptedSecureJSONData: map[string]string{"password": password},
	}
}

func parseURL(t *testing.T, cfg postgres.Config) *url.URL {
	t.Helper()
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// prepare applies the company and loads a week of orders: 2 a day.
func prepare(t *testing.T, cfg postgres.Config) {
	t.Helper()
	store, err := postgres.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte(company), Author: "test"}); err != nil {
		t.Fatal(err)
	}
	cal := series.NewCalendar(time.FixedZone("JST", 9*3600), time.Monday, time.January)
	until := cal.At(okr.Day, now)
	facts := func(yield func(series.Fact, error) bool) {
		for b := until - 7; b < until; b++ {
			if !yield(series.Fact{Metric: "orders", Grain: okr.Day, Bucket: b, Num: 2, Den: 1}, nil) {
				return
			}
		}
	}
	_, err = store.Import(t.Context(), postgres.ImportRequest{Calendar: cal, Facts: facts})
	if err != nil {
		t.Fatal(err)
	}
}

func newFromGrafana(t *testing.T, s backend.DataSourceInstanceSettings) *Datasource {
	t.Helper()
	instance, err := New(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return instance.(*Datasource)
}

func queryOrders(t *testing.T, d *Datasource) backend.DataResponse {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	response, err := d.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{
		newQuery("A", `{"queryType":"series","format":"multi","metrics":["orders"],"grain":"week"}`),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return response.Responses["A"]
}

func TestADatabaseThatGoesAwayIsSaidAndComesBackByItself(t *testing.T) {
	cfg := pgtest.New(t)
	prepare(t, cfg)
	wire := newRelay(t, parseURL(t, cfg).Host)
	d := newFromGrafana(t, configured(t, cfg, wire.address))
	defer d.Dispose()

	checkOrders := func() {
		t.Helper()
		got := queryOrders(t, d)
		if got.Error != nil {
			t.Fatal(got.Error)
		}
		values := got.Frames[0].Fields[1]
		// By hand: seven days of two orders.
		if v, _ := values.ConcreteAt(values.Len() - 1); v != 14.0 {
			t.Fatalf("the last complete week has %v orders, want 14", v)
		}
	}
	checkOrders()

	// What is in memory is trusted for less than a second.
	wire.cut()
	time.Sleep(time.Second)
	for range 2 {
		got := queryOrders(t, d)
		if got.Error == nil || !strings.Contains(got.Error.Error(), "the database is unreachable") {
			t.Fatalf("without a database: %v", got.Error)
		}
		if got.Status != backend.StatusBadGateway || got.ErrorSource != backend.ErrorSourceDownstream {
			t.Fatalf("without a database: status %d from %q", got.Status, got.ErrorSource)
		}
	}
	health, err := d.CheckHealth(as(t, "Admin"), nil)
	if err != nil || health.Status != backend.HealthStatusError || !strings.HasPrefix(health.Message, "connection: ") {
		t.Fatalf("health without a database: %+v %v", health, err)
	}

	wire.up()
	checkOrders()
}

func TestHealthOfARealDatabase(t *testing.T) {
	migrated, empty := pgtest.New(t), pgtest.NewEmpty(t)
	prepare(t, migrated)
	withPassword := func(password string) backend.DataSourceInstanceSettings {
		s := configured(t, pgtest.Login(t, migrated, "okr_reader"), parseURL(t, migrated).Host)
		if password != "" {
			s.DecryptedSecureJSONData["password"] = password
		}
		return s
	}
	cases := map[string]struct {
		settings backend.DataSourceInstanceSettings
		status   backend.HealthStatus
		text     string
	}{
		"A reader of a prepared database": {withPassword(""), backend.HealthStatusOk, "Connected. Catalog revision 1"},
		"A wrong password":                {withPassword("wrong"), backend.HealthStatusError, "authentication: "},
		"A database without tables": {
			configured(t, empty, parseURL(t, empty).Host), backend.HealthStatusError, "schema: ",
		},
		"A user without rights": {
			configured(t, pgtest.Login(t, migrated), parseURL(t, migrated).Host), backend.HealthStatusError, "rights: ",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := newFromGrafana(t, c.settings)
			defer d.Dispose()
			got, err := d.CheckHealth(as(t, "Admin"), nil)
			if err != nil || got.Status != c.status || !strings.HasPrefix(got.Message, c.text) {
				t.Fatalf("%v %q %v, want %v %q", got.Status, got.Message, err, c.status, c.text)
			}
			if strings.Contains(got.Message+string(got.JSONDetails), c.settings.DecryptedSecureJSONData["password"]) {
				t.Fatal("the message holds the password")
			}
		})
	}
}

func TestDisposeLeavesNothingRunning(t *testing.T) {
	cfg := pgtest.New(t)
	prepare(t, cfg)
	before := goleak.IgnoreCurrent()
	d := newFromGrafana(t, configured(t, cfg, parseURL(t, cfg).Host))
	if got := queryOrders(t, d); got.Error != nil {
		t.Fatal(got.Error)
	}
	d.Dispose()
	goleak.VerifyNone(t, before)
}
