package plugin

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

const company = `apiVersion: okr/v1
kind: Organization
metadata: {name: acme, title: {en: Acme, ja: アクメ}}
spec: {timezone: Asia/Tokyo, northStar: signup_rate, overview: [signup_rate]}
---
apiVersion: okr/v1
kind: Team
metadata: {name: growth, title: {en: Growth, ja: グロース}}
spec: {lead: growth lead}
---
apiVersion: okr/v1
kind: Period
metadata: {name: 2026-Q4}
spec: {start: 2026-10-01, end: 2027-01-01}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: signup_rate, title: {en: Sign-up rate, ja: 登録率}}
spec:
  type: ratio
  grain: day
  unit: percentunit
  direction: up
  segments: [plan]
  definition: {numerator: sign-ups, denominator: visitors, owner: growth lead, dataSource: web events, logic: n / d}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders}
spec:
  type: sum
  grain: day
  unit: short
  direction: up
  definition: {owner: growth lead, dataSource: shop, logic: count}
---
apiVersion: okr/v1
kind: KPI
metadata: {name: orders}
spec: {metric: orders, team: growth, tier: monitoring, thresholds: {yellow: 20, red: 5}, supports: [easy_start/signups]}
---
apiVersion: okr/v1
kind: Objective
metadata: {name: easy_start, title: {en: Starting is easy, ja: 始めるのが簡単}}
spec:
  period: 2026-Q4
  team: growth
  whyNow: Half of the visitors leave.
  keyResults:
    - {name: signups, metric: signup_rate, baseline: 4%, target: 6%}
`

// now is a Monday noon in Tokyo.
var now = time.Date(2026, time.November, 16, 3, 0, 0, 0, time.UTC)

// stored are 12 weeks of days up to now: a sign-up rate of 5 % on two plans, and two orders a day.
var stored = sync.OnceValue(func() *enginetest.Store {
	tokyo := time.FixedZone("JST", 9*60*60)
	first := series.NewCalendar(tokyo, time.Monday, time.January).At(okr.Day, now) - 84
	days := func(metric, plan string, num, den float64) series.Columns {
		return series.Columns{
			Metric: metric, Grain: okr.Day, First: first, Num: slices.Repeat([]float64{num}, 84), Den: slices.Repeat([]float64{den}, 84),
			Segment: series.SegmentOf(map[string]string{"plan": plan}),
		}
	}
	return &enginetest.Store{YAML: company, Columns: map[string][]series.Columns{
		"signup_rate": {days("signup_rate", "free", 2, 60), days("signup_rate", "pro", 3, 40)},
		"orders":      {days("orders", "", 2, 1)},
	}}
})

// memory is the stored company, or a store that fails.
type memory struct {
	err    error                           // every call fails with it
	onRead func(ctx context.Context) error // called for each reading of facts
	none   bool                            // no catalog has been applied
}

func (r *memory) Revision(context.Context) (int64, error) {
	if r.none {
		return 0, r.err
	}
	return 3, r.err
}

func (r *memory) Document(context.Context, int64) ([]byte, error) { return []byte(company), r.err }

func (r *memory) Facts(ctx context.Context, q series.FactsRequest) ([]series.Columns, error) {
	if r.err != nil {
		return nil, r.err
	}
	if r.onRead != nil {
		if err := r.onRead(ctx); err != nil {
			return nil, err
		}
	}
	return stored().Facts(ctx, q)
}

func allWell(context.Context) []postgres.Check {
	return []postgres.Check{{Name: "connection", OK: true, Message: "connected"}}
}

func newTestDatasource(t *testing.T, r *memory) *Datasource {
	t.Helper()
	e, err := engine.New(engine.Config{Catalog: r, Series: r, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	d := newDatasource()
	d.setEngine(e)
	d.check, d.clock = allWell, func() time.Time { return now }
	return d
}

// as is the context of somebody with a role in Grafana.
func as(t *testing.T, role string) context.Context {
	t.Helper()
	return backend.WithUser(t.Context(), &backend.User{Login: "somebody", Role: role})
}

var errUnexpected = errors.New("something nobody thought of")
