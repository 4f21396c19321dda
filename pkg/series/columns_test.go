package series_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestColumnsGrowInBothDirections(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cols series.Columns
		want := map[series.Bucket]float64{}
		for range rapid.IntRange(1, 30).Draw(t, "facts") {
			b := series.Bucket(rapid.Int64Range(-50, 50).Draw(t, "bucket"))
			num := rapid.Float64Range(-9, 9).Draw(t, "num")
			cols.Set(b, num, 2*num)
			want[b] = num
		}
		if len(cols.Num) != len(cols.Den) {
			t.Fatalf("%d numerators and %d denominators", len(cols.Num), len(cols.Den))
		}
		for i, num := range cols.Num {
			expected, ok := want[cols.First+series.Bucket(i)]
			if math.IsNaN(num) == ok || ok && (num != expected || cols.Den[i] != 2*expected) {
				t.Fatalf("bucket %d holds %v/%v, want %v", cols.First+series.Bucket(i), num, cols.Den[i], expected)
			}
			delete(want, cols.First+series.Bucket(i))
		}
		if len(want) > 0 {
			t.Fatalf("lost %v", want)
		}
	})
}

func TestLine(t *testing.T) {
	none := math.NaN()
	line := series.Line{Grain: okr.Day, First: 10, Value: []float64{0.5, none, 0.25, none}, Den: []float64{4, none, 8, 0}}
	for b, want := range map[series.Bucket]float64{9: none, 10: 0.5, 11: none, 12: 0.25, 13: none, 14: none} {
		if got := line.At(b); !same(got, want) {
			t.Errorf("At(%d) = %v, want %v", b, got, want)
		}
	}
	for b, want := range map[series.Bucket]float64{9: none, 10: 4, 11: none, 12: 8, 13: 0, 14: none} {
		if got := line.SampleAt(b); !same(got, want) {
			t.Errorf("SampleAt(%d) = %v, want %v", b, got, want)
		}
	}
	if b, v, ok := line.Last(); b != 12 || v != 0.25 || !ok {
		t.Errorf("Last() = %d, %v, %v", b, v, ok)
	}
	if _, v, ok := (series.Line{Value: []float64{none}}).Last(); ok || !math.IsNaN(v) {
		t.Errorf("the last value of an empty line is %v, %v", v, ok)
	}
	if line.Len() != 4 || line.Until() != 14 {
		t.Errorf("%d buckets until %d", line.Len(), line.Until())
	}
	derived := series.Line{First: 3, Value: []float64{1}}
	if got := derived.SampleAt(3); !math.IsNaN(got) {
		t.Errorf("a line that came from no sums has a sample of %v", got)
	}
}

func TestPartOfALine(t *testing.T) {
	line := series.Line{Grain: okr.Week, First: 5, Value: []float64{5, 6, 7, 8}}
	tests := map[string]struct {
		from, until, first series.Bucket
		want               []float64
	}{
		"within":                   {6, 8, 6, []float64{6, 7}},
		"beyond both ends":         {0, 99, 5, []float64{5, 6, 7, 8}},
		"before the line":          {0, 3, 5, nil},
		"after the line":           {20, 30, 9, nil},
		"from after until is none": {8, 6, 8, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := line.Between(test.from, test.until)
			if got.First != test.first || got.Grain != okr.Week || got.Num != nil || len(got.Value) != len(test.want) {
				t.Fatalf("got %+v", got)
			}
			for i, v := range test.want {
				if got.Value[i] != v {
					t.Errorf("value %d is %v, want %v", i, got.Value[i], v)
				}
			}
		})
	}
}

func TestWindowOfALine(t *testing.T) {
	none := math.NaN()
	line := series.Line{Grain: okr.Week, First: 5, Value: []float64{5, 6, none, 8}}
	tests := map[string]struct {
		from, until series.Bucket
		want        []float64
	}{
		"within":                   {6, 8, []float64{6, none}},
		"the whole":                {5, 9, []float64{5, 6, none, 8}},
		"beyond both ends":         {4, 10, []float64{none, 5, 6, none, 8, none}},
		"before the line":          {1, 3, []float64{none, none}},
		"from after until is none": {8, 6, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := line.Window(test.from, test.until); !slices.EqualFunc(got, test.want, same) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
