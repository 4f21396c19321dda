package plugin

import (
	"context"
	"fmt"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/config"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/source"
)

// Datasource is one configured data source with the connections that it owns. It lives until its settings change.
type Datasource struct {
	engine    *engine.Engine
	check     func(ctx context.Context) []postgres.Check
	closeFunc func()
	clock     func() time.Time
	locale    string
	resources backend.CallResourceHandler

	// broken is why nothing can be answered: settings that cannot work. The data source exists all the same, so that
	// its pages and panels show the reason.
	broken error
}

var (
	_ backend.QueryDataHandler      = (*Datasource)(nil)
	_ backend.CheckHealthHandler    = (*Datasource)(nil)
	_ backend.CallResourceHandler   = (*Datasource)(nil)
	_ instancemgmt.InstanceDisposer = (*Datasource)(nil)
)

// New makes the data source of the given settings. It opens no connection yet.
func New(ctx context.Context, s backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	settings, err := ReadSettings(s)
	if err != nil {
		return newDatasource(Datasource{broken: err}), nil
	}
	dial, err := proxyDial(ctx, s)
	if err != nil {
		return newDatasource(Datasource{broken: err}), nil
	}
	if sql, err := config.GrafanaConfigFromContext(ctx).SQL(); err == nil && sql.DefaultMaxOpenConns > 0 {
		settings.MaxConnections = min(settings.MaxConnections, sql.DefaultMaxOpenConns)
	}
	store, err := postgres.Open(settings.Postgres(dial))
	if err != nil {
		return newDatasource(Datasource{broken: badSetting("connection", "%v", err)}), nil
	}
	reader := source.New(store)
	e, err := engine.New(engine.Config{Catalog: reader, Series: reader})
	if err != nil {
		store.Close()
		return nil, fmt.Errorf("starting the engine: %w", err)
	}
	return newDatasource(Datasource{
		engine:    e,
		check:     func(ctx context.Context) []postgres.Check { return store.Check(ctx, false) },
		closeFunc: store.Close,
		locale:    settings.Locale,
	}), nil
}

func newDatasource(d Datasource) *Datasource {
	if d.clock == nil {
		d.clock = time.Now
	}
	d.resources = d.newResources()
	return &d
}

// Dispose closes the data source's connections.
func (d *Datasource) Dispose() {
	if d.closeFunc != nil {
		d.closeFunc()
	}
}
