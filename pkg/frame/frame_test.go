package frame

import (
	"encoding/json"
	"flag"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

var update = flag.Bool("update", false, "rewrite the golden frames")

func TestFramesAreTheGoldenOnes(t *testing.T) {
	answers := map[string]data.Frames{
		"scorecard_table":    Table(scorecardFixture("en")),
		"scorecard_table_ja": Table(scorecardFixture("ja")),
		"scorecard_stat":     Stat(scorecardFixture("en")),
		"series":             Series(seriesFixture()),
		"series_multi":       SeriesMulti(seriesFixture()),
		"tree":               Tree(treeFixture()),
		"definitions":        Definitions(definitionsFixture()),
		"objectives":         Objectives(objectivesFixture("en")),
		"objectives_ja":      Objectives(objectivesFixture("ja")),
		"scorecard_alert":    NumericLong(scorecardFixture("en")),
	}
	for name, frames := range answers {
		t.Run(name, func(t *testing.T) {
			experimental.CheckGoldenJSONResponse(t, "testdata", name, &backend.DataResponse{Frames: frames}, *update)
		})
	}
}

func TestTimeSeriesAreReadByTheDataPlane(t *testing.T) {
	segmented := &engine.Series{Locale: "en", Lines: []engine.SeriesLine{
		valueFixture(map[string]string{"plan": "pro"}), valueFixture(map[string]string{"plan": "free", "line": "x"}),
	}}
	onlyRunning := valueFixture(nil)
	onlyRunning.Times, onlyRunning.Value, onlyRunning.Partial = weeks(1), []float64{0.5}, 0
	daily := flatFixture("target", "Target", 0.45)
	daily.Grain = okr.Day
	daily.Times = []time.Time{week(2), week(2).AddDate(0, 0, 1)}
	daily.Value = []float64{1, 2}
	grains := &engine.Series{Lines: []engine.SeriesLine{valueFixture(nil), daily}}
	const wide, multi = data.FrameTypeTimeSeriesWide, data.FrameTypeTimeSeriesMulti
	cases := map[string]struct {
		frames data.Frames
		kind   data.FrameType
		series int
	}{
		"A scorecard of tiles with the same buckets":   {Stat(sameMetricRows()), wide, 3},
		"A scorecard of tiles with different buckets":  {Stat(scorecardFixture("en")), multi, 3},
		"A scorecard without rows is no data":          {Stat(&engine.Scorecard{}), multi, 0},
		"A chart of one metric":                        {Series(seriesFixture()), wide, 7},
		"A chart of one metric, a frame for each line": {SeriesMulti(seriesFixture()), multi, 7},
		"A chart of segments":                          {Series(segmented), wide, 4},
		"A chart of different grains":                  {Series(grains), multi, 3},
		"A chart whose only bucket is still running": {
			Series(&engine.Series{Lines: []engine.SeriesLine{onlyRunning}}), wide, 1,
		},
		"A chart without lines is no data": {Series(&engine.Series{}), multi, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			kind, err := reader.CanReadBasedOnMeta(c.frames)
			if err != nil || kind != c.kind {
				t.Fatalf("data plane type %q, %v, want %q", kind, err, c.kind)
			}
			r, err := timeseries.CollectionReaderFromFrames(c.frames)
			if err != nil {
				t.Fatal(err)
			}
			collection, err := r.GetCollection(true)
			if err != nil {
				t.Fatal(err)
			}
			if collection.Warning != nil || len(collection.RemainderIndices) > 0 {
				t.Fatalf("left over: %v %v", collection.Warning, collection.RemainderIndices)
			}
			if len(collection.Refs) != c.series {
				t.Fatalf("%d series, want %d", len(collection.Refs), c.series)
			}
		})
	}
}

func sameMetricRows() *engine.Scorecard {
	kr, main, star := keyResult(), keyResult(), keyResult()
	main.Role, main.ID = query.RoleKPIMain, "activation"
	star.Role, star.ID = query.RoleNorthStar, "day7_active"
	return &engine.Scorecard{Rows: []engine.Row{kr, main, star}}
}

func TestTheTableHasItsColumnsInOrder(t *testing.T) {
	want := strings.Fields(`kind id title metric objective team owner tier bucket value value_text previous wow mom yoy
		baseline target stretch moonshot attainment_raw attainment expected pace forecast_low forecast_high status
		effective_status sample stale_days decision ambition grade missing criteria
		bucket_text baseline_text target_text stretch_text moonshot_text forecast_text summary moved
		team_title measurement attainment_reason ambition_text details value_reason remark moved_code`)
	var got []string
	for _, f := range Table(scorecardFixture("en"))[0].Fields {
		got = append(got, f.Name)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("columns\n%v\nwant\n%v", got, want)
	}
}

func TestAlertingReadsAScorecardAsOneNumberForEachRow(t *testing.T) {
	card := scorecardFixture("en")
	card.Rows = append(card.Rows, sameMetricRows().Rows...)
	read, err := numeric.CollectionReaderFromFrames(NumericLong(card))
	if err != nil {
		t.Fatal(err)
	}
	collection, err := read.GetCollection(false)
	if err != nil || collection.Warning != nil {
		t.Fatal(err, collection.Warning)
	}
	got := map[string]float64{}
	for _, ref := range collection.Refs {
		labels := ref.GetLabels()
		v, empty, err := ref.NullableFloat64Value()
		if err != nil || empty {
			t.Fatal(err, empty)
		}
		if len(labels) != 4 {
			t.Errorf("labels %v", labels)
		}
		if v != nil {
			got[labels["kind"]+" "+labels["id"]] = *v
		}
	}
	// The North Star of the fixture has no value, and the objective has no metric.
	want := map[string]float64{
		"key_result first_value/stay": 0.41, "kpi_monitoring profit": -1200, "kpi_main activation": 0.41,
		"north_star day7_active": 0.41,
	}
	if !maps.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func TestRowsLeadToThePageThatShowsThem(t *testing.T) {
	for locale, want := range map[string][]string{
		"en": {
			"okrkpi-metric?var-metric=day7_active", "okrkpi-objective?var-objective=first_value",
			"okrkpi-metric?var-metric=day7_active", "okrkpi-metric?var-metric=profit",
		},
		"ja-JP": {
			"okrkpi-metric-ja?var-metric=day7_active", "okrkpi-objective-ja?var-objective=first_value",
			"okrkpi-metric-ja?var-metric=day7_active", "okrkpi-metric-ja?var-metric=profit",
		},
	} {
		f := Table(scorecardFixture(locale))[0]
		field, _ := f.FieldByName("details")
		title, _ := f.FieldByName("title")
		for i, page := range want {
			if got := field.At(i); got != page {
				t.Errorf("%s: row %d leads to %v, want %s", locale, i, got, page)
			}
		}
		if url := title.Config.Links[0].URL; url != "/d/${__data.fields.details}&${__url_time_range}" {
			t.Errorf("titles link to %s", url)
		}
	}
}

func TestMeasurementsAreSaidInWords(t *testing.T) {
	metric := func(m okr.Metric) *engine.Row { return &engine.Row{Metric: &m} }
	cases := map[string]struct {
		row          *engine.Row
		locale, want string
	}{
		"A ratio": {
			metric(okr.Metric{Type: okr.Ratio, Definition: okr.Definition{
				Numerator: okr.Text{"en": "sign-ups", "ja": "登録"}, Denominator: okr.Text{"en": "visitors", "ja": "訪問者"},
				AggregationPeriod: okr.Text{"en": "calendar week", "ja": "暦週"}, DataSource: "web", Logic: okr.Plain("n / d"),
			}}), "ja", "登録 ÷ 訪問者 · 暦週 · データ: web",
		},
		"A count whose denominator says that there is none": {
			metric(okr.Metric{Type: okr.Sum, Definition: okr.Definition{
				Numerator: okr.Plain("orders"), Denominator: okr.Text{"en": "None; it is a count", "ja": "なし(件数)"}, DataSource: "shop",
			}}), "ja", "orders · データ: shop",
		},
		"A level with a logic, which needs no denominator": {
			metric(okr.Metric{Type: okr.Last, Definition: okr.Definition{
				Numerator: okr.Plain("stock"), Denominator: okr.Plain("none"), Logic: okr.Plain("pieces in the evening"),
			}}), "en", "pieces in the evening",
		},
		"A product of other metrics": {
			metric(okr.Metric{Type: okr.Derived, Formula: "teams * depth", Definition: okr.Definition{
				Numerator: okr.Plain("paid use"), Denominator: okr.Plain("None; it is a volume"),
			}}), "en", "paid use",
		},
		"A quotient of other metrics": {
			metric(okr.Metric{Type: okr.Derived, Formula: "ltv / cac", Definition: okr.Definition{
				Numerator: okr.Plain("lifetime value"), Denominator: okr.Plain("acquisition cost"),
			}}), "en", "lifetime value ÷ acquisition cost",
		},
		"What only has a logic": {
			metric(okr.Metric{Definition: okr.Definition{Logic: okr.Plain("count of orders"), DataSource: "shop"}}), "en",
			"count of orders · data: shop",
		},
		"A formula without a definition":      {metric(okr.Metric{Formula: "ltv / cac"}), "en", "ltv / cac"},
		"Nothing that anybody wrote down":     {metric(okr.Metric{}), "en", ""},
		"An objective is made of key results": {&engine.Row{}, "en", "Weighted mean of the attainments of its key results"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := string(appendMeasurement(nil, c.row, c.locale)); got != c.want {
				t.Fatalf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNoFrameCarriesNaN(t *testing.T) {
	all := slices.Concat(Table(scorecardFixture("en")), Stat(scorecardFixture("en")), Series(seriesFixture()),
		Tree(treeFixture()), Definitions(definitionsFixture()), Objectives(objectivesFixture("en")), NumericLong(scorecardFixture("en")))
	for _, f := range all {
		for _, field := range f.Fields {
			for i := range field.Len() {
				if v, ok := field.ConcreteAt(i); ok {
					if x, isFloat := v.(float64); isFloat && (math.IsNaN(x) || math.IsInf(x, 0)) {
						t.Errorf("%s/%s[%d] is %v", f.Name, field.Name, i, x)
					}
				}
			}
		}
	}
}

func TestEveryWordIsInBothLanguages(t *testing.T) {
	check := func(what string, words okr.Text) {
		if words["en"] == "" || words["ja"] == "" {
			t.Errorf("%s has no wording in English or Japanese: %v", what, words)
		}
	}
	for _, s := range okr.Statuses() {
		check(s.String(), statusWords[s])
	}
	for _, r := range query.Roles() {
		check(string(r), roleWords[r])
	}
	for g := okr.QuestionDesign; g <= okr.Beyond; g++ {
		check(g.String(), gradeWords[g])
	}
	for _, tier := range []okr.Tier{okr.Main, okr.Monitoring} {
		check(tier.String(), tierWords[tier])
	}
	for _, f := range slices.Concat(Table(scorecardFixture("en"))[0].Fields, Definitions(definitionsFixture())[0].Fields,
		Objectives(objectivesFixture("en"))[0].Fields) {
		if words, ok := columnWords[f.Name]; !strings.HasSuffix(f.Name, "_code") {
			check("column "+f.Name, words)
		} else if ok {
			t.Errorf("column %s has the words %v: it must be named alike in every language", f.Name, words)
		}
	}
}

func TestATileEndsWithTheValueThatIsJudged(t *testing.T) {
	ahead := keyResult()
	ahead.History = engine.Line{Times: weeks(5), Value: []float64{1, 2, 3, 4, 5}}
	behind := keyResult()
	behind.History = engine.Line{Times: weeks(2), Value: []float64{1, 2}}
	missing := keyResult()
	missing.Value = nan
	never := keyResult()
	never.Bucket = northStarWithoutFacts().Bucket
	cases := map[string]struct {
		row  engine.Row
		want []any
	}{
		"Buckets after the judged one are left out":    {ahead, []any{1.0, 2.0, 0.41}},
		"A history that stops early gets the value":    {behind, []any{1.0, 2.0, 0.41}},
		"A missing value is not an older one":          {missing, []any{nil}},
		"A metric that never had a value has no point": {never, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			field := Stat(&engine.Scorecard{Rows: []engine.Row{c.row}})[0].Fields[1]
			var got []any
			for i := range field.Len() {
				if v, ok := field.ConcreteAt(i); ok {
					got = append(got, v)
				} else {
					got = append(got, nil)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestATileHasTheColourOfItsStatus(t *testing.T) {
	with := func(change func(*engine.Row)) engine.Row {
		r := keyResult()
		change(&r)
		return r
	}
	scale := map[string]any{"mode": "thresholds"}
	cases := map[string]struct {
		row  engine.Row
		want map[string]any
	}{
		"Thresholds colour what they judge": {keyResult(), scale},
		"A person's correction wins": {
			with(func(r *engine.Row) { r.Effective = okr.Red }), fixedColour("dark-red"),
		},
		"Doubtful data is never green": {
			with(func(r *engine.Row) { r.Effective = okr.Untrusted }), fixedColour("dark-purple"),
		},
		"Where no colour is due it is neutral": {
			with(func(r *engine.Row) { r.Status, r.Effective, r.Steps = okr.Observing, okr.Observing, nil }),
			fixedColour(neutral.name),
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := Stat(&engine.Scorecard{Rows: []engine.Row{c.row}})[0].Fields[1].Config.Color
			if got["mode"] != c.want["mode"] || got["fixedColor"] != c.want["fixedColor"] {
				t.Fatalf("colour %v, want %v", got, c.want)
			}
		})
	}
}

func TestThresholdsReachTheBrowserAsFiniteRisingNumbers(t *testing.T) {
	r := monitoringKPI()
	config := thresholds(r.Steps)
	text, err := json.Marshal(config)
	if err != nil || strings.Contains(string(text), "null") {
		t.Fatalf("%s %v", text, err)
	}
	for i := 1; i < len(config.Steps); i++ {
		if config.Steps[i].Value <= config.Steps[i-1].Value {
			t.Fatalf("steps do not rise: %s", text)
		}
	}
}

// A panel compares the unrounded value with the step.
func TestAPanelColoursAValueOnTheLimitAsItsStatus(t *testing.T) {
	red, yellow := 6.6, 3.3
	limits := okr.Thresholds{Yellow: &yellow, Red: &red}
	x, y := 1.1, 2.2
	for value, want := range map[float64]okr.Status{
		x + y: okr.Green, 3.3: okr.Green, 3.31: okr.Yellow, 2 * (x + y): okr.Yellow, 6.61: okr.Red, -1: okr.Green,
	} {
		text, err := json.Marshal(thresholds(limits.Steps(okr.Down)))
		if err != nil {
			t.Fatal(err)
		}
		var seen struct {
			Steps []struct {
				Value float64
				State string
			}
		}
		if err := json.Unmarshal(text, &seen); err != nil {
			t.Fatal(err)
		}
		colour := ""
		for _, step := range seen.Steps {
			if step.Value <= value {
				colour = step.State
			}
		}
		if colour != want.String() || limits.Status(value, okr.Down) != want {
			t.Errorf("%v is coloured %s and has the status %v, want %v: %s", value, colour, limits.Status(value, okr.Down), want, text)
		}
	}
}

func TestTheRunningBucketIsALineOfItsOwn(t *testing.T) {
	lines := &engine.Series{Locale: "en", Lines: []engine.SeriesLine{valueFixture(nil)}}
	frames := SeriesMulti(lines)
	value, running := frames[0].Fields[1], frames[1].Fields[1]
	if value.Labels["line"] != "value" || value.Len() != 3 {
		t.Fatalf("line %v has %d buckets, want the 3 complete ones", value.Labels, value.Len())
	}
	if running.Labels["line"] != "value_running" || running.Len() != 2 {
		t.Fatalf("line %v has %d buckets, want the last complete and the running one", running.Labels, running.Len())
	}
	if got := frames[1].At(0, 0); got != week(2) {
		t.Fatalf("the running line starts at %v, want the last complete bucket %v", got, week(2))
	}

	together := Series(lines)[0]
	for i, want := range map[int]string{1: "1010", 2: "0011"} {
		var has string
		for row := range together.Rows() {
			if together.Fields[i].NilAt(row) {
				has += "0"
			} else {
				has += "1"
			}
		}
		if has != want {
			t.Errorf("in one frame column %d has values in %s, want %s", i, has, want)
		}
	}
}

func TestATileScalesToItsOwnValues(t *testing.T) {
	flat := keyResult()
	flat.History.Value = []float64{0.41, 0.41, 0.41}
	cases := map[string]struct {
		row       engine.Row
		low, high float64
	}{
		"From the lowest to the highest, with a twentieth of it around": {keyResult(), 0.347, 0.413},
		"A flat line lies in the middle":                                {flat, 0, 0.82},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			config := Stat(&engine.Scorecard{Rows: []engine.Row{c.row}})[0].Fields[1].Config
			low, high := float64(*config.Min), float64(*config.Max)
			if math.Abs(low-c.low) > 1e-9 || math.Abs(high-c.high) > 1e-9 {
				t.Fatalf("from %v to %v, want %v to %v", low, high, c.low, c.high)
			}
		})
	}
}

func TestATreeDrawsNoEdgeWithoutBothItsNodes(t *testing.T) {
	tree := treeFixture()
	tree.Edges = append(tree.Edges, engine.TreeEdge{From: "profit", To: "filtered_away"})
	if edges := Tree(tree)[1].Rows(); edges != 1 {
		t.Fatalf("%d edges, want 1", edges)
	}
	if arcs := Tree(tree)[0]; arcs.Rows() != 2 {
		t.Fatalf("%d nodes, want 2", arcs.Rows())
	}
}

func TestLegendsSayOnlyWhatTellsLinesApart(t *testing.T) {
	other := valueFixture(nil)
	other.Metric, other.Title, other.Partial = profit, "Profit", -1
	pro, unnamed := valueFixture(map[string]string{"plan": "pro"}), valueFixture(map[string]string{"plan": ""})
	target := flatFixture("target", "Target", 0.45)
	target.Segment = map[string]string{"plan": "pro"}
	cases := map[string]struct {
		lines []engine.SeriesLine
		want  []string
	}{
		"One metric": {
			[]engine.SeriesLine{valueFixture(nil), flatFixture("target", "Target", 1)},
			[]string{"Value", "Value (running)", "Target"},
		},
		"Segments": {[]engine.SeriesLine{pro, target}, []string{"pro", "pro (running)", "pro · Target"}},
		"Facts that belong to no segment": {
			[]engine.SeriesLine{unnamed}, []string{"(none)", "(none) (running)"},
		},
		"Several metrics": {
			[]engine.SeriesLine{valueFixture(nil), other}, []string{"Day-7 active", "Day-7 active (running)", "Profit"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range SeriesMulti(&engine.Series{Locale: "en", Lines: c.lines}) {
				got = append(got, f.Fields[1].Config.DisplayNameFromDS)
			}
			if !slices.Equal(got, c.want) {
				t.Fatalf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDecimalsAreLeftToGrafanaWhereItAbbreviates(t *testing.T) {
	none := 0
	for unit, want := range map[string]bool{"short": false, "currencyJPY": false, "percentunit": true, "none": true, "": true} {
		if c := metricConfig(&okr.Metric{Unit: unit, Decimals: &none}); (c.Decimals != nil) != want {
			t.Errorf("unit %q: decimals %v", unit, c.Decimals)
		}
	}
}
