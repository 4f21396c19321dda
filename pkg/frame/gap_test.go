package frame

import (
	"slices"
	"testing"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestWhyThereIsNoAttainmentIsSaid(t *testing.T) {
	same := keyResult()
	same.Attainment, same.Effective, same.Gap, same.GapReason = nan, okr.NoData, okr.BaselineIsTarget, "the baseline is the target already"
	same.WoW, same.Ambition, same.Baseline, same.Target = nan, nan, 0, 0.4
	late := same
	late.Gap, late.GapReason, late.Baseline, late.Target = okr.NoValue, "no value", 0.4, 0
	bold := same
	bold.Gap, bold.GapReason, bold.Ambition = okr.GapNone, "", 1.4400001
	for locale, want := range map[string][3][]string{
		"en": {
			{"– No data · baseline is the target", "– No data", "– No data"},
			{"no multiple: the baseline is not above 0", "no multiple: the target is not above 0", "1.44×"},
			{"the baseline is the target already", "no value", ""},
		},
		"ja": {
			{"– データなし · ベースラインが目標と同じ", "– データなし", "– データなし"},
			{"倍率なし: ベースラインが0以下", "倍率なし: 目標が0以下", "1.44×"},
			{"the baseline is the target already", "no value", ""},
		},
	} {
		f := Table(&engine.Scorecard{Locale: locale, Rows: []engine.Row{same, late, bold}})[0]
		for i, name := range []string{"summary", "ambition_text", "attainment_reason"} {
			field, _ := f.FieldByName(name)
			var got []string
			for row := range field.Len() {
				got = append(got, field.At(row).(string))
			}
			if !slices.Equal(got, want[i]) {
				t.Errorf("%s in %s: %q, want %q", name, locale, got, want[i])
			}
		}
	}
}

func TestASuggestedTargetIsARangeOrSaysWhyThereIsNone(t *testing.T) {
	const none = "no multiple: the baseline is not above 0"
	for name, c := range map[string]struct {
		low, high, baseline float64
		want                string
	}{
		"A range":          {120, 150, 100, "¥120 – ¥150"},
		"From zero":        {nan, nan, 0, none},
		"From a loss":      {nan, nan, -3, none},
		"Without baseline": {nan, nan, nan, ""},
	} {
		d := engine.Definition{
			Metric: profit, SuggestLow: c.low, SuggestHigh: c.high, Baseline: series.BaselineResult{Median: c.baseline},
		}
		if got := suggestion(&d, "en"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
