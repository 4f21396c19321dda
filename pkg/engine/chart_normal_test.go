package engine_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

func storeOf(facts []series.Fact) enginetest.Store {
	return enginetest.Store{Columns: enginetest.ColumnsOf(slices.Values(facts))}
}

// weeklyOrders returns one fact a week, starting on 5 January 2026.
func weeklyOrders(values ...float64) []series.Fact {
	calendar := series.NewCalendar(time.UTC, time.Monday, time.January)
	first := calendar.OnDate(okr.Week, okr.NewDate(2026, time.January, 5))
	facts := make([]series.Fact, len(values))
	for i, v := range values {
		facts[i] = series.Fact{Metric: "orders", Grain: okr.Week, Bucket: first + series.Bucket(i), Num: v, Den: 1}
	}
	return facts
}

func day(month time.Month, date int) time.Time {
	return time.Date(2026, month, date, 0, 0, 0, 0, time.UTC)
}

func linesOf(t *testing.T, d *diary, text string) map[string]string {
	t.Helper()
	q, err := query.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	q.QueryType = query.Series
	s, err := enginetest.View(t, d.engine(t), engine.TimeRange{From: day(time.January, 26), To: day(time.March, 2)}).Series(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]string{}
	for _, l := range s.Lines {
		for i, v := range l.Value {
			if i > 0 {
				lines[l.Key] += " "
			}
			if math.IsNaN(v) {
				lines[l.Key] += "_"
				continue
			}
			lines[l.Key] += fmt.Sprint(v)
		}
	}
	return lines
}

func TestInASaleAChartShowsWhatWouldBeUsual(t *testing.T) {
	t.Parallel()
	facts := weeklyOrders(90, 100, 110, 120, 300, 400, 130, 300)
	first := okr.Entry{Kind: okr.Annotation, At: day(time.February, 2), Until: day(time.February, 16), Tags: []string{"sale"}}
	second := okr.Entry{Kind: okr.Annotation, At: day(time.February, 25), Until: day(time.February, 27), Tags: []string{"mail", "campaign"}}
	release := okr.Entry{Kind: okr.Annotation, At: day(time.February, 2), Until: day(time.February, 16), Tags: []string{"release"}}
	moment := okr.Entry{Kind: okr.Annotation, At: day(time.February, 2), Tags: []string{"sale"}}
	for name, c := range map[string]struct {
		entries []okr.Entry
		want    string
	}{
		// The medians of 90 100 110 120 (twice) and of 90 100 110 120 130: the weeks of the first sale do not count.
		"two sales":                             {[]okr.Entry{second, first}, "_ 105 105 _ 110"},
		"a release is no sale":                  {[]okr.Entry{release}, ""},
		"a moment is no span of time":           {[]okr.Entry{moment}, ""},
		"without entries there is no such line": {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &diary{documents: []string{journalCompany}, entries: c.entries, Store: storeOf(facts)}
			if got := linesOf(t, d, `{"metrics":["orders"],"lines":["value","normal"]}`)["normal"]; got != c.want {
				t.Errorf("normal %q, want %q", got, c.want)
			}
		})
	}
}

func TestTooFewWeeksBeforeASaleGiveNoNormalCourse(t *testing.T) {
	t.Parallel()
	sale := okr.Entry{Kind: okr.Annotation, At: day(time.January, 19), Until: day(time.February, 16), Tags: []string{"sale"}}
	d := &diary{documents: []string{journalCompany}, entries: []okr.Entry{sale}, Store: storeOf(weeklyOrders(90, 100, 110, 120, 300))}
	if got, ok := linesOf(t, d, `{"metrics":["orders"],"lines":["value","normal"]}`)["normal"]; ok {
		t.Errorf("normal %q after two weeks", got)
	}
}

func TestControlLimitsComeFromTheBucketsBefore(t *testing.T) {
	t.Parallel()
	// The week of 16 February is the first with six values before it. Their median is 10, and the distances from it are 1 0 0 2 3 2 with a
	// median of 1.5. The limits are therefore 10 ± 3.5 / 0.6745 × 1.5. If the catalog has a lower bound of 0, the lower limit is 0.
	d := &diary{documents: []string{journalCompany}, Store: storeOf(weeklyOrders(9, 10, 10, 12, 7, 12, 500, 10))}
	lines := linesOf(t, d, `{"metrics":["orders"],"lines":["value","limit_low","limit_high"]}`)
	var low, high float64
	if _, err := fmt.Sscanf(lines["limit_low"], "_ _ _ %g", &low); err != nil {
		t.Fatalf("%q: %v", lines["limit_low"], err)
	}
	if _, err := fmt.Sscanf(lines["limit_high"], "_ _ _ %g", &high); err != nil {
		t.Fatalf("%q: %v", lines["limit_high"], err)
	}
	if math.Abs(low-2.2165) > 1e-3 || math.Abs(high-17.7835) > 1e-3 {
		t.Errorf("limits %v to %v", low, high)
	}
}

func TestARowSaysWhatToDoAboutIt(t *testing.T) {
	t.Parallel()
	const catalog = `apiVersion: okr/v1
kind: Organization
metadata: {name: shop}
spec: {timezone: UTC, northStar: orders}
---
apiVersion: okr/v1
kind: Team
metadata: {name: care}
spec: {lead: lead, colours: {green: {en: Carry on, ja: 続ける}, red: {en: Stop, ja: 止める}}}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders}
spec: {type: sum, grain: week, unit: short, direction: up}
---
apiVersion: okr/v1
kind: KPI
metadata: {name: orders}
spec: {metric: orders, team: care, thresholds: {yellow: 100, red: 50}, playbook: {en: Ask ten customers, ja: 10人に聞く}}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: visits}
spec: {type: sum, grain: week, unit: short, direction: up}
---
apiVersion: okr/v1
kind: KPI
metadata: {name: visits}
spec: {metric: visits, team: care, thresholds: {yellow: 100, red: 50}, playbook: {en: Ask ten visitors, ja: 10人に聞く}}
`
	for name, c := range map[string]struct {
		value  float64
		locale string
		want   string
	}{
		"red: the playbook":                        {40, "en", "Ask ten visitors"},
		"yellow, in the reader's language":         {60, "ja", "10人に聞く"},
		"green: what the colour means to the team": {200, "en", "Carry on"},
		"green, in the reader's language":          {200, "ja", "続ける"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			facts := weeklyOrders(c.value, c.value, c.value, c.value, c.value, c.value, c.value, c.value, c.value)
			for i := range facts {
				facts[i].Metric = "visits"
			}
			d := &diary{documents: []string{catalog}, Store: storeOf(facts)}
			v := enginetest.View(t, d.engine(t), engine.TimeRange{})
			card, err := v.Scorecard(t.Context(), query.Query{Metrics: []string{"visits"}, Locale: c.locale})
			if err != nil {
				t.Fatal(err)
			}
			if len(card.Rows) != 1 || card.Rows[0].Decision != c.want {
				t.Errorf("%+v, want %q", card.Rows, c.want)
			}
		})
	}
}
