package query_test

import (
	"slices"
	"testing"

	"github.com/northstar/okrkpi/pkg/query"
)

func TestTheTableOfTypesFitsTogether(t *testing.T) {
	offered, all := slices.Sorted(slices.Values(query.Offered())), slices.Sorted(slices.Values(query.Types()))
	if !slices.Equal(offered, all) {
		t.Errorf("%v are offered, and there are %v", offered, all)
	}
	for _, s := range query.Specs() {
		for _, f := range slices.Concat(s.Choices(), s.Alerting.Formats) {
			if !slices.Contains(s.Formats, f) {
				t.Errorf("%s cannot be answered as %s", s.Type, f)
			}
		}
		if (s.Alerting.Default == "") != (s.Alerting.Instead != "") {
			t.Errorf("%s: an alert rule gets %q, and is told %q", s.Type, s.Alerting.Default, s.Alerting.Instead)
		}
		safe, err := query.AlertSafe(query.Query{QueryType: s.Type})
		if (err == nil) != (s.Alerting.Default != "") || err == nil && safe.Format != s.Alerting.Default {
			t.Errorf("%s becomes %+v %v", s.Type, safe, err)
		}
	}
	if same, err := query.AlertSafe(query.Query{QueryType: "later"}); err != nil || same.Format != "" {
		t.Errorf("a type that nobody knows becomes %+v %v", same, err)
	}
}
