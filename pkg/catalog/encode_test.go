package catalog_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

func read(t *testing.T, name string) catalog.File {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return catalog.File{Name: name, Data: data}
}

func parse(t *testing.T, files ...catalog.File) *okr.Catalog {
	t.Helper()
	c, findings := catalog.Parse(files)
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEncodedCatalogsReadBackTheSame(t *testing.T) {
	for name, c := range map[string]*okr.Catalog{
		"The small example":     parse(t, read(t, "small.yaml")),
		"A rule with every key": ruled(t, everything),
		"A rule of few words": ruled(t, "expr: stock_level > 1\ndecision: Ask\nover: {}\ngroupBy: []\nlabels: {}\n"+
			"runbook: \"\"\naudit: \"\"\nfor: 0s\nminSample: 0"),
		"Automatic rules switched off": edited(t, "spec: {type: sum,", "spec: {alerts: {unusual: false}, type: sum,",
			"  playbook: Look at the form.", "  alerts: {thresholds: false}"),
		"A level that is carried": edited(t, "{type: last, grain: day, unit: short, direction: band}",
			"{type: last, grain: day, unit: short, direction: band, carry: 10d}"),
		"Empty values": edited(t, "segments: [plan, channel]", "segments: []\n  external: {}\n  drivers: []",
			"notDoing: [New plans]", "notDoing: []\n  theme: {}\n  bottleneck: \"\"", "segment: {plan: pro}", "segment: {}",
			"  playbook: Look at the form.", "  playbook: {}", "thresholds: {yellow: 4%, red: 0.03}", "thresholds: {}",
			"    numerator: visitors who sign up", "    exclusions: {}"),
		"Every optional value": edited(t, "spec: {type: sum, grain: hour, unit: short, direction: up}",
			"spec: {type: sum, grain: hour, unit: short, direction: up, minSample: 30, source: events, bounds: {min: -1}, "+
				"baseline: {months: 6, seasonal: true, observingUntil: 2026-10-31}, external: {factors: [Rain, {en: Snow}], "+
				"range: [-0.5, 2], auxiliary: [signup_rate]}}",
			"  playbook: Look at the form.", "  explorationUntil: 2026-10-01\n  retiredOn: 2026-11-01",
			"  notDoing: [New plans]", "  revision: {reason: {en: The market changed}}\n  decider: Head\n  doer: Team",
			"      weight: 2", "      provisionalActivity: {reason: Too early, until: 2026-10-31}",
			"thresholds: {yellow: [100, 200], red: [50, 400]}", "thresholds: {red: [50, 400]}",
			"timezone: Asia/Tokyo", "timezone: Asia/Tokyo\n  currency: JPY\n  mode: small",
			"contactPoint: growth", "contactPoint: growth\n  cadence: {okrReview: weekly tuesday 10:00 30m, kpiReview: daily 09:30 10m}"),
	} {
		t.Run(name, func(t *testing.T) { readsBack(t, c) })
	}
}

func readsBack(t *testing.T, c *okr.Catalog) {
	t.Helper()
	data, err := catalog.Encode(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate(t, compiledSchema(t), data); err != nil {
		t.Error(err)
	}
	again := parse(t, catalog.File{Name: "encoded.yaml", Data: data})
	if diff := cmp.Diff(c, again, zones); diff != "" {
		t.Errorf("read back differently (-written +read):\n%s", diff)
	}
}
