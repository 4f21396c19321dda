package okr_test

import (
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestAnInstantIsAMomentOrADay(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text       string
		start, end string // RFC 3339 in UTC; "" where it is none
	}{
		"RFC 3339":                             {"2026-11-22T09:00:00+09:00", "2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z"},
		"A day":                                {"2026-11-22", "2026-11-22T05:00:00Z", "2026-11-23T05:00:00Z"},
		"A day of 23 hours":                    {"2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"},
		"Milliseconds":                         {"1795300000000", "2026-11-21T22:26:40Z", "2026-11-21T22:26:40Z"},
		"The beginning of Grafana's time":      {"0", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
		"Milliseconds before 1970":             {"-1000", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
		"A day that does not exist":            {"2026-02-30", "", ""},
		"A time without a zone":                {"2026-11-22T09:00:00", "", ""},
		"More milliseconds than fit into time": {"99999999999999999999", "", ""},
		"A word":                               {"yesterday", "", ""},
		"Nothing":                              {"", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			instant, ok := okr.ParseInstant(c.text)
			if ok != (c.start != "") {
				t.Fatalf("ok is %v", ok)
			}
			if !ok {
				return
			}
			start, end := instant.Start(newYork).UTC().Format(time.RFC3339), instant.End(newYork).UTC().Format(time.RFC3339)
			if start != c.start || end != c.end {
				t.Errorf("from %s to %s, want %s to %s", start, end, c.start, c.end)
			}
		})
	}
}
