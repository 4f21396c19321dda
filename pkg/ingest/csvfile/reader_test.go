package csvfile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// company has a metric of every kind, in a time zone of its own.
func company(t testing.TB) *okr.Catalog {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	metric := func(name string, kind okr.MetricType, g okr.Grain, segments ...string) okr.Metric {
		return okr.Metric{Meta: okr.Meta{Name: name}, Type: kind, Grain: g, Segments: segments}
	}
	c := &okr.Catalog{
		Organization: okr.Organization{Timezone: zone, WeekStart: time.Monday, FiscalYearStart: time.January},
		Metrics: []okr.Metric{
			metric("signup_rate", okr.Ratio, okr.Day, "plan", "channel"),
			metric("orders", okr.Sum, okr.Hour),
			metric("visits", okr.Sum, okr.Week),
			metric("response_time", okr.Mean, okr.Day),
			metric("stock", okr.Last, okr.Day),
			metric("active_users", okr.Distinct, okr.Week, "plan"),
			metric("lead_time", okr.Median, okr.Month),
			{Meta: okr.Meta{Name: "orders_per_visit"}, Type: okr.Derived, Formula: "orders / visits", Grain: okr.Week},
			{Meta: okr.Meta{Name: "revenue"}, Type: okr.Sum, Grain: okr.Day, Source: okr.Source{Kind: okr.SourceSQL}},
		},
	}
	c.Sort()
	return c
}

// readAll separates facts from errors. Facts are written as metric grain first-day labels num/den.
func readAll(t *testing.T, c *okr.Catalog, text string) (got, bad []string) {
	t.Helper()
	cal := series.CalendarOf(c.Organization)
	for f, err := range csvfile.Read(strings.NewReader(text), "facts.csv", c) {
		if err != nil {
			bad = append(bad, err.Error())
			continue
		}
		start := cal.Start(f.Grain, f.Bucket).Format("2006-01-02T15:04Z07:00")
		line := fmt.Sprintf("%s %v %s %s %v/%v", f.Metric, f.Grain, start, f.Segment.JSON(), f.Num, f.Den)
		if f.Whole != "" {
			line += " of the whole over " + string(f.Whole)
		}
		got = append(got, line)
	}
	return got, bad
}

func TestRowsBecomeFacts(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"A ratio keeps numerator and denominator": {
			"metric,time,numerator,denominator\nsignup_rate,2026-11-22,45,100\n",
			[]string{"signup_rate day 2026-11-22T00:00+09:00 {} 45/100"},
		},
		"Labels of declared segments are kept, empty ones are no labels": {
			"metric,time,numerator,denominator,channel,plan\n" +
				"signup_rate,2026-11-22,1,2,,pro\nsignup_rate,2026-11-22,1,2,ads,pro\n",
			[]string{
				`signup_rate day 2026-11-22T00:00+09:00 {"plan":"pro"} 1/2`,
				`signup_rate day 2026-11-22T00:00+09:00 {"channel":"ads","plan":"pro"} 1/2`,
			},
		},
		"A value is a numerator over one": {
			"metric,time,value\norders,2026-11-22T09:00:00+09:00,7\nresponse_time,2026-11-22,2.5\nstock,2026-11-22,-3\n",
			[]string{
				"orders hour 2026-11-22T09:00+09:00 {} 7/1", "response_time day 2026-11-22T00:00+09:00 {} 2.5/1",
				"stock day 2026-11-22T00:00+09:00 {} -3/1",
			},
		},
		"Instants in another zone count in the organisation's": {
			"metric,time,value\nstock,2026-11-21T15:00:00Z,1\norders,2026-11-22T00:00:00Z,2\n",
			[]string{"stock day 2026-11-22T00:00+09:00 {} 1/1", "orders hour 2026-11-22T09:00+09:00 {} 2/1"},
		},
		"Values that do not add up carry their own grain": {
			"metric,time,value,grain,plan\nactive_users,2026-11-16,10,,\n" +
				"active_users,2026-11-01,30,month,pro\nlead_time,2026-11-16,4,week,\n",
			[]string{
				"active_users week 2026-11-16T00:00+09:00 {} 10/1",
				`active_users month 2026-11-01T00:00+09:00 {"plan":"pro"} 30/1`,
				"lead_time week 2026-11-16T00:00+09:00 {} 4/1",
			},
		},
		"A star is the whole over a segment, and no label of values that do not add up": {
			"metric,time,numerator,denominator,channel,plan\nsignup_rate,2026-11-22,1,2,*,pro\n" +
				"signup_rate,2026-11-23,1,2,*, * \nactive_users,2026-11-16,3,,,*\n",
			[]string{
				`signup_rate day 2026-11-22T00:00+09:00 {"plan":"pro"} 1/2 of the whole over channel`,
				"signup_rate day 2026-11-23T00:00+09:00 {} 1/2 of the whole over channel,plan",
				"active_users week 2026-11-16T00:00+09:00 {} 3/1",
			},
		},
		"A type is held against the metric's, ratio and mean being one": {
			"metric,time,numerator,denominator,metric_type\nsignup_rate,2026-11-22,1,2,mean\nsignup_rate,2026-11-23,1,2,ratio\n",
			[]string{"signup_rate day 2026-11-22T00:00+09:00 {} 1/2", "signup_rate day 2026-11-23T00:00+09:00 {} 1/2"},
		},
		"Facts that add up may be coarser or finer than their metric": {
			"metric,time,value,grain\nvisits,2026-11-01,1,month\nvisits,2026-11-03,2,day\n",
			[]string{"visits month 2026-11-01T00:00+09:00 {} 1/1", "visits day 2026-11-03T00:00+09:00 {} 2/1"},
		},
		"Columns come in any order, with a byte order mark, CRLF, quotes and spaces": {
			"\ufefftime, numerator ,denominator,metric\r\n\"2026-11-22\", 45 ,\"100\",signup_rate\r\n\r\n",
			[]string{"signup_rate day 2026-11-22T00:00+09:00 {} 45/100"},
		},
		"A numerator may exceed its denominator, and a denominator may be 0": {
			"metric,time,numerator,denominator\nsignup_rate,2026-11-22,3,2\nsignup_rate,2026-11-23,0,0\n",
			[]string{"signup_rate day 2026-11-22T00:00+09:00 {} 3/2", "signup_rate day 2026-11-23T00:00+09:00 {} 0/0"},
		},
		"A sum needs no denominator": {
			"metric,time,numerator,denominator\nvisits,2026-11-16,9,\nvisits,2026-11-23,9,1\n",
			[]string{"visits week 2026-11-16T00:00+09:00 {} 9/1", "visits week 2026-11-23T00:00+09:00 {} 9/1"},
		},
		"Labels may be Japanese and hold commas and quotation marks": {
			"metric,time,numerator,denominator,plan\nsignup_rate,2026-11-22,1,2,\"無料, \"\"新\"\"\"\n",
			[]string{`signup_rate day 2026-11-22T00:00+09:00 {"plan":"無料, \"新\""} 1/2`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, bad := readAll(t, company(t), tc.text)
			if len(bad) > 0 {
				t.Errorf("unexpected errors: %q", bad)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("facts differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBadRowsSayWhereAndWhy(t *testing.T) {
	const ratios, values = "metric,time,numerator,denominator\n", "metric,time,value\n"
	for name, tc := range map[string]struct {
		text, want string
	}{
		"An unknown metric suggests the nearest": {
			ratios + "signup_rte,2026-11-22,1,2\n",
			`facts.csv:2:1: metric: there is no metric "signup_rte" in the catalog: did you mean signup_rate?`,
		},
		"A missing metric": {ratios + ",2026-11-22,1,2\n", `facts.csv:2:1: metric: the metric is missing`},
		"A derived metric is computed": {
			values + "orders_per_visit,2026-11-16,1\n",
			`facts.csv:2:1: metric: orders_per_visit is computed by its formula (orders / visits): ` +
				`give the facts of its operands`,
		},
		"A metric that is read by SQL is refreshed": {
			values + "revenue,2026-11-16,1\n",
			"facts.csv:2:1: metric: revenue is read from its own tables: run `okr refresh revenue`",
		},
		"A time that is no time": {
			values + "stock,22/11/2026,1\n",
			`facts.csv:2:7: time: "22/11/2026" is not a date like 2026-11-22 or a time like 2026-11-22T09:00:00Z`,
		},
		"A missing time": {values + "stock,,1\n", `facts.csv:2:7: time: the time is missing`},
		"A date inside a week names the week's start": {
			values + "visits,2026-11-18,1\n",
			`facts.csv:2:8: time: 2026-11-18 is not the first day of its week: write 2026-11-16`,
		},
		"An instant inside a day names the day's start": {
			values + "stock,2026-11-22T00:00:00Z,1\n",
			`facts.csv:2:7: time: 2026-11-22T00:00:00Z is not the start of its day: ` +
				`write 2026-11-22 (or 2026-11-22T00:00:00+09:00)`,
		},
		"An instant inside an hour names the hour's start": {
			values + "orders,2026-11-22T09:30:00+09:00,1\n",
			`facts.csv:2:8: time: 2026-11-22T09:30:00+09:00 is not the start of its hour: write 2026-11-22T09:00:00+09:00`,
		},
		"An hour needs a time of day": {
			values + "orders,2026-11-22,1\n",
			`facts.csv:2:8: time: an hour needs a time of day, such as 2026-11-22T09:00:00Z`,
		},
		"A ratio without its denominator": {
			values + "signup_rate,2026-11-22,0.5\n",
			`facts.csv:2:24: value: signup_rate is a ratio: it needs the columns numerator and denominator, ` +
				`so that shares of different sizes can be added up`,
		},
		"An empty number": {ratios + "signup_rate,2026-11-22,,2\n", `facts.csv:2:24: numerator: the number is missing`},
		"A mean needs its denominator": {
			ratios + "response_time,2026-11-22,5,\n", `facts.csv:2:28: denominator: the number is missing`,
		},
		"Not a number": {
			ratios + "signup_rate,2026-11-22,NaN,2\n", `facts.csv:2:24: numerator: "NaN" is not a finite number`,
		},
		"Infinity": {values + "stock,2026-11-22,-Inf\n", `facts.csv:2:18: value: "-Inf" is not a finite number`},
		"A leading zero": {
			values + "stock,2026-11-22,0120\n", `facts.csv:2:18: value: "0120": leading 0: write 120`,
		},
		"A number in another base": {
			ratios + "signup_rate,2026-11-22,0x10,20\n",
			`facts.csv:2:24: numerator: "0x10": a number in another base: write 16`,
		},
		"Beyond all bounds": {values + "stock,2026-11-22,1e999\n", `facts.csv:2:18: value: "1e999" is not a finite number`},
		"A number with a separator": {
			values + "stock,2026-11-22,\"1,234\"\n",
			`facts.csv:2:18: value: "1,234" is not a number: write it like 1234.5, without units or separators`,
		},
		"A negative denominator": {
			ratios + "signup_rate,2026-11-22,1,-2\n", `facts.csv:2:26: denominator: a denominator cannot be below 0`,
		},
		"A denominator that would be ignored": {
			ratios + "visits,2026-11-16,1,7\n",
			`facts.csv:2:21: denominator: visits is of type sum, which has no denominator: leave it empty`,
		},
		"A label of another metric's segment": {
			"metric,time,value,plan\nstock,2026-11-22,1,pro\n",
			`facts.csv:2:20: plan: metric stock has no segment "plan": leave the field empty`,
		},
		"A label that is too long": {
			"metric,time,value,plan\nactive_users,2026-11-16,1," + strings.Repeat("x", 201) + "\n",
			`facts.csv:2:27: plan: the label has 201 bytes: 200 is the most`,
		},
		"A label with a control character": {
			"metric,time,value,plan\nactive_users,2026-11-16,1,\x1b[31mpro\n",
			`facts.csv:2:27: plan: the label holds the control character U+001B: remove it`,
		},
		"A label with a line break": {
			"metric,time,value,plan\nactive_users,2026-11-16,1,\"pro\nfree\"\n",
			`facts.csv:2:27: plan: the label holds the control character U+000A: remove it`,
		},
		"A label that is not text": {
			"metric,time,value,plan\nactive_users,2026-11-16,1,\xff\n",
			`facts.csv:2:27: plan: the label is not UTF-8 text: save the file as UTF-8`,
		},
		"A year before facts": {
			values + "stock,1899-12-30,1\n", `facts.csv:2:7: time: 1899-12-30 lies outside the years 1900 to 2199`,
		},
		"A year after facts": {
			values + "stock,2200-01-01,1\n", `facts.csv:2:7: time: 2200-01-01 lies outside the years 1900 to 2199`,
		},
		"A fact that was loaded as another type": {
			"metric,time,value,metric_type\nstock,2026-11-22,1,sum\n",
			`facts.csv:2:20: metric_type: stock is of type last, and a fact that was loaded as sum means something else: ` +
				`leave the row out, or correct the number and the type`,
		},
		"A type that is none": {
			"metric,time,value,metric_type\nstock,2026-11-22,1,total\n",
			`facts.csv:2:20: metric_type: unknown metric type "total": want ratio, sum, mean, last, distinct, median, derived`,
		},
		"A grain that is none": {
			"metric,time,value,grain\nlead_time,2026-11-01,1,fortnight\n",
			`facts.csv:2:24: grain: unknown grain "fortnight": want hour, day, week, month, quarter`,
		},
		"A row of another length": {
			values + "stock,2026-11-22\n", `facts.csv:2:1: the row has 2 fields, the header 3`,
		},
		"A quotation mark out of place": {
			values + "stock,2026-11-22,1\"2\n",
			`facts.csv:2:19: a quotation mark is out of place: put the whole field in quotes and write "" for one inside`,
		},
		"Semicolons": {
			"metric;time;value\nstock;2026-11-22;1,5\n",
			`facts.csv:1:1: the columns are separated by semicolons: save the file with commas between them`,
		},
		"Semicolons between quotes": {
			"\"metric\";\"time\";\"value\"\n",
			`facts.csv:1:1: the columns are separated by semicolons: save the file with commas between them`,
		},
		"Tabs": {
			"metric\ttime\tvalue\n", `facts.csv:1:1: the columns are separated by tabs: save the file with commas between them`,
		},
		"UTF-16, as some programs save it": {
			"\xff\xfem\x00e\x00t\x00r\x00i\x00c\x00,\x00t\x00i\x00m\x00e\x00\n\x00",
			`facts.csv:1:1: the file is not in UTF-8: save it as CSV in UTF-8`,
		},
		"UTF-16 the other way round": {
			"\xfe\xff\x00m\x00e\x00t\x00r\x00i\x00c\x00,\x00\"\x00t\x00\"\x00\n", `facts.csv:1:1: the file is not in UTF-8: save it as CSV in UTF-8`,
		},
		"Latin-1": {
			"metric,time,value,r\xe9gion\n", `facts.csv:1:1: the file is not in UTF-8: save it as CSV in UTF-8`,
		},
		"An unknown column": {
			"metric,time,value,plam\nstock,2026-11-22,1,x\n", `facts.csv:1:19: unknown column "plam": did you mean plan?`,
		},
		"A column that nobody knows": {
			"metric,time,value,continent\n",
			`facts.csv:1:19: unknown column "continent": no metric of the catalog declares such a segment`,
		},
		"A column that is there twice": {
			"metric,time,value,time\n", `facts.csv:1:19: the column "time" is there twice`,
		},
		"Value and numerator": {
			"metric,time,value,numerator\n",
			`facts.csv:1:13: value and numerator, denominator exclude each other: ` +
				`the header begins metric,time,numerator,denominator or metric,time,value`,
		},
		"No numbers": {
			"metric,time\n",
			`facts.csv:1:1: the numbers are missing: the header begins metric,time,numerator,denominator or metric,time,value`,
		},
		"No metric": {
			"time,value\n",
			`facts.csv:1:1: the column metric is missing: ` +
				`the header begins metric,time,numerator,denominator or metric,time,value`,
		},
		"No time": {
			"metric,value\n",
			`facts.csv:1:1: the column time is missing: ` +
				`the header begins metric,time,numerator,denominator or metric,time,value`,
		},
		"An empty file": {
			"", `facts.csv:1:1: the file is empty: it begins with a header such as metric,time,numerator,denominator`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, bad := readAll(t, company(t), tc.text)
			if len(got) > 0 {
				t.Errorf("unexpected facts: %q", got)
			}
			if diff := cmp.Diff([]string{tc.want}, bad); diff != "" {
				t.Errorf("errors differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadingGoesOnAfterABadRow(t *testing.T) {
	got, bad := readAll(t, company(t),
		"metric,time,value\nstock,2026-11-22,1\nstock,x,1\nstock,2026-11-2\"3,1\nstock,2026-11-24,3\n")
	if len(got) != 2 || len(bad) != 2 {
		t.Errorf("got %q and errors %q, want 2 facts and 2 errors", got, bad)
	}
}

func TestABadRowKeepsItsRecordForTheRejects(t *testing.T) {
	r := csvfile.NewReader(strings.NewReader("metric,time,value\nstock,x,1\nstock,2026-11-22,2\n"), "facts.csv", company(t))
	for _, err := range r.Facts() {
		var bad *csvfile.RowError
		if !errors.As(err, &bad) {
			continue
		}
		if diff := cmp.Diff([]string{"stock", "x", "1"}, bad.Record); diff != "" {
			t.Errorf("record differs:\n%s", diff)
		}
	}
	if diff := cmp.Diff([]string{"metric", "time", "value"}, r.Header()); diff != "" {
		t.Errorf("header differs:\n%s", diff)
	}
}

func TestRepeatedKeysAreCounted(t *testing.T) {
	text := "metric,time,value,plan\nactive_users,2026-11-16,1,pro\nactive_users,2026-11-16,2,\n" +
		"active_users,2026-11-16,3,pro\nactive_users,2026-11-15T15:00:00Z,4,pro\nstock,2026-11-16,1,\n"
	r := csvfile.NewReader(strings.NewReader(text), "facts.csv", company(t))
	for _, err := range r.Facts() {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n, all := r.Repeated(); n != 2 || !all {
		t.Errorf("repeated %d (all: %v), want 2", n, all)
	}
}

func TestLabelsThatLookAlikeAreOneSegment(t *testing.T) {
	// NFC, NFD, a zero-width space, blanks that do not break, and the line end of another system
	text := "metric,time,value,plan\nactive_users,2026-11-16,1,Caf\u00e9\nactive_users,2026-11-16,2,Cafe\u0301\n" +
		"active_users,2026-11-16,3,Ca\u200bf\u00e9\nactive_users,2026-11-16,4,\u00a0Caf\u00e9 \nactive_users,2026-11-16,5,\"Caf\u00e9\r\"\n"
	r := csvfile.NewReader(strings.NewReader(text), "facts.csv", company(t))
	for fact, err := range r.Facts() {
		if err != nil || fact.Segment != `{"plan":"Café"}` {
			t.Errorf("the segment is %q (%v)", fact.Segment, err)
		}
	}
	if n, all := r.Repeated(); n != 4 || !all {
		t.Errorf("repeated %d (all: %v), want 4", n, all)
	}
}

// brokenFile fails after its first bytes.
type brokenFile struct{ rest string }

func (f *brokenFile) Read(p []byte) (int, error) {
	if f.rest == "" {
		return 0, errors.New("disk on fire")
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

func TestAFileThatCannotBeReadEndsTheFacts(t *testing.T) {
	var last error
	n := 0
	for _, err := range csvfile.Read(&brokenFile{"metric,time,value\nstock,2026-11-22,1\nsto"}, "facts.csv", company(t)) {
		n++
		last = err
	}
	if n != 2 || last == nil || last.Error() != "read facts.csv: disk on fire" {
		t.Errorf("%d results, the last %v", n, last)
	}
}

func TestDaysOnWhichClocksChangeStartWhereTheyStart(t *testing.T) {
	zone, err := time.LoadLocation("America/Santiago") // midnight of 2026-09-06 does not exist there
	if err != nil {
		t.Fatal(err)
	}
	c := company(t)
	c.Organization.Timezone = zone
	got, bad := readAll(t, c, "metric,time,value\nstock,2026-09-06,1\nstock,2026-09-06T01:00:00-03:00,2\n")
	want := []string{"stock day 2026-09-06T01:00-03:00 {} 1/1", "stock day 2026-09-06T01:00-03:00 {} 2/1"}
	if diff := cmp.Diff(want, got); diff != "" || len(bad) > 0 {
		t.Errorf("errors %q, facts differ:\n%s", bad, diff)
	}
}
