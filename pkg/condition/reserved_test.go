package condition_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
)

func TestEveryWordOfConditionsIsReserved(t *testing.T) {
	want := strings.Fields(`abs all and attainment baseline bucket coalesce contains crosses days drop else false if in jump last let matches
		max median metric min mom nil not now or pace previous round sample slope spike stale_days status streak target true value wow yoy z`)
	if got := condition.Reserved(); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
