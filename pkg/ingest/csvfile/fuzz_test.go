package csvfile_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
)

func FuzzRead(f *testing.F) {
	f.Add("metric,time,numerator,denominator,plan\nsignup_rate,2026-11-22,45,100,pro\n")
	f.Add("metric,time,value,grain\r\nactive_users,2026-11-16,1,week\r\n\"stock\",2026-11-22T00:00:00+09:00,1e3,")
	f.Add("\ufeffmetric,time,value\norders,2026-11-22T09:00:00Z,\"1\"\"2\"\n\"")
	f.Add("metric,time,value\nstock,0000-01-01,1\nstock,9999-12-31T23:59:59-23:59,0x1p-2\n")
	f.Add("metric,time,value\nstock,2026-11-22,\"1\n\n\n\xff\xfe,\x00")
	c := company(f)
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + 1
		for fact, err := range csvfile.Read(strings.NewReader(text), "facts.csv", c) {
			if limit := new(csvfile.LimitError); errors.As(err, &limit) && len(text) > csvfile.MaxRow {
				if limit.Line < 1 || limit.Line > lines {
					t.Fatalf("an error without its place: %#v", err)
				}
				continue
			}
			if err != nil {
				var bad *csvfile.RowError
				if !errors.As(err, &bad) || bad.Line < 1 || bad.Line > lines || bad.Column < 1 || bad.Reason == "" {
					t.Fatalf("an error without its place: %#v", err)
				}
				continue
			}
			m, ok := c.Metric(fact.Metric)
			if !ok || m.Type == okr.Derived || fact.Grain == okr.GrainUnknown {
				t.Fatalf("a fact of no metric: %+v", fact)
			}
			if bad := math.IsNaN(fact.Num-fact.Num) || math.IsNaN(fact.Den-fact.Den) || fact.Den < 0; bad {
				t.Fatalf("a fact without a number: %+v", fact)
			}
			for key := range fact.Segment.Labels() {
				if !strings.Contains(strings.Join(m.Segments, " "), key) {
					t.Fatalf("a label that is not declared: %+v", fact)
				}
			}
		}
	})
}
