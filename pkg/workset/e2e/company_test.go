package e2e_test

import (
	"fmt"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// company is a random organisation: its metrics, and the time of the queries.
type company struct {
	t        *rapid.T
	zone     string
	calendar series.Calendar
	now      time.Time
	metrics  []metric
	document string
}

type metric struct {
	name     string
	kind     string
	grain    okr.Grain
	segments []string
	formula  string
}

// Days on which clocks change, years end and weeks of two years meet.
var (
	companyZones = []string{
		"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo",
	}
	companyDays = []string{"2026-03-29", "2026-10-25", "2026-11-01", "2026-01-01", "2025-12-31", "2024-02-29", "2026-08-15"}
	plans       = []string{"free", "pro", `"q\"`, "日本"}
	regions     = []string{"eu", "us"}
)

func newCompany(t *rapid.T) *company {
	c := &company{t: t, zone: pick(t, "zone", companyZones...)}
	weekStart := pick(t, "week start", time.Monday, time.Sunday, time.Saturday)
	yearStart := pick(t, "year start", time.January, time.April, time.November)
	c.calendar = series.NewCalendar(mustLoad(c.zone), weekStart, yearStart)
	day, err := okr.ParseDate(pick(t, "day", companyDays...))
	if err != nil {
		t.Fatal(err)
	}
	c.now = day.In(c.calendar.Location()).Add(time.Duration(rapid.IntRange(0, 86_399).Draw(t, "second")) * time.Second)
	kinds := []string{"ratio", "sum", "mean", "last", "distinct", "median"}
	for i := range rapid.IntRange(2, 6).Draw(t, "metrics") {
		m := metric{name: fmt.Sprintf("m%d", i), kind: pick(t, "kind", kinds...)}
		m.grain = pick(t, "grain", okr.Hour, okr.Day, okr.Day, okr.Week, okr.Month)
		m.segments = [][]string{nil, {"plan"}, {"plan", "region"}}[rapid.IntRange(0, 2).Draw(t, "segments")]
		c.metrics = append(c.metrics, m)
	}
	measured := len(c.metrics)
	for i := range rapid.IntRange(0, 2).Draw(t, "derived") {
		c.metrics = append(c.metrics, c.derived(fmt.Sprintf("d%d", i), c.metrics[:measured]))
	}
	c.document = c.write(day, weekStart, yearStart)
	if refused(c.document) != nil { // operands that do not go together
		c.metrics = c.metrics[:measured]
		c.document = c.write(day, weekStart, yearStart)
	}
	if err := refused(c.document); err != nil {
		t.Fatalf("%v\n%s", err, c.document)
	}
	return c
}

func refused(document string) error {
	_, findings := catalog.Parse([]catalog.File{{Name: "c.yaml", Data: []byte(document)}})
	return findings.Err()
}

// derived is a metric with a formula. It has the segments that both its operands have.
func (c *company) derived(name string, operands []metric) metric {
	a, b := pick(c.t, "operand", operands...), pick(c.t, "operand", operands...)
	form := pick(c.t, "formula", "%s / %s", "%s - 2 * %s", "coalesce(%s, 0) + %s", "max(%s, abs(%s))", "%s * %s")
	m := metric{name: name, kind: "derived", segments: a.segments, formula: fmt.Sprintf(form, a.name, b.name)}
	if len(b.segments) < len(a.segments) {
		m.segments = b.segments
	}
	return m
}

func pick[T any](t *rapid.T, what string, from ...T) T { return rapid.SampledFrom(from).Draw(t, what) }

func (c *company) write(day okr.Date, weekStart time.Weekday, yearStart time.Month) string {
	t := c.t
	var b strings.Builder
	fmt.Fprintf(&b, `apiVersion: okr/v1
kind: Organization
metadata: {name: org}
spec: {timezone: %s, weekStart: %s, fiscalYearStart: %d, northStar: m0, overview: [m0, m1]}
---
apiVersion: okr/v1
kind: Team
metadata: {name: team}
spec: {lead: lead@example.com}
---
apiVersion: okr/v1
kind: Period
metadata: {name: running}
spec: {start: %s, end: %s}
`, c.zone, strings.ToLower(weekStart.String()), yearStart,
		day.AddDays(-rapid.IntRange(0, 90).Draw(t, "begun")), day.AddDays(rapid.IntRange(1, 60).Draw(t, "left")))
	for i, m := range c.metrics {
		fmt.Fprintf(&b, "---\napiVersion: okr/v1\nkind: Metric\nmetadata: {name: %s}\nspec:\n  type: %s\n  unit: short\n", m.name, m.kind)
		fmt.Fprintf(&b, "  direction: %s\n  segments: [%s]\n", pick(t, "direction", "up", "down"), strings.Join(m.segments, ", "))
		fmt.Fprintf(&b, "  baseline: {months: %d, seasonal: %v}\n", rapid.IntRange(3, 6).Draw(t, "months"), rapid.Bool().Draw(t, "seasonal"))
		if m.kind == "derived" {
			fmt.Fprintf(&b, "  formula: %s\n", m.formula)
		} else {
			fmt.Fprintf(&b, "  grain: %v\n", m.grain)
		}
		if i+1 < len(c.metrics) && rapid.Bool().Draw(t, "driven") {
			fmt.Fprintf(&b, "  drivers: [%s]\n", c.metrics[rapid.IntRange(i+1, len(c.metrics)-1).Draw(t, "driver")].name)
		}
	}
	for i, m := range c.metrics {
		if rapid.Bool().Draw(t, "kpi") {
			fmt.Fprintf(&b, `---
apiVersion: okr/v1
kind: KPI
metadata: {name: kpi%d}
spec: {metric: %s, team: team, tier: %s}
`, i, m.name, pick(t, "tier", "main", "monitoring"))
		}
	}
	if rapid.Bool().Draw(t, "objective") {
		c.objective(&b)
	}
	return b.String()
}

func (c *company) objective(b *strings.Builder) {
	b.WriteString(`---
apiVersion: okr/v1
kind: Objective
metadata: {name: objective, title: All is well}
spec:
  period: running
  team: team
  whyNow: It is time.
  doer: team
  decider: team
  keyResults:
`)
	for i := range rapid.IntRange(1, 3).Draw(c.t, "key results") {
		m := c.metrics[rapid.IntRange(0, len(c.metrics)-1).Draw(c.t, "metric")]
		segment := ""
		if len(m.segments) > 0 && rapid.Bool().Draw(c.t, "part") {
			segment = "segment: {plan: pro}, "
		}
		fmt.Fprintf(b, "    - {name: kr%d, metric: %s, %sbaseline: %s, target: 80}\n", i, m.name, segment,
			pick(c.t, "baseline", "auto", "20", "100"))
	}
}
