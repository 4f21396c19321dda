package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// WriteAside writes facts that were set aside as CSV, with the type that they were loaded as. Read accepts the facts whose type still
// means the same as the type of their metric.
func WriteAside(w io.Writer, facts []series.AsideFact) error {
	var keys series.Keys
	for _, f := range facts {
		for key := range f.Segment.Labels() {
			keys = keys.Plus(key)
		}
		keys = keys.Plus(f.Whole.List()...)
	}
	out := csv.NewWriter(w)
	header := []string{columnMetric, columnTime, columnNumerator, columnDenominator, columnGrain, columnType}
	err := out.Write(slices.Concat(header, keys.List()))
	var record []string
	for _, f := range facts {
		if err != nil {
			break
		}
		start, denominator := f.Start.UTC().Format(time.DateOnly), ""
		if f.Grain == okr.Hour {
			start = f.Start.UTC().Format(time.RFC3339)
		}
		if f.Type.HasSample() || f.Den != 1 {
			denominator = number(f.Den)
		}
		record = append(record[:0], f.Metric, start, number(f.Num), denominator, f.Grain.String(), f.Type.String())
		labels := f.Segment.Labels()
		for _, key := range keys.List() {
			label := labels[key]
			if f.Whole.Has(key) {
				label = series.WholeLabel
			}
			record = append(record, label)
		}
		err = out.Write(record)
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}
