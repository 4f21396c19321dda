package plugin

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/northstar/okrkpi/pkg/ingest/refresh"
)

// Metrics of the plugin's process, which Grafana collects under /metrics/plugins/northstar-okrkpi-datasource.
var (
	newDesc = func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("okrkpi_"+name, help, []string{"datasource_uid"}, nil)
	}
	memoryBytes   = newDesc("memory_bytes", "Memory that holds facts.")
	memoryLoading = newDesc("memory_loading_bytes", "Memory that loads under way have taken.")
	memoryFacts   = newDesc("memory_facts", "Buckets of facts in memory.")
	memoryMetrics = newDesc("memory_metrics", "Metrics whose facts are in memory.")
	memoryHits    = newDesc("memory_hits_total", "Metrics that were requested and served from memory.")
	memoryLoads   = newDesc("memory_loads_total", "Metrics that were read from the database.")
	memoryEvicted = newDesc("memory_evicted_total", "Metrics that were evicted to keep within the limit.")
	listening     = newDesc("listening", "1 while changes arrive as they happen, 0 while every answer polls for them.")

	refreshes = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "okrkpi_refreshes_total", Help: "Refreshes of metrics that are read by SQL, by result.",
	}, []string{"result"})
	refreshSeconds = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "okrkpi_refresh_seconds", Help: "Duration of the refresh of one metric.",
		Buckets: prometheus.ExponentialBuckets(0.01, 4, 8),
	})
	sources = &collector{running: map[*background]string{}}
)

func init() { prometheus.MustRegister(refreshes, refreshSeconds, sources) }

func countRefresh(o refresh.Outcome) {
	result := "ok"
	if o.Err != nil {
		result = "failed"
	}
	refreshes.WithLabelValues(result).Inc()
	refreshSeconds.Observe(o.Took.Seconds())
}

// collector reads the numbers of every running data source when Prometheus collects them.
type collector struct {
	mu      sync.Mutex
	running map[*background]string // to the UID of the data source
}

// register shows a data source in the metrics until unregister is called.
func register(uid string, b *background) (unregister func()) {
	sources.mu.Lock()
	defer sources.mu.Unlock()
	for old, other := range sources.running {
		if other == uid { // its settings have changed, and Grafana disposes of it soon
			delete(sources.running, old)
		}
	}
	sources.running[b] = uid
	return func() {
		sources.mu.Lock()
		defer sources.mu.Unlock()
		delete(sources.running, b)
	}
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(out chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, out) }

// Collect implements prometheus.Collector.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for b, uid := range c.running {
		stats := b.live.Stats()
		gauge := func(d *prometheus.Desc, v float64) {
			out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, uid)
		}
		count := func(d *prometheus.Desc, v int64) {
			out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), uid)
		}
		gauge(memoryBytes, float64(stats.Bytes))
		gauge(memoryLoading, float64(stats.Loading))
		gauge(memoryFacts, float64(stats.Facts))
		gauge(memoryMetrics, float64(stats.Metrics))
		count(memoryHits, stats.Hits)
		count(memoryLoads, stats.Loads)
		count(memoryEvicted, stats.Evicted)
		state := 0.0
		if b.live.Listening() {
			state = 1
		}
		gauge(listening, state)
	}
}
