package condition_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/condition"
)

func TestTheNumbersThatAreInTheUnitOfAMetric(t *testing.T) {
	for name, test := range map[string]struct {
		expr string
		want []string // what they are levels of, value and place
	}{
		"A metric that is compared": {"churn > 40", []string{"churn 40 1:9+2"}},
		"A limit on the left":       {"40 < churn", []string{"churn 40 1:1+2"}},
		"The rule's own value and history": {
			"value > 1 && last(2) > 2 && median(3) > 4", []string{"value 1 1:9+1", "value 2 1:24+1", "value 4 1:41+1"},
		},
		"A change":                     {"value - previous < -5", []string{"value -5 1:20+2"}},
		"A limit that is moved":        {"value > baseline + 5", []string{"value 5 1:20+1"}},
		"A value that is kept above":   {"max(churn, 40) > 50", []string{"churn 40 1:12+2", "churn 50 1:18+2"}},
		"A crossing":                   {"crosses(40)", []string{"value 40 1:9+2"}},
		"In a streak":                  {"streak(value > 40, 3)", []string{"value 40 1:16+2"}},
		"A sum of numbers":             {"churn > 20 + 20", []string{"churn 40 1:9+7"}},
		"A metric at another grain":    {`metric("churn", "month") > 40`, []string{"churn 40 1:28+2"}},
		"Shares":                       {"wow < -10 || pace < 75", []string{"wow -10 1:7+3", "pace 75 1:21+2"}},
		"A product is in another unit": {"churn * 100 > 40", nil},
		"A quotient is in no unit":     {"churn / visits > 40", nil},
		"Numbers that count":           {"sample > 40 && z > 3.5 && stale_days > 10 && now - bucket > days(10) && drop(0.2)", nil},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := condition.CompileCondition(test.expr, condition.Names{Metrics: []string{"churn", "visits"}})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range c.Levels() {
				got = append(got, fmt.Sprintf("%s %v %d:%d+%d", l.Of, l.Value, l.Line, l.Column, l.Width))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("levels differ (-want +got):\n%s", diff)
			}
		})
	}
}
