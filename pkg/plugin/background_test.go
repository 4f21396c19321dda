package plugin

import (
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

const shop = `apiVersion: okr/v1
kind: Organization
metadata: {name: shop}
spec: {northStar: sales}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: sales, title: Sales}
spec:
  type: sum
  grain: day
  unit: short
  direction: up
  source: {sql: {statement: "SELECT day AS time, amount AS value FROM public.sales WHERE day >= $1 AND day < $2", start: 2020-01-01}}
`

func shopDatabase(t *testing.T) postgres.Config {
	t.Helper()
	cfg := pgtest.New(t)
	store, err := postgres.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte(shop), Author: "test"}); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, cfg, `CREATE TABLE public.sales (day date, amount float8);
		INSERT INTO public.sales SELECT current_date - n, 3 FROM generate_series(1, 60) AS n;
		GRANT SELECT ON public.sales TO okr_writer, okr_reader`)
	return cfg
}

// eventually waits for what happens in the background.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func healthText(t *testing.T, d *Datasource) string {
	t.Helper()
	got, err := d.CheckHealth(t.Context(), nil)
	if err != nil || got.Status != backend.HealthStatusOk {
		t.Fatalf("health: %+v %v", got, err)
	}
	return got.Message
}

func TestMetricsReadBySQLAreRefreshedInTheBackground(t *testing.T) {
	cfg := shopDatabase(t)
	d := newFromGrafana(t, configured(t, pgtest.Login(t, cfg, "okr_writer"), parseURL(t, cfg).Host))
	defer d.Dispose()
	salesQuery := backend.DataQuery{
		RefID: "A", JSON: []byte(`{"queryType":"series","metrics":["sales"],"grain":"week"}`),
		TimeRange: backend.TimeRange{From: time.Now().AddDate(0, 0, -28), To: time.Now()},
	}
	eventually(t, "a week of sales", func() bool {
		response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{salesQuery}})
		if err != nil || response.Responses["A"].Error != nil {
			t.Fatal(err, response.Responses["A"].Error)
		}
		frames := response.Responses["A"].Frames
		if len(frames) == 0 || len(frames[0].Fields) < 2 || frames[0].Fields[1].Len() < 2 {
			return false
		}
		// By hand: seven days of 3.
		v, ok := frames[0].Fields[1].ConcreteAt(1)
		return ok && v == 21.0
	})
	eventually(t, "the health check", func() bool {
		return strings.Contains(healthText(t, d), "Metrics read by SQL: 1, refreshed in the background.")
	})
	pgtest.Exec(t, cfg, "DROP TABLE public.sales")
}

func TestHealthSaysWhyMetricsAreNotRefreshed(t *testing.T) {
	cfg := shopDatabase(t)
	reader := configured(t, pgtest.Login(t, cfg, "okr_reader"), parseURL(t, cfg).Host)
	d := newFromGrafana(t, reader)
	defer d.Dispose()
	eventually(t, "the health check", func() bool { return strings.Contains(healthText(t, d), "give the user the role okr_writer") })

	off := reader
	off.JSONData = []byte(strings.Replace(string(reader.JSONData), "{", `{"refreshOff":true,`, 1))
	switchedOff := newFromGrafana(t, off)
	defer switchedOff.Dispose()
	if text := healthText(t, switchedOff); !strings.Contains(text, "not refreshed here: run `okr refresh`") {
		t.Errorf("health says %q", text)
	}
}

func TestMemoryShowsInTheMetricsOfTheProcess(t *testing.T) {
	cfg := pgtest.New(t)
	prepare(t, cfg)
	settings := configured(t, cfg, parseURL(t, cfg).Host)
	settings.UID = "uid-of-metrics"
	d := newFromGrafana(t, settings)
	if got := queryOrders(t, d); got.Error != nil {
		t.Fatal(got.Error)
	}
	value := func(name string) (float64, bool) {
		families, err := prometheus.DefaultGatherer.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			for _, m := range f.GetMetric() {
				if f.GetName() == name && len(m.GetLabel()) == 1 && m.GetLabel()[0].GetValue() == settings.UID {
					return m.GetGauge().GetValue() + m.GetCounter().GetValue(), true
				}
			}
		}
		return 0, false
	}
	// The week of orders is seven facts of one metric.
	for name, want := range map[string]float64{
		"okrkpi_memory_facts": 7, "okrkpi_memory_metrics": 1, "okrkpi_memory_loads_total": 1,
	} {
		if got, ok := value(name); !ok || got != want {
			t.Errorf("%s is %v, %v; want %v", name, got, ok, want)
		}
	}
	eventually(t, "the listener", func() bool { v, _ := value("okrkpi_listening"); return v == 1 })
	d.Dispose()
	if _, ok := value("okrkpi_memory_facts"); ok {
		t.Error("a data source that is gone still shows")
	}
}
