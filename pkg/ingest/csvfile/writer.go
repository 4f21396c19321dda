package csvfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Options choose the optional columns of Write.
type Options struct {
	Grain    bool     // for metrics whose facts have several grains
	Segments []string // in addition to those that the catalog's metrics declare
}

// Write writes facts as CSV that Read reads back. The columns are metric, time, numerator and denominator; the grain where the options
// want it or the catalog has metrics that are not additive; and every segment that the metrics declare, in alphabetical order. It
// stops at the first error of facts.
func Write(w io.Writer, c *okr.Catalog, facts iter.Seq2[series.Fact, error], o Options) error {
	out := &writer{csv: csv.NewWriter(w), calendar: series.CalendarOf(c.Organization), catalog: c, grain: o.Grain}
	record := []string{columnMetric, columnTime, columnNumerator, columnDenominator}
	out.keys = slices.Clone(o.Segments)
	for i := range c.Metrics {
		m := &c.Metrics[i]
		out.grain = out.grain || m.Type == okr.Distinct || m.Type == okr.Median
		out.keys = append(out.keys, m.Segments...)
	}
	if out.grain {
		record = append(record, columnGrain)
	}
	slices.Sort(out.keys)
	out.keys = slices.Compact(out.keys)
	if err := out.csv.Write(append(record, out.keys...)); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	out.segments = map[labelling][]string{}
	for fact, err := range facts {
		if err != nil {
			return err
		}
		if err := out.fact(fact); err != nil {
			return err
		}
	}
	out.csv.Flush()
	if err := out.csv.Error(); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}

type writer struct {
	csv      *csv.Writer
	calendar series.Calendar
	catalog  *okr.Catalog
	grain    bool     // whether there is a column for it
	keys     []string // of segments, ordered
	segments map[labelling][]string
	record   []string
}

// labelling is what the labels of a row mean.
type labelling struct {
	segment series.Segment
	whole   series.Keys
}

func (w *writer) fact(f series.Fact) error {
	m, ok := w.catalog.Metric(f.Metric)
	if !ok {
		return fmt.Errorf("write facts: there is no metric %q in the catalog", f.Metric)
	}
	s := labelling{f.Segment, f.Whole}
	labels, ok := w.segments[s]
	if !ok {
		var err error
		if labels, err = w.labels(s); err != nil {
			return err
		}
		w.segments[s] = labels
	}
	denominator := ""
	if m.Type.HasSample() || f.Den != 1 {
		denominator = number(f.Den)
	}
	w.record = append(w.record[:0], f.Metric, w.time(f), number(f.Num), denominator)
	if w.grain {
		w.record = append(w.record, f.Grain.String())
	}
	if err := w.csv.Write(append(w.record, labels...)); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}

func (w *writer) time(f series.Fact) string {
	if f.Grain == okr.Hour {
		return w.calendar.Start(f.Grain, f.Bucket).Format(time.RFC3339)
	}
	return w.calendar.StartDate(f.Grain, f.Bucket).String()
}

// labels puts the values of a segment into the order of the columns.
func (w *writer) labels(s labelling) ([]string, error) {
	values := make([]string, len(w.keys))
	labels := s.segment.Labels()
	for _, key := range s.whole.List() {
		if labels == nil {
			labels = map[string]string{}
		}
		labels[key] = series.WholeLabel
	}
	for key, value := range labels {
		i, ok := slices.BinarySearch(w.keys, key)
		if !ok {
			return nil, fmt.Errorf("write facts: no metric of the catalog declares the segment %q", key)
		}
		values[i] = value
	}
	return values, nil
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
