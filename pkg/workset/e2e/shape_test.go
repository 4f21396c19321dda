package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// The oracle is a plain table of every row that was ever loaded, with the days that it covers. A row that is loaded ends
// those before it that share a day with it and agree with it in every label that both have.
const (
	createLoaded = `CREATE TABLE public.loaded (first date, last date, grain text, labels jsonb, whole text[], num float8, den float8,
		batch int, alive boolean DEFAULT true, stuck boolean DEFAULT false)`
	endOverlapped = `UPDATE public.loaded AS old SET alive = false FROM public.loaded AS new
		WHERE new.batch = %[1]d AND old.batch < %[1]d AND old.alive AND new.first <= old.last AND old.first <= new.last
			AND NOT EXISTS (SELECT FROM unnest(string_to_array('%[2]s', ',')) AS k WHERE k <> ALL (old.whole) AND k <> ALL (new.whole)
				AND coalesce(old.labels ->> k, '') <> coalesce(new.labels ->> k, ''))`
	// Rows that cover the same days and labels once a removed label is gone become one: with the coarser bucket, and whole over
	// the labels over which either is whole. Where no bucket contains the other they are stuck, and so is every row that they cover.
	joinOverlapped = `DO $$ BEGIN LOOP
		UPDATE public.loaded AS a SET first = least(a.first, b.first), last = greatest(a.last, b.last),
			grain = CASE WHEN array_position('{day,week,month}', a.grain) < array_position('{day,week,month}', b.grain)
				THEN b.grain ELSE a.grain END,
			whole = ARRAY(SELECT DISTINCT unnest(a.whole || b.whole)), labels = a.labels - (a.whole || b.whole),
			stuck = a.stuck OR b.stuck OR a.grain = 'week' AND b.grain = 'month' OR a.grain = 'month' AND b.grain = 'week'
		FROM public.loaded AS b
		WHERE a.alive AND b.alive AND a.ctid <> b.ctid AND a.first <= b.last AND b.first <= a.last
			AND (a.grain <> b.grain OR NOT (a.whole @> b.whole AND b.whole @> a.whole) OR a.stuck <> b.stuck)
			AND NOT EXISTS (SELECT FROM unnest(string_to_array('%[1]s', ',')) AS k WHERE k <> ALL (a.whole) AND k <> ALL (b.whole)
				AND coalesce(a.labels ->> k, '') <> coalesce(b.labels ->> k, ''))
			AND (a.first > b.first OR a.last < b.last OR NOT a.whole @> b.whole OR NOT a.stuck AND (b.stuck
				OR a.grain = 'week' AND b.grain = 'month' OR a.grain = 'month' AND b.grain = 'week'));
		EXIT WHEN NOT FOUND;
	END LOOP; END $$`
	// A bucket has a value where every row that reaches into it lies within it, and is no week in a month.
	totals = `SELECT b::date, sum(num), sum(den) FROM generate_series(date '2026-03-02', date '2026-05-31', interval '1 %[1]s') AS g,
		LATERAL (SELECT date_trunc('%[1]s', g) AS b) AS start
		JOIN public.loaded ON alive AND first < b + interval '1 %[1]s' AND last >= b
		GROUP BY b HAVING bool_and(first >= b AND last < b + interval '1 %[1]s'
			AND NOT (grain = 'week' AND '%[1]s' = 'month'))`
)

// shapes is a company of one metric that keeps changing.
type shapes struct {
	t       *rapid.T
	store   *postgres.Store
	conn    *pgconn.PgConn
	metric  okr.Metric
	current *okr.Catalog
	number  int64
	batch   int
	refused int
	applied int
	loaded  int
}

func (s *shapes) sql(sql string) [][]string {
	results, err := s.conn.Exec(s.t.Context(), sql).ReadAll()
	if err != nil {
		s.t.Fatalf("%v\n%s", err, sql)
	}
	var rows [][]string
	for _, row := range results[len(results)-1].Rows {
		var cells []string
		for _, cell := range row {
			cells = append(cells, string(cell))
		}
		rows = append(rows, cells)
	}
	return rows
}

// change applies a catalog in which the metric has another type, grain or other segments.
func (s *shapes) change() {
	m := s.metric
	m.Type = pick(s.t, "type", m.Type, m.Type, okr.Ratio, okr.Mean, okr.Sum)
	m.Grain = pick(s.t, "grain", okr.Day, okr.Week, okr.Month)
	m.Segments = pick(s.t, "segments", nil, []string{"plan"}, []string{"country"}, []string{"country", "plan"})
	text := fmt.Sprintf(`apiVersion: okr/v1
kind: Organization
metadata: {name: org, title: "%d"}
spec: {timezone: Europe/Berlin, weekStart: monday, northStar: m}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: m}
spec: {type: %v, grain: %v, unit: short, direction: up, segments: [%s]}
`, s.number, m.Type, m.Grain, strings.Join(m.Segments, ", "))
	c, findings := catalog.Parse([]catalog.File{{Name: "c.yaml", Data: []byte(text)}})
	if findings.Err() != nil {
		s.t.Fatal(findings.Err())
	}
	leave := rapid.Bool().Draw(s.t, "set aside")
	otherMeaning := s.current != nil && m.Type.HasSample() != s.metric.Type.HasSample() &&
		len(s.sql("SELECT FROM public.loaded WHERE alive")) > 0
	s.sql("DROP TABLE IF EXISTS public.saved; CREATE TABLE public.saved AS SELECT * FROM public.loaded")
	if otherMeaning {
		s.sql("UPDATE public.loaded SET alive = false")
	}
	s.reshape(m)
	stuck := len(s.sql("SELECT FROM public.loaded WHERE alive AND stuck")) > 0
	s.sql("UPDATE public.loaded SET alive = false WHERE stuck")
	done, err := s.store.Apply(s.t.Context(), postgres.ApplyRequest{
		Document: []byte(text), Base: &s.number, Before: s.current, After: c, SetAside: leave,
	})
	if (err != nil) != ((otherMeaning || stuck) && !leave) {
		s.t.Fatalf("other meaning %v, stuck %v, leave %v: %v", otherMeaning, stuck, leave, err)
	}
	if err != nil {
		s.sql("TRUNCATE public.loaded; INSERT INTO public.loaded SELECT * FROM public.saved")
		s.refused++
		return
	}
	s.applied++
	s.number = done.Revision.Number
	s.metric, s.current = m, c
}

// reshape tells the oracle that the metric has other segments.
func (s *shapes) reshape(m okr.Metric) {
	lost := false
	for _, key := range s.metric.Segments {
		if !slices.Contains(m.Segments, key) {
			lost = true
			s.sql(fmt.Sprintf("UPDATE public.loaded SET labels = labels - '%s', whole = array_remove(whole, '%[1]s')", key))
		}
	}
	if lost {
		both := slices.DeleteFunc(slices.Clone(m.Segments), func(key string) bool { return !slices.Contains(s.metric.Segments, key) })
		s.sql(fmt.Sprintf(joinOverlapped, strings.Join(both, ",")))
	}
	for _, key := range m.Segments {
		if !slices.Contains(s.metric.Segments, key) {
			s.sql(fmt.Sprintf("UPDATE public.loaded SET whole = array_append(whole, '%s')", key))
		}
	}
}

// load imports rows at the metric's grain or at another, by its segments or as a whole over some.
func (s *shapes) load() {
	calendar := series.CalendarOf(s.current.Organization)
	grain := pick(s.t, "grain of the rows", s.metric.Grain, s.metric.Grain, okr.Day, okr.Week, okr.Month)
	whole := map[string]bool{}
	for _, key := range s.metric.Segments {
		whole[key] = rapid.IntRange(0, 3).Draw(s.t, "whole over "+key) == 0
	}
	s.batch++
	var file, oracle strings.Builder
	file.WriteString("metric,time,numerator,denominator,grain," + strings.Join(s.metric.Segments, ",") + "\n")
	seen := map[string]bool{}
	for range rapid.IntRange(1, 6).Draw(s.t, "rows") {
		day := okr.NewDate(2026, 3, 2).AddDays(rapid.IntRange(0, 60).Draw(s.t, "day"))
		b := calendar.OnDate(grain, day)
		first, last := calendar.StartDate(grain, b), calendar.StartDate(grain, b+1).AddDays(-1)
		labels := map[string]string{}
		var over, cells []string
		for _, key := range s.metric.Segments {
			if whole[key] {
				over = append(over, key)
				cells = append(cells, "*")
				continue
			}
			label := pick(s.t, key, "", "a", "b")
			labels[key] = label
			cells = append(cells, label)
		}
		if key := first.String() + strings.Join(cells, "|"); seen[key] {
			continue
		} else {
			seen[key] = true
		}
		num, den := rapid.IntRange(1, 1000).Draw(s.t, "numerator"), 1
		denominator := ""
		if s.metric.Type.HasSample() {
			den = rapid.IntRange(1, 1000).Draw(s.t, "denominator")
			denominator = strconv.Itoa(den)
		}
		fmt.Fprintf(&file, "m,%v,%d,%s,%v,%s\n", first, num, denominator, grain, strings.Join(cells, ","))
		text, err := json.Marshal(labels)
		if err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprintf(&oracle, "INSERT INTO public.loaded VALUES ('%v', '%v', '%v', '%s', '{%s}', %d, %d, %d);\n", first, last, grain, text,
			strings.Join(over, ","), num, den, s.batch)
	}
	header := strings.TrimSuffix(strings.SplitN(file.String(), "\n", 2)[0], ",")
	body := strings.SplitN(file.String(), "\n", 2)[1]
	if len(s.metric.Segments) == 0 {
		body = strings.ReplaceAll(body, ",\n", "\n")
	}
	s.read(header + "\n" + body)
	s.sql(oracle.String() + fmt.Sprintf(endOverlapped, s.batch, strings.Join(s.metric.Segments, ",")))
	s.loaded++
}

// read imports a CSV file.
func (s *shapes) read(csv string) {
	_, err := s.store.Import(s.t.Context(), postgres.ImportRequest{
		Calendar: series.CalendarOf(s.current.Organization), Metrics: s.current.Metrics,
		Facts: csvfile.Read(strings.NewReader(csv), "facts.csv", s.current),
	})
	if err != nil {
		s.t.Fatalf("%v\n%s", err, csv)
	}
}

// export writes what is stored as CSV.
func (s *shapes) export() string {
	var out bytes.Buffer
	stored := s.store.StoredFacts(s.t.Context(), series.CalendarOf(s.current.Organization), "m")
	if err := csvfile.Write(&out, s.current, stored, csvfile.Options{Grain: true}); err != nil {
		s.t.Fatal(err)
	}
	return out.String()
}

// again loads an export, whole or in two halves in any order. Nothing may change.
func (s *shapes) again() {
	text := s.export()
	lines := strings.SplitAfter(text, "\n")
	header, rows := lines[0], lines[1:len(lines)-1]
	rows = rapid.Permutation(rows).Draw(s.t, "order")
	cut := rapid.IntRange(0, len(rows)).Draw(s.t, "cut")
	for _, part := range [][]string{rows[:cut], rows[cut:]} {
		if len(part) > 0 {
			s.read(header + strings.Join(part, ""))
		}
	}
	if after := s.export(); after != text {
		s.t.Fatalf("loading an export again changes it:\n%swas\n%s", after, text)
	}
}

// compare compares every total that the metric can give between the engine and the oracle.
func (s *shapes) compare(e *engine.Engine) {
	calendar := series.CalendarOf(s.current.Organization)
	for _, g := range []okr.Grain{okr.Day, okr.Week, okr.Month} {
		if !series.Nests(s.metric.Grain, g) {
			continue
		}
		want := map[string]float64{}
		for _, row := range s.sql(fmt.Sprintf(totals, g)) {
			num, _ := strconv.ParseFloat(row[1], 64)
			den, _ := strconv.ParseFloat(row[2], 64)
			want[row[0]] = num
			if s.metric.Type.HasSample() {
				want[row[0]] = num / den
			}
		}
		from, until := okr.NewDate(2026, 3, 2), okr.NewDate(2026, 5, 31)
		v, err := e.View(s.t.Context(), engine.TimeRange{From: from.In(calendar.Location()), To: until.In(calendar.Location())})
		if err != nil {
			s.t.Fatal(err)
		}
		chart, err := v.Series(s.t.Context(), query.Query{
			QueryType: query.Series, Metrics: []string{"m"}, Grain: g.String(), Lines: []query.Line{query.LineValue},
		})
		got := map[string]float64{}
		switch {
		case err != nil && len(want) == 0: // no fact is fine enough
		case err != nil:
			s.t.Fatalf("%v: %v", g, err)
		default:
			for _, line := range chart.Lines {
				for i, v := range line.Value {
					if !math.IsNaN(v) {
						got[okr.DateOf(line.Times[i].In(calendar.Location())).String()] = v
					}
				}
			}
		}
		equal := maps.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) })
		if !equal {
			s.t.Fatalf("by the %v: got %v, want %v\n%s", g, got, want, s.export())
		}
	}
}

func TestTotalsAreThoseOfWhatWasLoadedLastForEachMoment(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store, conn := pgtest.Open(t, cfg), pgtest.Connect(t, cfg)
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	refused, applied, loaded := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := &shapes{t: t, store: store, conn: conn, metric: okr.Metric{Type: okr.Sum, Grain: okr.Day}}
		s.sql(`TRUNCATE okr.fact, okr.fact_shape, okr.fact_aside, okr.catalog_revision, okr.metric_revision;
			DROP TABLE IF EXISTS public.loaded;` + createLoaded)
		s.change()
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			pick(t, "step", s.load, s.load, s.change, s.again)()
			s.compare(newEngine(&testing.T{}, store, func() time.Time { return now }))
		}
		refused, applied, loaded = refused+s.refused, applied+s.applied, loaded+s.loaded
	})
	t.Logf("%d catalogs applied, %d refused, %d loads", applied, refused, loaded)
	if refused == 0 || loaded < 50 {
		t.Error("hardly anything was tried")
	}
}
