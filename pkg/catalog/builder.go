package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// builder makes the catalog of drafts and collects findings about references and values.
type builder struct {
	drafts
	teamNames, periodNames, metricNames, kpiNames, objectiveNames, alertRuleNames names

	contactPointNames   names // nil: the organisation does not list them
	contactPointsMissed bool  // that the list is missing has been reported

	metricDrafts map[string]*draft[metricSpec]
	metricsBuilt map[string]*okr.Metric
	keyResultIDs names
	metricList   func() []string // sorted

	errors    int      // findings so far that are errors
	cut       bool     // checking has ended, because there are too many errors
	suggested int      // unknown names for which a similar one was searched
	today     okr.Date // zero: not known
}

func newBuilder(ds drafts) *builder {
	b := &builder{drafts: ds, metricDrafts: map[string]*draft[metricSpec]{}, keyResultIDs: names{}}
	b.organizations = register(b, b.organizations, "organisation", snakeCase, names{})
	b.teamNames, b.periodNames, b.metricNames = names{}, names{}, names{}
	b.kpiNames, b.objectiveNames, b.alertRuleNames = names{}, names{}, names{}
	b.teams = register(b, b.teams, "team", snakeCase, b.teamNames)
	b.periods = register(b, b.periods, "period", periodName, b.periodNames)
	b.metrics = register(b, b.metrics, "metric", snakeCase, b.metricNames)
	b.kpis = register(b, b.kpis, "KPI", snakeCase, b.kpiNames)
	b.objectives = register(b, b.objectives, "objective", snakeCase, b.objectiveNames)
	b.alertRules = register(b, b.alertRules, "alert rule", snakeCase, b.alertRuleNames)
	b.metricList = sync.OnceValue(b.metricNames.sorted)
	for _, d := range b.metrics {
		b.metricDrafts[d.Name] = d
	}
	for _, d := range b.objectives {
		for _, kr := range d.spec.KeyResults {
			b.keyResultIDs[d.Name+"/"+kr.Name] = true
		}
	}
	return b
}

// register collects the names of one kind. It reports repeated names and returns the drafts without them.
func register[S any](b *builder, ds []*draft[S], kind string, look pattern, known names) []*draft[S] {
	first := map[string]*draft[S]{}
	for _, d := range ds {
		if d.Name == "" {
			continue // reported as missing
		}
		b.nameForm(d.places, "metadata.name", d.Name, look)
		if earlier, seen := first[d.Name]; seen {
			m := earlier.at("metadata.name")
			b.errorf(d.places, "metadata.name", "name/duplicate", "give one of them another name",
				"there is another %s %q in %s:%d", kind, d.Name, earlier.src.name, m.line)
			continue
		}
		first[d.Name] = d
		known[d.Name] = true
	}
	return slices.DeleteFunc(ds, func(d *draft[S]) bool { return d.Name == "" || first[d.Name] != d })
}

func (b *builder) nameForm(p *places, path, name string, look pattern) {
	if !look.MatchString(name) {
		hint := "use small letters, digits and underscores, beginning with a letter: signup_rate"
		if look == periodName {
			hint = "use letters, digits, - and _: 2026-Q4"
		}
		b.errorf(p, path, "name/form", hint, "%q is not a good name", name)
	}
}

// build checks everything and returns the catalog. The catalog is complete only where no finding is an error.
func (b *builder) build(sources []*source, today func(*time.Location) okr.Date) *okr.Catalog {
	c := &okr.Catalog{}
	b.oneOrganization(sources)
	for _, d := range b.organizations {
		c.Organization = b.organization(d)
	}
	b.today = today(cmp.Or(c.Organization.Timezone, time.UTC))
	for _, d := range b.teams {
		c.Teams = append(c.Teams, b.team(d))
	}
	for _, d := range b.periods {
		c.Periods = append(c.Periods, b.period(d))
	}
	for _, d := range b.metrics {
		c.Metrics = append(c.Metrics, b.metric(d))
	}
	b.metricTree(c)
	c.Sort()
	b.metricsBuilt = map[string]*okr.Metric{}
	for i := range c.Metrics {
		b.metricsBuilt[c.Metrics[i].Name] = &c.Metrics[i]
	}
	for _, d := range b.kpis {
		if b.full(d.places) {
			break
		}
		c.KPIs = append(c.KPIs, b.kpi(d))
	}
	for _, d := range b.objectives {
		if b.full(d.places) {
			break
		}
		c.Objectives = append(c.Objectives, b.objective(d, c))
	}
	b.parentCycles()
	c.Sort()
	b.countKPIs(c)
	for _, d := range b.alertRules {
		if b.full(d.places) {
			break
		}
		c.AlertRules = append(c.AlertRules, b.alertRule(d, c))
	}
	c.Sort()
	b.automaticRules(c)
	b.effects(c)
	b.unusedKeys()
	return c
}

// full reports whether there are too many errors to go on. The first time it adds a finding about that at p.
func (b *builder) full(p *places) bool {
	if b.errors <= maxFindings {
		return false
	}
	if !b.cut {
		b.cut = true
		b.findings = append(b.findings, p.src.tooMany(p.at("")))
	}
	return true
}

func (b *builder) oneOrganization(sources []*source) {
	if len(b.organizations) > 1 {
		first := b.organizations[0]
		for _, d := range b.organizations[1:] {
			b.errorAtKey(d.places, "metadata", "organization/count", "keep one: every number belongs to one organisation",
				"there is another Organization in %s:%d", first.src.name, first.at("").line)
		}
	}
	if len(b.organizations) == 1 || b.findings.Err() != nil {
		return
	}
	const message, hint = "there is no Organization",
		"add a document of kind Organization that names the North Star"
	if len(sources) == 0 {
		b.findings = append(b.findings, Finding{
			Severity: Error, Line: 1, Column: 1, Message: message, Hint: hint, Rule: "organization/count",
		})
		return
	}
	b.findings = append(b.findings, sources[0].finding(Error, sources[0].top(), "organization/count", message, hint))
}

// parentCycles reports teams and objectives that are their own ancestors.
func (b *builder) parentCycles() {
	teams, objectives := map[string][]string{}, map[string][]string{}
	teamPlaces, objectivePlaces := map[string]*places{}, map[string]*places{}
	for _, d := range b.teams {
		teams[d.Name], teamPlaces[d.Name] = []string{d.spec.Parent}, d.places
	}
	for _, d := range b.objectives {
		objectives[d.Name], objectivePlaces[d.Name] = []string{d.spec.Parent}, d.places
	}
	for _, way := range cycles(teams) {
		b.errorf(teamPlaces[way[len(way)-2]], "spec.parent", "reference/cycle", "leave one parent out",
			"teams are parents of each other: %s", arrows(way))
	}
	for _, way := range cycles(objectives) {
		b.errorf(objectivePlaces[way[len(way)-2]], "spec.parent", "reference/cycle", "leave one parent out",
			"objectives are parents of each other: %s", arrows(way))
	}
}

func (b *builder) errorf(p *places, path, rule, hint, format string, args ...any) {
	b.addFinding(Error, p, p.at(path), rule, hint, format, args...)
}

func (b *builder) errorAtKey(p *places, path, rule, hint, format string, args ...any) {
	b.addFinding(Error, p, p.key(path), rule, hint, format, args...)
}

func (b *builder) warnf(p *places, path, rule, hint, format string, args ...any) {
	b.addFinding(Warning, p, p.at(path), rule, hint, format, args...)
}

func (b *builder) hintf(p *places, path, rule, hint, format string, args ...any) {
	b.addFinding(Hint, p, p.at(path), rule, hint, format, args...)
}

func (b *builder) addFinding(sev Severity, p *places, m mark, rule, hint, format string, args ...any) {
	if sev == Error {
		b.errors++
	}
	b.findings = append(b.findings, p.src.finding(sev, m, rule, fmt.Sprintf(format, args...), hint))
}

// convert converts an optional quantity to the metric's unit. It is nil where there is none, and where it does not fit,
// which is reported.
func (b *builder) convert(p *places, path string, q *quantity, unit string) *float64 {
	if q == nil {
		return nil
	}
	v, err := q.in(unit)
	if err != nil {
		b.errorf(p, path, "quantity/unit", "write the number in the metric's unit", "%s: %v", lastName(path), err)
		return nil
	}
	return &v
}

// span converts both ends of a span, and reports where they are not in order.
func (b *builder) span(p *places, path string, s span, unit string) [2]float64 {
	return b.spanBy(p, path, s, func(path string, q *quantity) *float64 { return b.convert(p, path, q, unit) })
}

func (b *builder) spanBy(p *places, path string, s span, convert func(path string, q *quantity) *float64) [2]float64 {
	var out [2]float64
	for i, q := range s {
		if v := convert(item(path, i), &q); v != nil {
			out[i] = *v
		}
	}
	if okr.AtLeast(out[0], out[1]) && p.has(item(path, 1)) {
		b.errorf(p, path, "span/order", "write the low end first",
			"%s: the low end is not below the high end", lastName(path))
	}
	return out
}

// years reports a date outside okr.Years.
func (b *builder) years(p *places, path string, date okr.Date) {
	if !date.IsZero() && !okr.InYears(date.UTC()) {
		b.errorf(p, path, "date/years", "correct the year", "%v is outside the years %s", date, okr.Years)
	}
}

func writeQuantity(v *float64) *quantity {
	if v == nil {
		return nil
	}
	return &quantity{number: *v}
}

func writeSpan(v *[2]float64) *span {
	if v == nil {
		return nil
	}
	return &span{{number: v[0]}, {number: v[1]}}
}
