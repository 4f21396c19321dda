package series_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestTheGuideTellsTheNumbersThatTheCodeJudgesBy(t *testing.T) {
	guide, err := os.ReadFile("../../docs/numbers.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, _ := strings.Cut(string(guide), "\n## Where the numbers come from\n")
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	got := map[string]string{}
	rows := regexp.MustCompile(`(?m)^\| (.+?) \| (.*?[0-9].*?) \| (?:method|ours: .+|.+, [0-9]{4}) \|$`)
	for _, row := range rows.FindAllStringSubmatch(chapter, -1) {
		got[row[1]] = row[2]
	}
	to := func(low, high any) string { return fmt.Sprintf("%v to %v", low, high) }
	want := map[string]string{
		"success line":                                    fmt.Sprint(okr.DefaultSuccessLine),
		"success band":                                    to(okr.SuccessFrom, okr.SuccessTo),
		"attainment that questions the design":            fmt.Sprint(okr.DesignDoubt, " or less"),
		"pace that is green":                              fmt.Sprint(okr.PaceGreen),
		"pace that is yellow":                             fmt.Sprint(okr.PaceYellow),
		"days of grace":                                   fmt.Sprint(okr.GraceDays),
		"usual ambition":                                  to(okr.AmbitionLow, okr.AmbitionHigh),
		"key results of an objective":                     to(okr.FewestKeyResults, okr.MostKeyResults),
		"KPIs of a tier, per team":                        fmt.Sprint(okr.MostKPIs),
		"months of a baseline":                            to(okr.FewestBaselineMonths, okr.MostBaselineMonths),
		"points of a stable baseline":                     fmt.Sprint(series.BaselineFewest),
		"spread and drift of a stable baseline":           fmt.Sprint(series.BaselineSpread),
		"score that is unusual":                           fmt.Sprint(okr.UnusualScore),
		"MAD of a normal distribution":                    fmt.Sprint(series.MADFactor),
		"jump that is marked and alerts":                  fmt.Sprint(okr.UnusualJump),
		"buckets that a score looks back on":              fmt.Sprint(series.AnomalyWindow),
		"points of a score":                               fmt.Sprint(series.AnomalyFewest),
		"points of a score that is more than provisional": fmt.Sprint(series.AnomalyReliable),
		"points of a forecast":                            fmt.Sprint(series.ForecastFewest),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the guide differs (-code +guide):\n%s", diff)
	}
}
