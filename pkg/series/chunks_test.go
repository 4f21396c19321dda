package series_test

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// drawPoints are facts in bursts, up to two centuries of days apart, in any order.
func drawPoints(t *rapid.T) []series.Point {
	var points []series.Point
	for range rapid.IntRange(1, 5).Draw(t, "bursts") {
		b := series.Bucket(rapid.Int64Range(-25_000, 60_000).Draw(t, "start"))
		for range rapid.IntRange(1, 20).Draw(t, "length") {
			b += series.Bucket(rapid.SampledFrom([]int64{1, 1, 1, 2, 7, 96, 97, 98, 500}).Draw(t, "step"))
			num := float64(rapid.IntRange(-9, 9).Draw(t, "num"))
			points = append(points, series.Point{Bucket: b, Num: num, Den: num + 10})
		}
	}
	return rapid.Permutation(points).Draw(t, "points")
}

// byBucket is the points by bucket, in the simplest form.
func byBucket(points []series.Point) map[series.Bucket]series.Point {
	facts := map[series.Bucket]series.Point{}
	for _, p := range points {
		facts[p.Bucket] = p
	}
	return facts
}

func TestChunksHoldTheFactsAndLittleElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := drawPoints(t)
		want := byBucket(points)
		head := series.Columns{Metric: "m", Grain: okr.Day, Segment: `{"a":"b"}`, Whole: "c"}
		chunks := series.AppendChunks(nil, head, points)
		buckets := 0
		for i, c := range chunks {
			if c.Metric != head.Metric || c.Grain != head.Grain || c.Segment != head.Segment || c.Whole != head.Whole {
				t.Fatalf("chunk %d is of %+v", i, c)
			}
			if i > 0 && c.First <= chunks[i-1].Until() {
				t.Fatalf("chunk %d begins in %d, the one before ends in %d", i, c.First, chunks[i-1].Until())
			}
			if len(c.Num) != len(c.Den) || cap(c.Num) != len(c.Num) || cap(c.Den) != len(c.Den) {
				t.Fatalf("chunk %d reaches into another one", i)
			}
			buckets += len(c.Num)
			for j, num := range c.Num {
				b := c.First + series.Bucket(j)
				p, ok := want[b]
				if ok == math.IsNaN(num) || ok && (num != p.Num || c.Den[j] != p.Den) {
					t.Fatalf("bucket %d holds %v/%v, want %+v", b, num, c.Den[j], p)
				}
				delete(want, b)
			}
		}
		if len(want) > 0 {
			t.Fatalf("lost %v", want)
		}
		if most := 97 * len(points); buckets > most {
			t.Fatalf("%d facts take %d buckets, more than %d", len(points), buckets, most)
		}
	})
}

func TestCutChunksAreTheFactsBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := drawPoints(t)
		want := byBucket(points)
		from := series.Bucket(rapid.Int64Range(-26_000, 61_000).Draw(t, "from"))
		until := from + series.Bucket(rapid.Int64Range(0, 50_000).Draw(t, "length"))
		found := 0
		for _, c := range series.AppendChunks(nil, series.Columns{Grain: okr.Day}, points) {
			part, ok := c.Between(from, until)
			if !ok {
				continue
			}
			for f := range part.Facts() {
				if p, ok := want[f.Bucket]; !ok || f.Bucket < from || f.Bucket >= until || p.Num != f.Num || p.Den != f.Den {
					t.Fatalf("found %+v from %d until %d, want %+v", f, from, until, p)
				}
				found++
			}
		}
		for b := range want {
			if b >= from && b < until {
				found--
			}
		}
		if found != 0 {
			t.Fatalf("the cut has %d facts too many", found)
		}
	})
}

// dense is the same series in one piece, whatever its length.
func dense(head series.Columns, points []series.Point) series.Columns {
	for _, p := range points {
		head.Set(p.Bucket, p.Num, p.Den)
	}
	return head
}

// All results from chunks equal those of the same series in one piece.
func TestChunksGiveWhatOnePieceGives(t *testing.T) {
	types := []okr.MetricType{okr.Ratio, okr.Mean, okr.Sum, okr.Last, okr.Distinct, okr.Median}
	rapid.Check(t, func(t *rapid.T) {
		cal := series.NewCalendar(time.UTC, time.Monday, time.January)
		typ := rapid.SampledFrom(types).Draw(t, "type")
		to := rapid.SampledFrom([]okr.Grain{okr.Day, okr.Week, okr.Month}).Draw(t, "to")
		segments := 1
		if typ.Additive() {
			segments = rapid.IntRange(1, 3).Draw(t, "segments")
		} else {
			to = okr.Day
		}
		carry := rapid.SampledFrom([]int{0, 3, 40}).Draw(t, "carry")
		var chunks, pieces []series.Columns
		var middle series.Bucket
		for i := range segments {
			points := drawPoints(t)
			middle = points[0].Bucket
			head := series.Columns{Metric: "m", Grain: okr.Day, Segment: series.SegmentOf(map[string]string{"n": string(rune('a' + i))})}
			if typ == okr.Last && i == 1 && rapid.Bool().Draw(t, "weeks") {
				head.Grain = okr.Week
				for j := range points {
					points[j].Bucket /= 7
				}
			}
			pieces = append(pieces, dense(head, points))
			chunks = series.AppendChunks(chunks, head, points)
		}
		at := cal.Holding(to, okr.Day, middle)
		from := at - series.Bucket(rapid.IntRange(0, 300).Draw(t, "before"))
		until := at + series.Bucket(rapid.IntRange(1, 300).Draw(t, "after"))
		roll := func(cols []series.Columns) (series.Line, string) {
			r := series.NewRoller(cal, to, from, until)
			var line series.Line
			var err error
			if typ == okr.Last {
				line, err = r.RollLevels(carry, cols)
			} else {
				line, err = r.Roll(typ, cols)
			}
			if err != nil {
				return line, err.Error()
			}
			return line, ""
		}
		want, wantErr := roll(pieces)
		got, gotErr := roll(chunks)
		if wantErr != gotErr || !slices.EqualFunc(want.Value, got.Value, same) || !slices.EqualFunc(want.Den, got.Den, same) {
			t.Fatalf("one piece gives %v %s\nchunks give    %v %s", want.Value, wantErr, got.Value, gotErr)
		}
		if !typ.Additive() {
			return
		}
		a, okA := series.ArrivalOf(cal, typ, carry, pieces)
		b, okB := series.ArrivalOf(cal, typ, carry, chunks)
		atA, waitsA := a.Watermark()
		atB, waitsB := b.Watermark()
		if okA != okB || a.Newest != b.Newest || a.Grain != b.Grain || !atA.Equal(atB) || waitsA != waitsB ||
			!slices.Equal(a.Missing, b.Missing) {
			t.Fatalf("one piece has arrived up to %v (%v) missing %v, chunks up to %v (%v) missing %v", atA, waitsA, a.Missing,
				atB, waitsB, b.Missing)
		}
	})
}

// A fact of 1900 beside those of today must not make anything as long as the time between them.
func TestFarFactsCostWhatFactsCost(t *testing.T) {
	cal := series.NewCalendar(time.UTC, time.Monday, time.January)
	day := func(g okr.Grain, y int) series.Bucket { return cal.OnDate(g, okr.NewDate(y, time.March, 2)) }
	far := func(g okr.Grain, plan string) []series.Columns {
		points := []series.Point{{Bucket: day(g, 1900), Num: 1, Den: 1}}
		for i := range 40 {
			points = append(points, series.Point{Bucket: day(g, 2026) + series.Bucket(i), Num: float64(i), Den: 1})
		}
		points = append(points, series.Point{Bucket: day(g, 2190), Num: 1, Den: 1})
		segment := series.SegmentOf(map[string]string{"plan": plan})
		return series.AppendChunks(nil, series.Columns{Metric: "m", Grain: g, Segment: segment}, points)
	}
	fold := func(t okr.MetricType, g okr.Grain) func() error {
		return func() error {
			cols := slices.Concat(far(g, "a"), far(g, "b"))
			after, _, err := series.Fold(cal, t, cols, series.KeysOf("plan"))
			if len(after) != 3 {
				return fmt.Errorf("it leaves %d chunks: %w", len(after), err)
			}
			return err
		}
	}
	work := map[string]func() error{
		"cutting hours": func() error { far(okr.Hour, "a"); return nil },
		"adding up hours over segments that went":         fold(okr.Sum, okr.Hour),
		"levels of hours over segments that went":         fold(okr.Last, okr.Hour),
		"ratios of days over segments that went":          fold(okr.Ratio, okr.Day),
		"levels by the hour and by the day in one answer": levelsOf(cal, slices.Concat(far(okr.Day, "b"), far(okr.Hour, "a"))),
		"when levels by the hour have arrived": func() error {
			series.ArrivalOf(cal, okr.Last, 0, slices.Concat(far(okr.Hour, "a"), far(okr.Hour, "b")[:1]))
			return nil
		},
	}
	for name, do := range work {
		t.Run(name, func(t *testing.T) {
			const most = 1 << 20 // the time between takes 17 MB for each segment by the hour, and 700 kB by the day
			if got := allocated(t, do); got > most {
				t.Errorf("it takes %d bytes, more than %d", got, most)
			}
		})
	}
}

func levelsOf(cal series.Calendar, cols []series.Columns) func() error {
	return func() error {
		week := cal.OnDate(okr.Week, okr.NewDate(2026, time.March, 2))
		_, err := series.NewRoller(cal, okr.Week, week-10, week+10).RollLevels(3, cols)
		return err
	}
}

// allocated is how many bytes a function allocates.
func allocated(t *testing.T, do func() error) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := do(); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
