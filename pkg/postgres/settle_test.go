package postgres_test

import (
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

// measured is a metric whose facts are loaded.
func measured(name string, kind okr.MetricType, g okr.Grain, segments ...string) okr.Metric {
	return okr.Metric{Meta: okr.Meta{Name: name}, Type: kind, Grain: g, Segments: segments, Source: okr.Source{Kind: okr.SourceFacts}}
}

// organization is one whose calendar is tokyo.
func organization(metrics ...okr.Metric) *okr.Catalog {
	c := &okr.Catalog{
		Organization: okr.Organization{Timezone: tokyo.Location(), WeekStart: 1, FiscalYearStart: 4}, Metrics: metrics,
	}
	c.Sort()
	return c
}

// keeper applies catalogs and loads facts as the command line does.
type keeper struct {
	t       *testing.T
	store   *postgres.Store
	current *okr.Catalog
	number  int64
}

func (k *keeper) apply(c *okr.Catalog, setAside bool) ([]string, error) {
	document := fmt.Sprintf("%d %v %v", k.number+1, c.Metrics, c.Organization)
	done, err := k.store.Apply(k.t.Context(), postgres.ApplyRequest{
		Document: []byte(document), Base: &k.number, Before: k.current, After: c, SetAside: setAside,
	})
	if err != nil {
		return nil, err
	}
	k.current, k.number = c, done.Revision.Number
	var messages []string
	for _, change := range done.Facts {
		messages = append(messages, change.String())
	}
	return messages, nil
}

func (k *keeper) load(facts iter.Seq2[series.Fact, error]) (postgres.ImportResult, error) {
	return k.store.Import(k.t.Context(), postgres.ImportRequest{
		Calendar: series.CalendarOf(k.current.Organization), Metrics: k.current.Metrics, Facts: facts,
	})
}

func TestAMetricChangesUnderItsFacts(t *testing.T) {
	t.Parallel()
	at := func(g okr.Grain, f series.Fact) series.Fact {
		day := tokyo.StartDate(okr.Day, f.Bucket)
		f.Grain, f.Bucket = g, tokyo.OnDate(g, day)
		return f
	}
	over := func(f series.Fact, keys ...string) series.Fact {
		f.Whole = series.KeysOf(keys...)
		return f
	}
	day := func(d string, num float64, labels ...string) series.Fact {
		return fact("m", "2026-03-"+d, num, 1, labels...)
	}
	for name, tc := range map[string]struct {
		before, after okr.Metric
		stored        []series.Fact
		messages      string
		then          []series.Fact // loaded after the change
		aside         int64         // by that load
		want          string
	}{
		"a gained segment keeps the whole until the parts of the same day come": {
			before: measured("m", okr.Sum, okr.Day), after: measured("m", okr.Sum, okr.Day, "country"),
			stored: []series.Fact{day("02", 100), day("03", 50)},
			messages: "metric m: 2 facts are not by country: they count as a whole, until facts by country of the same time " +
				"replace them",
			then: []series.Fact{day("02", 60, "country", "DE"), day("02", 40, "country", "JP")}, aside: 1,
			want: "m day: 03T00 50/1\nm day {\"country\":\"DE\"}: 02T00 60/1\nm day {\"country\":\"JP\"}: 02T00 40/1",
		},
		"a part without a label takes the place of the whole": {
			before: measured("m", okr.Sum, okr.Day), after: measured("m", okr.Sum, okr.Day, "country"),
			stored: []series.Fact{day("02", 100)},
			messages: "metric m: 1 fact is not by country: it counts as a whole, until facts by country of the same time " +
				"replace it",
			then: []series.Fact{day("02", 60, "country", "DE"), day("02", 40)}, aside: 1,
			want: "m day: 02T00 40/1\nm day {\"country\":\"DE\"}: 02T00 60/1",
		},
		"a second gained segment replaces only what it divides": {
			before: measured("m", okr.Sum, okr.Day, "plan"), after: measured("m", okr.Sum, okr.Day, "country", "plan"),
			stored: []series.Fact{day("02", 10, "plan", "free"), day("02", 20, "plan", "pro")},
			messages: "metric m: 2 facts are not by country: they count as a whole, until facts by country of the same time " +
				"replace them",
			then: []series.Fact{day("02", 21, "plan", "pro", "country", "DE")}, aside: 1,
			want: "m day {\"country\":\"DE\",\"plan\":\"pro\"}: 02T00 21/1\nm day {\"plan\":\"free\"}: 02T00 10/1",
		},
		"a lost segment is added up": {
			before: measured("m", okr.Ratio, okr.Day, "country"), after: measured("m", okr.Ratio, okr.Day),
			stored: []series.Fact{
				fact("m", "2026-03-02", 6, 10, "country", "DE"), fact("m", "2026-03-02", 4, 30, "country", "JP"),
				fact("m", "2026-03-02", 1, 2),
			},
			messages: "metric m: 2 facts by country are added up to 1 and set aside",
			want:     "m day: 02T00 11/42",
		},
		"a renamed segment is lost and gained": {
			before: measured("m", okr.Sum, okr.Day, "country"), after: measured("m", okr.Sum, okr.Day, "land"),
			stored: []series.Fact{day("02", 60, "country", "DE"), day("02", 40, "country", "JP")},
			messages: "metric m: 2 facts by country are added up to 1 and set aside\n" +
				"metric m: 1 fact is not by land: it counts as a whole, until facts by land of the same time replace it",
			then: []series.Fact{day("02", 60, "land", "DE"), day("02", 40, "land", "JP")}, aside: 1,
			want: "m day {\"land\":\"DE\"}: 02T00 60/1\nm day {\"land\":\"JP\"}: 02T00 40/1",
		},
		"a coarser fact takes the place of finer ones": {
			before: measured("m", okr.Sum, okr.Day), after: measured("m", okr.Sum, okr.Week),
			stored:   []series.Fact{day("02", 100), day("08", 100), day("09", 100)}, // Monday, Sunday, Monday
			messages: "metric m: 3 facts by the day still count, until facts by the week of the same time replace them",
			then:     []series.Fact{at(okr.Week, day("02", 700))}, aside: 2,
			want: "m day: 09T00 100/1\nm week: 02T00 700/1",
		},
		"a finer fact takes the place of a coarser one": {
			before: measured("m", okr.Sum, okr.Week), after: measured("m", okr.Sum, okr.Day),
			stored:   []series.Fact{at(okr.Week, day("02", 700)), at(okr.Week, day("09", 700))},
			messages: "metric m: 2 facts by the week still count, until facts by the day of the same time replace them",
			then:     []series.Fact{day("08", 100)}, aside: 1,
			want: "m day: 08T00 100/1\nm week: 09T00 700/1",
		},
		"hours take the place of the days of the organisation's zone": {
			before: measured("m", okr.Sum, okr.Day), after: measured("m", okr.Sum, okr.Hour),
			stored:   []series.Fact{day("02", 100), day("03", 50)},
			messages: "metric m: 2 facts by the day still count, until facts by the hour of the same time replace them",
			then:     []series.Fact{at(okr.Hour, day("03", 7))}, aside: 1, // midnight in Tokyo is the day before in UTC
			want: "m hour: 03T00 7/1\nm day: 02T00 100/1",
		},
		"a coarser fact of one segment leaves the others": {
			before: measured("m", okr.Sum, okr.Day, "plan"), after: measured("m", okr.Sum, okr.Week, "plan"),
			stored:   []series.Fact{day("02", 1, "plan", "free"), day("02", 2, "plan", "pro")},
			messages: "metric m: 2 facts by the day still count, until facts by the week of the same time replace them",
			then:     []series.Fact{at(okr.Week, day("02", 14, "plan", "pro"))}, aside: 1,
			want: "m day {\"plan\":\"free\"}: 02T00 1/1\nm week {\"plan\":\"pro\"}: 02T00 14/1",
		},
		"the whole takes the place of the parts": {
			before: measured("m", okr.Sum, okr.Day, "plan"), after: measured("m", okr.Sum, okr.Day, "plan"),
			stored: []series.Fact{day("02", 1, "plan", "free"), day("02", 2, "plan", "pro"), day("03", 4, "plan", "pro")},
			then:   []series.Fact{over(day("02", 5), "plan")}, aside: 2,
			want: "m day: 02T00 5/1\nm day {\"plan\":\"pro\"}: 03T00 4/1",
		},
		"distinct counts that cannot be added up lose their labelled facts": {
			before: measured("m", okr.Distinct, okr.Week, "plan"), after: measured("m", okr.Distinct, okr.Week),
			stored: []series.Fact{at(okr.Week, day("02", 8)), at(okr.Week, day("02", 5, "plan", "pro"))},
			messages: "metric m: 1 fact by plan is set aside: values of type distinct cannot be combined, so that only facts of the " +
				"whole count",
			want: "m week: 02T00 8/1",
		},
		"distinct counts at several grains and segments all stay": {
			before: measured("m", okr.Distinct, okr.Week), after: measured("m", okr.Distinct, okr.Day, "plan"),
			stored: []series.Fact{at(okr.Week, day("02", 8)), at(okr.Month, day("02", 20))},
			then:   []series.Fact{day("02", 3), day("02", 2, "plan", "pro")},
			want:   "m day: 02T00 3/1\nm day {\"plan\":\"pro\"}: 02T00 2/1\nm week: 02T00 8/1\nm month: 01T00 20/1",
		},
		"a mean is a ratio of sums by another name": {
			before: measured("m", okr.Mean, okr.Day), after: measured("m", okr.Ratio, okr.Day),
			stored: []series.Fact{fact("m", "2026-03-02", 3, 10)},
			want:   "m day: 02T00 3/10",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := &keeper{t: t, store: pgtest.Open(t, pgtest.Login(t, pgtest.New(t), "okr_writer"))}
			if _, err := k.apply(organization(tc.before), false); err != nil {
				t.Fatal(err)
			}
			if _, err := k.load(each(tc.stored...)); err != nil {
				t.Fatal(err)
			}
			messages, err := k.apply(organization(tc.after), false)
			if err != nil || strings.Join(messages, "\n") != tc.messages {
				t.Errorf("%v, messages\n%s\nwant\n%s", err, strings.Join(messages, "\n"), tc.messages)
			}
			if len(tc.then) > 0 {
				result, err := k.load(each(tc.then...))
				if err != nil || result.SetAside["m"] != tc.aside {
					t.Errorf("%v %+v, want %d set aside", err, result, tc.aside)
				}
			}
			if got := show(read(t, k.store, "m")); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestFactsGoOutOfEveryNumberOnlyWithLeave(t *testing.T) {
	t.Parallel()
	sunday := func(c *okr.Catalog) *okr.Catalog {
		c.Organization.WeekStart = 0
		return c
	}
	kolkata := func(c *okr.Catalog) *okr.Catalog {
		zone, err := time.LoadLocation("Asia/Kolkata") // half an hour off
		if err != nil {
			t.Fatal(err)
		}
		c.Organization.Timezone = zone
		return c
	}
	hour := fact("m", "2026-03-02", 7, 1)
	hour.Grain, hour.Bucket = okr.Hour, tokyo.OnDate(okr.Hour, okr.NewDate(2026, 3, 2))+12
	week := fact("m", "2026-03-02", 7, 1)
	week.Grain, week.Bucket = okr.Week, tokyo.OnDate(okr.Week, okr.NewDate(2026, 3, 2))
	for name, tc := range map[string]struct {
		before, after *okr.Catalog
		stored        series.Fact
		want          string
	}{
		"another type": {
			organization(measured("m", okr.Sum, okr.Day)), organization(measured("m", okr.Last, okr.Day)), fact("m", "2026-03-02", 7, 1),
			"metric m: its type changes from sum to last: 1 fact loaded as sum would mean something else. It is set aside",
		},
		"another first day of the week": {
			organization(measured("m", okr.Sum, okr.Week)), sunday(organization(measured("m", okr.Sum, okr.Week))), week,
			"metric m: a week begins at another time now: 1 fact by the week would be counted in the wrong one. It is set aside",
		},
		"another half of the hour": {
			organization(measured("m", okr.Sum, okr.Hour)), kolkata(organization(measured("m", okr.Sum, okr.Hour))), hour,
			"metric m: an hour begins at another time now: 1 fact by the hour would be counted in the wrong one. It is set aside",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := &keeper{t: t, store: pgtest.Open(t, pgtest.Login(t, pgtest.New(t), "okr_writer"))}
			if _, err := k.apply(tc.before, false); err != nil {
				t.Fatal(err)
			}
			if _, err := k.load(each(tc.stored)); err != nil {
				t.Fatal(err)
			}
			_, err := k.apply(tc.after, false)
			if e := want[*postgres.MeaningError](t, err); !strings.HasPrefix(e.Error(), tc.want+"\n") {
				t.Errorf("got %v", e)
			}
			if columns := read(t, k.store, "m"); len(columns) != 1 {
				t.Errorf("the refused catalog changed facts: %+v", columns)
			}
			messages, err := k.apply(tc.after, true)
			if err != nil || strings.Join(messages, "\n") != tc.want {
				t.Errorf("%v %v", messages, err)
			}
			if columns := read(t, k.store, "m"); len(columns) != 0 {
				t.Errorf("still counts: %+v", columns)
			}
			kept := 0
			aside, err := k.store.AsideFacts(t.Context(), "m")
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range aside {
				// As it was stored, also where the calendar cuts time elsewhere now.
				start := f.Start.Format("2006-01-02")
				if kept++; f.Num != tc.stored.Num || f.Grain != tc.stored.Grain || f.Type != okr.Sum || start != "2026-03-02" {
					t.Errorf("%+v", f)
				}
			}
			if kept != 1 {
				t.Errorf("%d facts were kept", kept)
			}
		})
	}
}

func TestFactsThatCoverTheSameInOneLoadAreRefused(t *testing.T) {
	t.Parallel()
	k := &keeper{t: t, store: pgtest.Open(t, pgtest.New(t))}
	if _, err := k.apply(organization(measured("m", okr.Sum, okr.Day, "country")), false); err != nil {
		t.Fatal(err)
	}
	whole, part := fact("m", "2026-03-02", 100, 1), fact("m", "2026-03-02", 60, 1, "country", "DE")
	whole.Whole = "country"
	week := whole
	week.Grain, week.Bucket = okr.Week, tokyo.OnDate(okr.Week, okr.NewDate(2026, 3, 2))
	for name, tc := range map[string]struct {
		facts []series.Fact
		want  string
	}{
		"a whole beside a part": {
			[]series.Fact{whole, part}, "metric m: the facts of the day 2026-03-02 " +
				`{"country":"DE"} and of the day 2026-03-02 as a whole cover the same and would count twice: load one of them`,
		},
		"a week beside a day": {
			[]series.Fact{part, week}, "metric m: the facts of the week 2026-03-02 as a whole and of the day 2026-03-02 " +
				`{"country":"DE"} cover the same and would count twice: load one of them`,
		},
	} {
		_, err := k.load(each(tc.facts...))
		if e := want[*postgres.FactError](t, err); e.Error() != tc.want {
			t.Errorf("%s: got %v", name, e)
		}
	}
	if columns := read(t, k.store, "m"); len(columns) != 0 {
		t.Errorf("stored: %+v", columns)
	}
}

func TestALoadThatReadAnOlderCatalogIsRefused(t *testing.T) {
	t.Parallel()
	k := &keeper{t: t, store: pgtest.Open(t, pgtest.New(t))}
	old := organization(measured("m", okr.Sum, okr.Day))
	for _, c := range []*okr.Catalog{old, organization(measured("m", okr.Sum, okr.Day, "country"))} {
		if _, err := k.apply(c, false); err != nil {
			t.Fatal(err)
		}
	}
	k.current = old
	_, err := k.load(each(fact("m", "2026-03-02", 100, 1)))
	wanted := "metric m has changed meanwhile: its facts are of type sum by the day and country, these were read as type sum by " +
		"the day. Nothing was stored: try again"
	if e := want[*postgres.ChangedError](t, err); e.Error() != wanted {
		t.Errorf("got %v", e)
	}
}

func TestTheSecondOfTwoWhoApplyAtOnceIsTold(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	first := &keeper{t: t, store: store}
	second := &keeper{t: t, store: store}
	if _, err := first.apply(organization(measured("m", okr.Sum, okr.Day)), false); err != nil {
		t.Fatal(err)
	}
	_, err := second.apply(organization(measured("n", okr.Sum, okr.Day)), false)
	if e := want[*postgres.ConflictError](t, err); e.Base != 0 || e.Newest.Number != 1 {
		t.Errorf("%+v", e)
	}
}

func TestAReplacingLoadSetsTheOthersOfItsTimeAside(t *testing.T) {
	t.Parallel()
	k := &keeper{t: t, store: pgtest.Open(t, pgtest.New(t))}
	if _, err := k.apply(organization(measured("m", okr.Sum, okr.Day, "plan"), measured("n", okr.Sum, okr.Day)), false); err != nil {
		t.Fatal(err)
	}
	load(t, k.store, fact("m", "2026-03-01", 1, 1), fact("m", "2026-03-02", 2, 1), fact("m", "2026-03-03", 3, 1),
		fact("m", "2026-03-03", 4, 1, "plan", "pro"), fact("m", "2026-03-05", 5, 1), fact("n", "2026-03-03", 9, 1))
	result, err := k.store.Import(t.Context(), postgres.ImportRequest{
		Calendar: tokyo, Metrics: k.current.Metrics, Replace: true,
		Facts: each(fact("m", "2026-03-02", 20, 1), fact("m", "2026-03-04", 40, 1)),
	})
	if err != nil || cmp.Diff(map[string]int64{"m": 2}, result.SetAside) != "" {
		t.Errorf("%+v %v", result, err)
	}
	want := "m day: 01T00 1/1 02T00 20/1 04T00 40/1 05T00 5/1\nn day: 03T00 9/1"
	if got := show(read(t, k.store, "m", "n")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFactsFromBeforeShapesAreLookedAfterToo(t *testing.T) {
	t.Parallel()
	cfg := pgtest.NewEmpty(t)
	if err := postgres.MigrateTo(t.Context(), cfg, 3); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, cfg, `INSERT INTO okr.fact (metric, grain, bucket, segment, numerator, denominator) VALUES
		('m', 'day', '2026-03-02', '{"plan": "pro"}', 60, 1), ('m', 'day', '2026-03-02', '{"plan": "free"}', 40, 1),
		('m', 'week', '2026-03-09', '{}', 700, 1);
		INSERT INTO okr.metric_revision VALUES ('m', 1)`)
	if _, err := postgres.Migrate(t.Context(), cfg, nil); err != nil {
		t.Fatal(err)
	}
	store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
	k := &keeper{t: t, store: store, current: organization(measured("m", okr.Sum, okr.Day, "plan"))}
	whole := fact("m", "2026-03-02", 100, 1)
	whole.Whole = "plan"
	result, err := k.load(each(whole, fact("m", "2026-03-10", 1, 1, "plan", "pro"), fact("m", "2026-03-16", 2, 1)))
	if err != nil || result.SetAside["m"] != 2 {
		t.Errorf("%+v %v", result, err)
	}
	// The week's fact is of days without a plan, which another plan's day does not touch.
	want := "m day: 16T00 2/1\nm day: 02T00 100/1\nm day {\"plan\":\"pro\"}: 10T00 1/1\nm week: 09T00 700/1"
	if got := show(read(t, k.store, "m")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFactsFromBeforeShapesAreSettledOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		metric   okr.Metric
		stored   string
		messages string // by an import, and by applying the catalog that is in force
		lost     bool   // refused without leave
		want     string
	}{
		"labels of a segment that is gone are added up": {
			metric:   measured("m", okr.Sum, okr.Day),
			stored:   `('m', 'day', '2026-03-02', '{"plan": "pro"}', 60), ('m', 'day', '2026-03-02', '{"plan": "free"}', 40)`,
			messages: "metric m: 2 facts by plan are added up to 1 and set aside",
			want:     "m day: 02T00 100/1",
		},
		"a whole that is as much as its parts counted beside them": {
			metric: measured("m", okr.Sum, okr.Day, "plan"),
			stored: `('m', 'day', '2026-03-02', '{"plan": "pro"}', 60), ('m', 'day', '2026-03-02', '{"plan": "free"}', 40),
				('m', 'day', '2026-03-02', '{}', 100), ('m', 'day', '2026-03-03', '{}', 7)`,
			messages: "metric m: 1 fact without plan is set aside: as much as all others of the same time together, so that the whole " +
				"counted beside its parts",
			want: "m day: 03T00 7/1\nm day {\"plan\":\"free\"}: 02T00 40/1\nm day {\"plan\":\"pro\"}: 02T00 60/1",
		},
		"so it did also where the segment is gone": {
			metric: measured("m", okr.Sum, okr.Day),
			stored: `('m', 'day', '2026-03-02', '{"plan": "pro"}', 60), ('m', 'day', '2026-03-02', '{"plan": "free"}', 40),
				('m', 'day', '2026-03-02', '{}', 100)`,
			messages: "metric m: 1 fact without plan is set aside: as much as all others of the same time together, so that the whole " +
				"counted beside its parts\nmetric m: 2 facts by plan are added up to 1 and set aside",
			want: "m day: 02T00 100/1",
		},
		"a week over its days needs leave": {
			metric:   measured("m", okr.Sum, okr.Day),
			stored:   `('m', 'day', '2026-03-02', '{}', 100), ('m', 'week', '2026-03-02', '{}', 700)`,
			messages: "metric m: 1 fact covers the same as finer ones, and counted beside them. It is set aside",
			lost:     true,
			want:     "m day: 02T00 100/1",
		},
	} {
		for _, way := range []string{"import", "apply"} {
			t.Run(name+", "+way, func(t *testing.T) {
				t.Parallel()
				cfg := pgtest.New(t)
				pgtest.Exec(t, cfg, "INSERT INTO okr.fact (metric, grain, bucket, segment, numerator) VALUES "+tc.stored+
					"; INSERT INTO okr.metric_revision VALUES ('m', 1, 1)")
				store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
				k := &keeper{t: t, store: store, current: organization(tc.metric)}
				messages, err := k.settle(way, false)
				if tc.lost {
					want[*postgres.MeaningError](t, err)
					messages, err = k.settle("apply", true)
				}
				if err != nil || strings.Join(messages, "\n") != tc.messages {
					t.Errorf("%v, messages\n%s\nwant\n%s", err, strings.Join(messages, "\n"), tc.messages)
				}
				if got := show(read(t, k.store, "m")); got != tc.want {
					t.Errorf("got\n%s\nwant\n%s", got, tc.want)
				}
				if again, err := k.settle(way, false); err != nil || len(again) != 0 {
					t.Errorf("again: %v %v", again, err)
				}
			})
		}
	}
}

// settle brings old facts into shape, by an empty load or by applying the same catalog again.
func (k *keeper) settle(way string, leave bool) (messages []string, err error) {
	var changes []postgres.FactChange
	if way == "import" {
		result, failed := k.load(each())
		changes, err = result.Settled, failed
	} else {
		done, failed := k.store.Apply(k.t.Context(), postgres.ApplyRequest{
			Document: []byte("the same"), Before: k.current, After: k.current, SetAside: leave,
		})
		changes, err = done.Facts, failed
	}
	for _, c := range changes {
		messages = append(messages, c.String())
	}
	return messages, err
}

func TestAnotherZonePutsHoursUnderDays(t *testing.T) {
	t.Parallel()
	k := &keeper{t: t, store: pgtest.Open(t, pgtest.New(t))}
	if _, err := k.apply(organization(measured("m", okr.Sum, okr.Hour)), false); err != nil {
		t.Fatal(err)
	}
	day := fact("m", "2026-03-02", 100, 1)
	hour := fact("m", "2026-03-03", 7, 1) // midnight in Tokyo, which is the day before in Europe
	hour.Grain, hour.Bucket = okr.Hour, tokyo.OnDate(okr.Hour, okr.NewDate(2026, 3, 3))
	later := hour
	later.Bucket += 20
	if _, err := k.load(each(day, hour, later)); err != nil {
		t.Fatal(err)
	}
	elsewhere := organization(measured("m", okr.Sum, okr.Hour))
	elsewhere.Organization.Timezone = mustLoad("Europe/Berlin")
	_, err := k.apply(elsewhere, false)
	wanted := "metric m: 1 fact by the hour is on another day in Europe/Berlin, where coarser ones cover the same. It is set aside"
	if e := want[*postgres.MeaningError](t, err); !strings.HasPrefix(e.Error(), wanted+"\n") {
		t.Errorf("got %v", e)
	}
	if _, err := k.apply(elsewhere, true); err != nil {
		t.Fatal(err)
	}
	if got := show(read(t, k.store, "m")); got != "m hour: 03T20 7/1\nm day: 02T00 100/1" {
		t.Errorf("got\n%s", got)
	}
}

func TestAReplacingLoadLeavesWhatReachesBeyondIt(t *testing.T) {
	t.Parallel()
	k := &keeper{t: t, store: pgtest.Open(t, pgtest.New(t))}
	if _, err := k.apply(organization(measured("m", okr.Distinct, okr.Week), measured("n", okr.Sum, okr.Day)), false); err != nil {
		t.Fatal(err)
	}
	at := func(metric string, g okr.Grain, day string, num float64) series.Fact {
		f := fact(metric, day, num, 1)
		f.Grain, f.Bucket = g, tokyo.OnDate(g, tokyo.StartDate(okr.Day, f.Bucket))
		return f
	}
	_, err := k.load(each(at("m", okr.Month, "2026-03-01", 80), at("m", okr.Week, "2026-03-02", 20), at("m", okr.Day, "2026-03-03", 5),
		at("n", okr.Week, "2026-03-09", 70), at("n", okr.Day, "2026-03-03", 3)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.store.Import(t.Context(), postgres.ImportRequest{
		Calendar: tokyo, Metrics: k.current.Metrics, Replace: true,
		Facts: each(at("m", okr.Week, "2026-03-02", 21), at("n", okr.Day, "2026-03-02", 1), at("n", okr.Day, "2026-03-05", 2)),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "m day: 03T00 5/1\nm week: 02T00 21/1\nm month: 01T00 80/1\nn day: 02T00 1/1 05T00 2/1\nn week: 09T00 70/1"
	if got := show(read(t, k.store, "m", "n")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFactsThatAreLoadedAgainAreNoLongerAside(t *testing.T) {
	t.Parallel()
	k := &keeper{t: t, store: pgtest.Open(t, pgtest.New(t))}
	if _, err := k.apply(organization(measured("m", okr.Sum, okr.Day)), false); err != nil {
		t.Fatal(err)
	}
	stored := fact("m", "2026-03-02", 7, 1)
	step := func(kind okr.MetricType, load ...series.Fact) {
		t.Helper()
		if _, err := k.apply(organization(measured("m", kind, okr.Day)), true); err != nil {
			t.Fatal(err)
		}
		if _, err := k.load(each(load...)); err != nil {
			t.Fatal(err)
		}
	}
	aside := func() string {
		t.Helper()
		list, err := k.store.AsideFacts(t.Context(), "m")
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, f := range list {
			words = append(words, fmt.Sprintf("%v %v", f.Type, f.Num))
		}
		return strings.Join(words, ", ")
	}
	step(okr.Sum, stored)
	step(okr.Last, fact("m", "2026-03-02", 20, 1))
	step(okr.Sum)
	if got := aside(); got != "last 20, sum 7" {
		t.Errorf("aside: %s", got)
	}
	step(okr.Sum, stored)
	if got := aside(); got != "last 20" {
		t.Errorf("aside: %s", got)
	}
}
