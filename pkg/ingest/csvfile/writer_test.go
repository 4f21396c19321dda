package csvfile_test

import (
	"bytes"
	"errors"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func sequence(list []series.Fact) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for _, f := range list {
			if !yield(f, nil) {
				return
			}
		}
	}
}

func TestWrittenFilesShowEveryColumn(t *testing.T) {
	c := company(t)
	cal := series.CalendarOf(c.Organization)
	date := okr.NewDate(2026, 11, 16)
	var out bytes.Buffer
	err := csvfile.Write(&out, c, sequence([]series.Fact{
		{
			Metric: "signup_rate", Grain: okr.Day, Bucket: cal.OnDate(okr.Day, date),
			Segment: `{"channel":"ads, web","plan":"無料"}`, Num: 1, Den: 2,
		},
		{Metric: "orders", Grain: okr.Hour, Bucket: cal.OnDate(okr.Hour, date) + 9, Num: 0.1, Den: 1},
		{Metric: "active_users", Grain: okr.Month, Bucket: cal.OnDate(okr.Month, date), Num: 12345678, Den: 1},
	}), csvfile.Options{})
	want := `metric,time,numerator,denominator,grain,channel,plan
signup_rate,2026-11-16,1,2,day,"ads, web",無料
orders,2026-11-16T09:00:00+09:00,0.1,,hour,,
active_users,2026-11-01,1.2345678e+07,,month,,
`
	if err != nil || out.String() != want {
		t.Errorf("error %v, wrote\n%swant\n%s", err, out.String(), want)
	}
}

func TestFactsThatTheCatalogDoesNotKnowAreNotWritten(t *testing.T) {
	for name, tc := range map[string]struct {
		fact series.Fact
		want string
	}{
		"An unknown metric": {
			series.Fact{Metric: "profit"}, `write facts: there is no metric "profit" in the catalog`,
		},
		"An unknown segment": {
			series.Fact{Metric: "stock", Grain: okr.Day, Segment: `{"shop":"1"}`},
			`write facts: no metric of the catalog declares the segment "shop"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := csvfile.Write(&bytes.Buffer{}, company(t), sequence([]series.Fact{tc.fact}), csvfile.Options{})
			if err == nil || err.Error() != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}

func TestAnErrorOfTheFactsEndsTheFile(t *testing.T) {
	broken := errors.New("the database is gone")
	err := csvfile.Write(&bytes.Buffer{}, company(t), func(yield func(series.Fact, error) bool) {
		yield(series.Fact{}, broken)
	}, csvfile.Options{})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestADiskThatIsFullIsReported(t *testing.T) {
	err := csvfile.Write(fullDisk{}, company(t), sequence(nil), csvfile.Options{})
	if err == nil || err.Error() != "write facts: no space left" {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsWrittenReadsBackTheSame(t *testing.T) {
	c := company(t)
	label := rapid.OneOf(rapid.Just(""), rapid.SampledFrom([]string{"pro", "無料", `"`, `\`, "a,b", "=1+1", "+1", "-1", "@x", "'=1"}),
		rapid.Map(rapid.StringMatching(`[a-zA-Z0-9,"'{}:é本=+@ -]{0,20}`), series.FoldLabel))
	loaded := func(m okr.Metric) bool { return m.Type != okr.Derived && m.Source.Kind != okr.SourceSQL }
	anyFact := rapid.Custom(func(t *rapid.T) series.Fact {
		m := rapid.SampledFrom(c.Metrics).Filter(loaded).Draw(t, "metric")
		f := series.Fact{Metric: m.Name, Grain: m.Grain, Den: 1}
		if !m.Type.Additive() || rapid.Bool().Draw(t, "another grain") {
			f.Grain = okr.Grain(rapid.IntRange(int(okr.Hour), int(okr.Quarter)).Draw(t, "grain"))
		}
		f.Bucket = series.Bucket(rapid.Int64Range(0, 3000).Draw(t, "bucket"))
		switch f.Grain { // months and quarters count from year 0
		case okr.Month:
			f.Bucket = 12*1900 + f.Bucket%(12*300)
		case okr.Quarter:
			f.Bucket = 4*1900 + f.Bucket%(4*299)
		default:
		}
		labels := map[string]string{}
		for _, key := range m.Segments {
			if m.Type.Additive() && rapid.Bool().Draw(t, "whole over "+key) {
				f.Whole = f.Whole.Plus(key)
				continue
			}
			labels[key] = label.Draw(t, key)
		}
		f.Segment = series.SegmentOf(labels)
		f.Num = rapid.Float64().Draw(t, "numerator")
		if m.Type.HasSample() {
			f.Den = rapid.Float64Min(0).Draw(t, "denominator")
		}
		return f
	})
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(anyFact).Draw(t, "facts")
		var out bytes.Buffer
		if err := csvfile.Write(&out, c, sequence(want), csvfile.Options{Grain: true}); err != nil {
			t.Fatal(err)
		}
		got := []series.Fact{}
		for f, err := range csvfile.Read(&out, "facts.csv", c) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, f)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("read back differently:\n%s", diff)
		}
	})
}
