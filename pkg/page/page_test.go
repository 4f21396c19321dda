package page_test

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/page"
)

func TestAPageIsAddressedInTheReadersLanguage(t *testing.T) {
	for locale, want := range map[string]string{
		"en":    "/d/okrkpi-metric?var-metric=churn&${__url_time_range}",
		"ja":    "/d/okrkpi-metric-ja?var-metric=churn&${__url_time_range}",
		"ja-JP": "/d/okrkpi-metric-ja?var-metric=churn&${__url_time_range}",
		"de":    "/d/okrkpi-metric?var-metric=churn&${__url_time_range}",
	} {
		if got := page.Path(page.Metric.With(page.ChosenMetric, "churn", locale)); got != want {
			t.Errorf("%s: got %s, want %s", locale, got, want)
		}
	}
}
