package catalog_test

import (
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/catalog"
)

// A stored document may contain what a file may not contain today, because it was in force before the rule.
const storedBefore = `apiVersion: okr/v1
kind: Organization
metadata: {name: shop, title: "Shop \e]0;owned\a"}
spec: {northStar: orders, timezone: UTC}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders}
spec: {type: sum, grain: day, unit: short, direction: up, definition: {owner: "Mika\nKim", logic: LOGIC}}
---
apiVersion: okr/v1
kind: Team
metadata: {name: sales}
spec: {lead: Kim}
---
apiVersion: okr/v1
kind: AlertRule
metadata: {name: few}
spec: {expr: orders < 3, team: sales, severity: warning, decision: "Call\e[2J them.", runbook: "https://mika@example.com/"}
`

func TestAStoredDocumentIsCleanedWhereAFileIsRefused(t *testing.T) {
	document := []byte(strings.Replace(storedBefore, "LOGIC", strings.Repeat("counted by the day ", 5000), 1)) // 95 kB
	if _, findings := catalog.Parse([]catalog.File{{Name: "a.yaml", Data: document}}); findings.Err() == nil {
		t.Fatal("a file may hold it")
	}
	c, findings := catalog.Parse([]catalog.File{{Name: "revision 1", Data: document, Stored: true}})
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	if got := c.Organization.Label("en"); got != "Shop ]0;owned" {
		t.Errorf("title %q", got)
	}
	if got := c.Metrics[0].Definition.Owner; got != "Mika Kim" {
		t.Errorf("owner %q", got)
	}
	if got := len(c.Metrics[0].Definition.Logic.In("en")); got != len("counted by the day ")*5000-1 {
		t.Errorf("%d characters of logic", got)
	}
	if r := c.AlertRules[0]; r.Decision.In("en") != "Call[2J them." || r.Runbook != "" {
		t.Errorf("decision %q, runbook %q", r.Decision.In("en"), r.Runbook)
	}
}

func TestAStoredMetricKeepsANameThatIsTakenToday(t *testing.T) {
	text := strings.Replace(storedBefore, "orders < 3", "value < 3, over: {metrics: [orders]}", 1)
	document := []byte(strings.NewReplacer("LOGIC", "Counted.", "orders", "jump").Replace(text))
	c, findings := catalog.Parse([]catalog.File{{Name: "revision 1", Data: document, Stored: true}})
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Metric("jump"); !ok {
		t.Error("it is gone")
	}
}
