package catalog_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

// TestKeysThatAreNotUsedYetAreKeptAndTheGuideSaysSo gives the small example every one of them.
func TestKeysThatAreNotUsedYetAreKeptAndTheGuideSaysSo(t *testing.T) {
	f := read(t, "small.yaml")
	f.Data = []byte(strings.NewReplacer(
		"timezone: Asia/Tokyo", "timezone: Asia/Tokyo\n  currency: JPY\n  mode: small",
		"contactPoint: growth", "contactPoint: growth\n  cadence: {okrReview: weekly tuesday 10:00 30m, kpiReview: daily 09:30 10m}",
		"grain: hour,", "grain: hour, source: events,",
		"{name: acme,", "{name: acme, description: Sells.,", "{name: growth,", "{name: growth, description: Grows.,",
		"{name: 2026-Q4}", "{name: 2026-Q4, description: Autumn.}", "{name: stock}", "{name: stock, description: Counts.}",
		"{name: slow_answers,", "{name: slow_answers, description: Waits.,",
	).Replace(string(f.Data)))
	c, findings := catalog.Parse([]catalog.File{f})
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	orders, _ := c.Metric("orders")
	got := []any{
		c.Organization.Currency, c.Organization.Mode, c.Teams[0].OKRReview, c.Teams[0].KPIReview, orders.Source.Kind,
		c.Organization.Description, c.Teams[0].Description, c.Periods[0].Description, c.KPIs[1].Description, c.AlertRules[0].Description,
	}
	want := []any{
		"JPY", okr.Small, "weekly tuesday 10:00 30m", "daily 09:30 10m", okr.SourceEvents,
		okr.Plain("Sells."), okr.Plain("Grows."), okr.Plain("Autumn."), okr.Plain("Counts."), okr.Plain("Waits."),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what is kept differs (-want +got):\n%s", diff)
	}

	guide, err := os.ReadFile("../../docs/catalog.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, _ := strings.Cut(string(guide), "\n## Keys that are not used yet\n")
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	hints := 0
	for _, found := range findings {
		if found.Rule != "key/unused" {
			continue
		}
		hints++
		name, _, ok := strings.Cut(found.Message, " is not used yet")
		name, _, _ = strings.Cut(name, " of a")
		if !ok || found.Severity != catalog.Hint || !strings.Contains(chapter, "`"+name) {
			t.Errorf("the guide says nothing about %v", found)
		}
	}
	if hints != 9 {
		t.Errorf("%d hints, want 9: %v", hints, findings)
	}
}
