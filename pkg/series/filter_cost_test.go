package series_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/series"
)

// Measured time of a match of each pattern, in comparisons of 50 ns, with a label of 27 characters.
func TestTheCostOfAFilterBoundsWhatItsMatchTakes(t *testing.T) {
	names := make([]string, 400)
	for i := range names {
		names[i] = fmt.Sprint("name-", 1000+i)
	}
	for name, tc := range map[string]struct {
		operator, value string
		measured, most  int
	}{
		"a comparison":                {"=", "enterprise", 1, 1},
		"two names":                   {"=~", "enterprise|team", 8, 20},
		"a list of 400 names":         {"=~", "(" + strings.Join(names, "|") + ")", 11, 500},
		"the usual part of a name":    {"=~", ".*team.*", 10, 100},
		"a repeated number":           {"!~", "(s[0-9]+)+$", 11, 100},
		"900 optional characters":     {"=~", "(.?){900}x", 28_800, 50_000},
		"a repetition of repetitions": {"=~", "(?:(?:a?){30}){30}b", 900, 100_000},
	} {
		f, err := series.NewFilter("segment", tc.operator, tc.value)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := f.Cost(); got < tc.measured || got > tc.most {
			t.Errorf("%s: %d, want %d to %d", name, got, tc.measured, tc.most)
		}
	}
}
