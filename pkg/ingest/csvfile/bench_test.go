package csvfile_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
)

// BenchmarkRead reads three years of days of a hundred metrics in six segments, in the order of metric and time.
func BenchmarkRead(b *testing.B) {
	c := company(b)
	var file bytes.Buffer
	file.WriteString("metric,time,numerator,denominator,plan,channel\n")
	rows := 0
	for m := range 100 {
		name := fmt.Sprintf("signup_rate_%03d", m)
		c.Metrics = append(c.Metrics, okr.Metric{
			Meta: okr.Meta{Name: name}, Type: okr.Ratio, Grain: okr.Day, Segments: []string{"channel", "plan"},
		})
		for day := range 1100 {
			date := okr.NewDate(2023, 11, 1+day)
			for i, plan := range []string{"free", "pro", "business"} {
				for j, channel := range []string{"paid", "organic"} {
					fmt.Fprintf(&file, "%s,%v,%d.5,%d,%s,%s\n", name, date, 100+i, 1000+j, plan, channel)
					rows++
				}
			}
		}
	}
	c.Sort()
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range csvfile.Read(bytes.NewReader(file.Bytes()), "facts.csv", c) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != rows {
			b.Fatalf("%d facts, want %d", n, rows)
		}
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}
