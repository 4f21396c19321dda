package plugin

import (
	"context"
	"sync"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/ingest/refresh"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/workset"
)

// background is what a data source keeps running between requests: the working set that follows the database, and the refresh
// of metrics that are read by SQL.
type background struct {
	store      *postgres.Store
	live       *workset.Live
	refresher  *refresh.Refresher // nil where it is switched off
	engine     *engine.Engine
	unregister func() // ends the metrics of the data source
	cancel     context.CancelFunc
	running    sync.WaitGroup
}

// startBackground takes ownership of the store.
func startBackground(s backend.DataSourceInstanceSettings, settings Settings, store *postgres.Store, clock func() time.Time,
) (*background, error) {
	logger := log.DefaultLogger.With("datasource", s.Name)
	ctx, cancel := context.WithCancel(context.Background())
	b := &background{store: store, cancel: cancel, unregister: func() {}}
	if err := b.wire(settings, clock, logger); err != nil {
		b.close()
		return nil, err
	}
	b.unregister = register(s.UID, b)
	if b.refresher != nil {
		b.running.Go(func() { b.refresher.Run(ctx) })
	}
	return b, nil
}

func (b *background) wire(settings Settings, clock func() time.Time, logger log.Logger) (err error) {
	b.live, err = workset.NewLive(b.store, workset.LiveConfig{
		MaxBytes: int64(settings.MemoryMegabytes) << 20, Report: reportListener(logger),
	})
	if err != nil {
		return err
	}
	b.engine, err = engine.New(engine.Config{
		Catalog: b.live, Series: b.live, Journal: b.store, Clock: clock,
		Unreadable: reportUnreadable(logger),
	})
	if err != nil || settings.RefreshOff {
		return err
	}
	b.refresher, err = refresh.New(refresh.Config{
		Store: b.store, Catalog: b.engine, Every: time.Duration(settings.RefreshMinutes) * time.Minute, Clock: clock,
		Report: reportRefresh(logger),
	})
	return err
}

// close ends everything and closes the store.
func (b *background) close() {
	b.unregister()
	b.cancel()
	b.running.Wait()
	if b.live != nil {
		b.live.Close()
	}
	b.store.Close()
}

// reportListener logs when the listener starts and stops working. Answers stay up to date either way.
func reportListener(logger log.Logger) func(error) {
	return func(err error) {
		if err == nil {
			logger.Debug("Hearing changes of catalog and facts as they happen")
			return
		}
		logger.Warn("Changes are not heard as they happen: every answer asks the database for them first", "error", err)
	}
}

// reportUnreadable logs that an older revision of the catalog than the newest is in force.
func reportUnreadable(logger log.Logger) func(engine.InForce) {
	return func(c engine.InForce) {
		logger.Warn("The newest revision of the catalog cannot be read, and an older one is in force", "newest", c.Newest,
			"inForce", c.Revision, "reason", c.Unread.Reason, "newerVersion", c.Unread.Newer, "cure", engine.UnreadableCure)
	}
}

func reportRefresh(logger log.Logger) func(refresh.Outcome) {
	return func(o refresh.Outcome) {
		countRefresh(o)
		if o.Err != nil {
			logger.Warn("A metric could not be refreshed from its SQL", "metric", o.Metric, "error", o.Err, "next", o.Next)
			return
		}
		for _, far := range o.Result.Far {
			logger.Warn("A metric's SQL gives facts whose dates are probably wrong", "facts", far.String())
		}
		logger.Debug("Refreshed a metric from its SQL", "metric", o.Metric, "rows", o.Result.Rows, "took", o.Took)
	}
}
