package main

import (
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func TestSeriesThatShareAFrameAreSplit(t *testing.T) {
	one, two, three := 1.0, 2.0, 3.0
	days := []time.Time{
		time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC),
	}
	wide := data.NewFrame("", data.NewField("time", nil, days),
		data.NewField("value", data.Labels{"plan": "free"}, []*float64{&one, nil, &two}),
		data.NewField("value", data.Labels{"plan": "pro"}, []*float64{nil, &three, nil}),
		data.NewField("value", data.Labels{"plan": "none"}, []*float64{nil, nil, nil}))
	wide.Meta = &data.FrameMeta{Type: data.FrameTypeTimeSeriesWide}
	var out strings.Builder
	if err := writeCSV(&out, splitSeries(data.Frames{wide})); err != nil {
		t.Fatal(err)
	}
	const want = `plan,time,value
free,2026-03-01T00:00:00Z,1
free,2026-03-02T00:00:00Z,
free,2026-03-03T00:00:00Z,2
pro,2026-03-02T00:00:00Z,3
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
