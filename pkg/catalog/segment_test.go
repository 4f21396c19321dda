package catalog_test

import (
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/catalog"
)

// The label has a combining accent, a zero-width space and spaces around, as text copied from elsewhere.
func TestTheSegmentOfAKeyResultHasTheFormOfLabelsInFacts(t *testing.T) {
	f := read(t, "small.yaml")
	f.Data = []byte(strings.Replace(string(f.Data), "segment: {plan: pro}", "segment: {plan: \" Cafe\u0301\u200b  noir\u00a0\"}", 1))
	c := parse(t, []catalog.File{f}...)
	if got := c.Objectives[0].KeyResults[0].Segment["plan"]; got != "Caf\u00e9 noir" {
		t.Errorf("the label is %+q", got)
	}
}
