package catalog

import (
	"fmt"

	"github.com/northstar/okrkpi/pkg/okr"
)

// ParseRule reads one alert rule as if it were in a complete catalog instead of the written rules there. The time depends
// on the rule, not on the size of the catalog. The result is nil where a finding is an error.
func ParseRule(c *okr.Catalog, f File) (*okr.Catalog, Findings) {
	whole := &source{name: f.Name, lines: []string{""}}
	if n := len(f.Data); n > maxDocument {
		return nil, Findings{whole.finding(Error, whole.top(), "limit/document",
			fmt.Sprintf("the rule has %d bytes: %d is the most", n, maxDocument), splitUp)}
	}
	var ds drafts
	for _, src := range newSources(f) {
		ds.read(src)
	}
	rules := len(ds.alertRules)
	b := newBuilder(ds)
	if b.findings.Err() == nil && (rules != 1 || ds.documents() != 1) {
		message := fmt.Sprintf("there are %d alert rules", rules)
		if rules == 1 {
			message = "there is more than an alert rule"
		}
		b.findings = append(b.findings, whole.finding(Error, whole.top(), "rule/count", message, "want one document of kind AlertRule"))
	}
	proposed := *c
	proposed.AlertRules = nil
	if b.findings.Err() == nil {
		b.know(&proposed)
		proposed.AlertRules = append(proposed.AlertRules, b.alertRule(b.alertRules[0], &proposed))
		b.automaticRules(&proposed)
	}
	b.findings.sort()
	if b.findings.Err() != nil {
		return nil, b.findings
	}
	return &proposed, b.findings
}

// documents is how many documents of a known kind were read.
func (ds *drafts) documents() int {
	return len(ds.organizations) + len(ds.teams) + len(ds.periods) + len(ds.metrics) + len(ds.kpis) + len(ds.objectives) +
		len(ds.alertRules)
}

// know registers the names of a catalog that a rule may use.
func (b *builder) know(c *okr.Catalog) {
	for i := range c.Teams {
		b.teamNames[c.Teams[i].Name] = true
	}
	b.metricsBuilt = map[string]*okr.Metric{}
	for i := range c.Metrics {
		b.metricNames[c.Metrics[i].Name], b.metricsBuilt[c.Metrics[i].Name] = true, &c.Metrics[i]
	}
	for i := range c.KPIs {
		b.kpiNames[c.KPIs[i].Name] = true
	}
	for i := range c.Objectives {
		for _, kr := range c.Objectives[i].KeyResults {
			b.keyResultIDs[kr.ID(c.Objectives[i].Name)] = true
		}
	}
}
