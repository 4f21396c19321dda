package frame

import (
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

func TestASummarySaysWhatATileCannot(t *testing.T) {
	for name, c := range map[string]struct {
		status          okr.Status
		wow, attainment float64
		en, ja          string
	}{
		"a key result": {
			okr.Yellow, 0.024, 0.557,
			"▲ Yellow · week +2.4 % · attained 0.56", "▲ 黄 · 前週比 +2.4 % · 達成率 0.56",
		},
		"a KPI has no attainment":              {okr.Green, -0.003, nan, "● Green · week −0.3 %", "● 緑 · 前週比 −0.3 %"},
		"a monthly metric has no week":         {okr.Red, nan, nan, "■ Red", "■ 赤"},
		"a metric without values says just so": {okr.NoData, nan, nan, "– No data", "– データなし"},
	} {
		t.Run(name, func(t *testing.T) {
			r := blank()
			r.Effective, r.WoW, r.Attainment = c.status, c.wow, c.attainment
			if got := summary(&r, "en"); got != c.en {
				t.Errorf("en %q, want %q", got, c.en)
			}
			if got := summary(&r, "ja"); got != c.ja {
				t.Errorf("ja %q, want %q", got, c.ja)
			}
		})
	}
}

func TestATileSaysWhyItsNumberIsOfAnEarlierBucket(t *testing.T) {
	r := keyResult()
	r.ThresholdText, r.ValueReason = "red below 5, green from 5", "2026-11-02 is incomplete: 3 of 24 hours have facts"
	if got, want := tileDescription(&r), "2026-11-02 is incomplete: 3 of 24 hours have facts · red below 5, green from 5"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	r.ThresholdText = ""
	if got, want := tileDescription(&r), "2026-11-02 is incomplete: 3 of 24 hours have facts"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestASummarySaysThatANumberIsOfAnEarlierBucket(t *testing.T) {
	r := keyResult()
	r.Value, r.WoW, r.Attainment, r.StaleDays, r.ValueReason = 700, nan, nan, 4, "the week of 2026-11-02 is incomplete: 3 of 7 days have facts"
	if got, want := summary(&r, "en"), "● Green · facts late by 4 d"; got != want {
		t.Errorf("en %q, want %q", got, want)
	}
	if got, want := summary(&r, "ja"), "● 緑 · データ 4 日遅れ"; got != want {
		t.Errorf("ja %q, want %q", got, want)
	}
	r.Value, r.ValueReason = nan, "no facts since 2026-11-05"
	if got, want := summary(&r, "en"), "● Green"; got != want {
		t.Errorf("without a value %q, want %q", got, want)
	}
}

func TestWhetherANumberMovedWellDependsOnItsDirection(t *testing.T) {
	const better, worse, unchanged, unknown = 0, 1, 2, -1
	for name, c := range map[string]struct {
		direction okr.Direction
		wow       float64
		want      int
	}{
		"more is better upwards":         {okr.Up, 0.1, better},
		"less is worse upwards":          {okr.Up, -0.1, worse},
		"less is better downwards":       {okr.Down, -0.1, better},
		"more is worse downwards":        {okr.Down, 0.1, worse},
		"the same is unchanged":          {okr.Down, 0, unchanged},
		"within a band neither is known": {okr.Band, 0.1, unknown},
		"without last week nothing is":   {okr.Up, nan, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			r := blank()
			r.Metric, r.WoW = &okr.Metric{Direction: c.direction}, c.wow
			got := unknown
			if v, ok := movedField("en", []engine.Row{r}).ConcreteAt(0); ok {
				got = int(v.(data.EnumItemIndex)) //nolint:forcetypeassert // the type of the column
			}
			if got != c.want {
				t.Errorf("moved %d, want %d", got, c.want)
			}
		})
	}
}

func TestATableWithoutRowsHasNoColumns(t *testing.T) {
	f := Table(&engine.Scorecard{})[0]
	if len(f.Fields) != 0 {
		t.Fatalf("%d columns above no rows", len(f.Fields))
	}
	if f.Meta == nil || f.Meta.Type != data.FrameTypeTable {
		t.Fatal("the frame no longer says that it is a table")
	}
}
