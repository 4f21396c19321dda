package bench_test

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/dev/bench"
)

func TestTheCompanyIsAsLargeAsItSays(t *testing.T) {
	c, err := bench.Catalog()
	if err != nil {
		t.Fatal(err)
	}
	facts := 0
	for range bench.Facts(bench.Metrics) {
		facts++
	}
	keyResults := 0
	for _, o := range c.Objectives {
		keyResults += len(o.KeyResults)
	}
	got := [...]int{len(c.Metrics), facts, keyResults, len(c.Teams), len(c.Organization.Overview)}
	if want := [...]int{1000, 1_100_000, 200, 10, 5}; got != want {
		t.Fatalf("metrics, facts, key results, teams and metrics of the overview: %v, want %v", got, want)
	}
}
