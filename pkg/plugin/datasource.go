package plugin

import (
	"context"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
	"github.com/grafana/grafana-plugin-sdk-go/config"

	"github.com/northstar/okrkpi/pkg/answer"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/ingest/refresh"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// Datasource is one configured data source with the connections that it owns. It lives until its settings change.
type Datasource struct {
	engine    *engine.Engine
	journal   entryWriter
	refresher *refresh.Refresher // nil where metrics are not refreshed here
	check     func(ctx context.Context) []postgres.Check
	closeFunc func()
	clock     func() time.Time
	locale    string
	answers   *answer.Answerer
	errorLog  *errorLog
	quota     *entryQuota
	limiter   *limiter
	timeout   time.Duration // of a request, including the time that it waits
	resources backend.CallResourceHandler

	// configErr is why the data source cannot answer: its settings cannot work. It exists all the same, so that its pages and
	// panels show the reason.
	configErr error
}

var (
	_ backend.QueryDataHandler      = (*Datasource)(nil)
	_ backend.CheckHealthHandler    = (*Datasource)(nil)
	_ backend.CallResourceHandler   = (*Datasource)(nil)
	_ instancemgmt.InstanceDisposer = (*Datasource)(nil)
)

// Options are the decisions of the operator of Grafana for all data sources of this type.
type Options struct {
	UnixSockets bool // hosts may be Unix sockets
}

// New makes the data source of the given settings, with no options.
func New(ctx context.Context, s backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	return Options{}.New(ctx, s)
}

// New makes the data source of the given settings. It opens no connection yet.
func (o Options) New(ctx context.Context, s backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	d := newDatasource()
	d.configErr = d.configure(ctx, s, o)
	return d, nil
}

func newDatasource() *Datasource {
	d := &Datasource{
		clock: time.Now, closeFunc: func() {}, errorLog: newErrorLog(log.DefaultLogger), quota: newEntryQuota(),
		limiter: newLimiter(Defaults().MaxValues), timeout: time.Duration(Defaults().QueryTimeoutSeconds) * time.Second,
	}
	d.resources = d.newResources()
	return d
}

func (d *Datasource) configure(ctx context.Context, s backend.DataSourceInstanceSettings, o Options) error {
	settings, err := o.ReadSettings(s)
	if err != nil {
		return err
	}
	dial, err := proxyDial(ctx, s)
	if err != nil {
		return err
	}
	if sql, err := config.GrafanaConfigFromContext(ctx).SQL(); err == nil && sql.DefaultMaxOpenConns > 0 {
		settings.MaxConnections = min(settings.MaxConnections, sql.DefaultMaxOpenConns)
	}
	store, err := postgres.Open(settings.Postgres(dial))
	if err != nil {
		return badSetting("connection", "%v", err)
	}
	b, err := startBackground(s, settings, store, d.clock)
	if err != nil {
		return err
	}
	d.locale = settings.Locale
	d.limiter, d.timeout = newLimiter(settings.MaxValues), time.Duration(settings.QueryTimeoutSeconds)*time.Second
	d.closeFunc = b.close
	d.check = func(ctx context.Context) []postgres.Check { return store.Check(ctx, false) }
	d.setEngine(b.engine)
	d.refresher, d.journal = b.refresher, store
	return nil
}

// setEngine makes the data source answer from an engine.
func (d *Datasource) setEngine(e *engine.Engine) { d.engine, d.answers = e, answer.New(e) }

// Dispose closes the data source's connections.
func (d *Datasource) Dispose() { d.closeFunc() }
