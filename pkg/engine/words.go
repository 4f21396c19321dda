package engine

import (
	"fmt"

	"github.com/northstar/okrkpi/pkg/okr"
)

// criteria writes a scale of colours in words, so that a reader need not know it by heart. They say on which side of a
// limit the limit itself is.
func (w words) criteria(steps []okr.Step, m *okr.Metric) string {
	return w.ranges(steps, w.status, limitStyle{m.Unit, m.Decimals, true})
}

// paceCriteria does so for limits that follow from a pace. They are rounded as values are, as far as they stay apart.
func (w words) paceCriteria(steps []okr.Step, m *okr.Metric) string {
	var room [4]float64
	limits := room[:0]
	for _, s := range steps[min(1, len(steps)):] {
		limits = append(limits, s.Limit)
	}
	return w.ranges(steps, w.status, limitStyle{m.Unit, okr.ApartDecimals(limits, m.Unit, m.Decimals), false})
}

// keptRange writes the range that a maintained key result has to stay in. Its colour is that of the share of buckets that did.
func (w words) keptRange(steps []okr.Step, m *okr.Metric) string {
	return w.ranges(steps, w.kept, limitStyle{m.Unit, m.Decimals, true})
}

// limitStyle is how the limits of a scale are written.
type limitStyle struct {
	unit     string
	decimals *int
	chosen   bool // by somebody, and not computed
}

func (l limitStyle) append(text []byte, limit float64) []byte {
	if l.chosen {
		return okr.AppendLimit(text, limit, l.unit, l.decimals)
	}
	return okr.AppendValue(text, limit, l.unit, l.decimals)
}

func (w words) ranges(steps []okr.Step, names map[okr.Status]string, style limitStyle) string {
	if len(steps) < 2 {
		return ""
	}
	var room [160]byte
	text := room[:0]
	for i, s := range steps {
		around, limit := w.from, s.Limit
		switch first := i == 0; {
		case first && steps[1].After:
			around, limit = w.upTo, steps[1].Limit
		case first:
			around, limit = w.below, steps[1].Limit
		case s.After:
			around = w.above
		}
		if i > 0 {
			text = append(text, w.separator...)
		}
		text = append(append(text, names[s.Status]...), around[0]...)
		text = append(style.append(text, limit), around[1]...)
	}
	return string(text)
}

type words struct {
	below, upTo         [2]string // before and after the limit at which the lowest range ends
	from, above         [2]string // and that at which a range begins
	separator           string
	limited             string
	loaded              string               // how many of how many buckets of a grain
	missing             string               // segments, and since a date
	noFacts             string               // since a date
	judgedEarlier, more string               // numbers, and how many others
	incomplete          map[okr.Grain]string // a bucket that starts on a date, and what it lacks
	grains              map[okr.Grain]string // several of one
	status              map[okr.Status]string
	kept                map[okr.Status]string // of the buckets of a maintained key result
	line                map[string]string

	gap            map[okr.Gap]string // baseline and target, where they are named
	leftOut        string             // id of a key result, and why it has no attainment
	without, apart string             // its title and the same, in a list, and what stands between two of them
}

// gapReason says why a key result has no attainment.
func (w words) gapReason(row *Row, m *okr.Metric) string {
	text := w.gap[row.Gap]
	switch row.Gap {
	case okr.NoBaseline:
		return fmt.Sprintf(text, m.Baseline.Months)
	case okr.BaselineIsTarget:
		return fmt.Sprintf(text, okr.FormatLimit(row.Target, m.Unit, m.Decimals))
	case okr.BaselineBeyondTarget:
		return fmt.Sprintf(text, okr.FormatValue(row.Baseline, m.Unit, m.Decimals), okr.FormatLimit(row.Target, m.Unit, m.Decimals))
	case okr.GapNone, okr.NoValue, okr.NothingComplete:
	}
	return text
}

func wordsFor(locale string) words {
	if okr.IsJapanese(locale) {
		return japanese
	}
	return english
}

// lineName is what a line shows. Comparisons of months have names of their own.
func (w words) lineName(key string, g okr.Grain) string {
	if name, ok := w.line[key+"_month"]; ok && g >= okr.Month {
		return name
	}
	return w.line[key]
}

// Limited are as many of an answer's parts as a query asks for. What is left out is said.
func Limited[T any](r Request, all []T, notices *[]string) []T {
	if r.Query.Limit <= 0 || len(all) <= r.Query.Limit {
		return all
	}
	*notices = append(*notices, wordsFor(r.Locale).cut(r.Query.Limit, len(all)))
	return all[:r.Query.Limit]
}

// cut tells that an answer was limited.
func (w words) cut(shown, all int) string { return fmt.Sprintf(w.limited, shown, all) }

var english = words{
	below: [2]string{" below "}, upTo: [2]string{" up to "}, from: [2]string{" from "}, above: [2]string{" above "},
	separator: ", ", limited: "showing %d of %d",

	loaded:        "%d of %d %s have facts",
	missing:       "%s: no level since %s",
	noFacts:       "no facts since %s",
	judgedEarlier: "judged by the bucket before, because facts are late: %s", more: " and %d more",
	incomplete: map[okr.Grain]string{
		okr.Hour: "the hour of %s is incomplete: %s", okr.Day: "%s is incomplete: %s", okr.Week: "the week of %s is incomplete: %s",
		okr.Month: "the month of %s is incomplete: %s", okr.Quarter: "the quarter of %s is incomplete: %s",
	},
	grains: map[okr.Grain]string{
		okr.Hour: "hours", okr.Day: "days", okr.Week: "weeks", okr.Month: "months", okr.Quarter: "quarters",
	},
	status: map[okr.Status]string{okr.Green: "green", okr.Yellow: "yellow", okr.Red: "red"},
	kept:   map[okr.Status]string{okr.Green: "kept", okr.Red: "missed"},
	line: map[string]string{
		"value": "Value", "target": "Target", "baseline": "Baseline", "cumulative": "Since the start of the period",
		"anomaly": "Unusual", "limit_low": "Lower limit", "limit_high": "Upper limit", "normal": "Usual without the sale",
		"previous": "Bucket before", "week_ago": "A week ago", "month_ago": "Four weeks ago",
		"month_ago_month": "A month ago", "year_ago": "Same week last year", "year_ago_month": "Same month last year",
	},
	gap: map[okr.Gap]string{
		okr.NoValue:              "no value in the last complete bucket",
		okr.NoBaseline:           "no baseline: no value in the %d months before the period",
		okr.BaselineIsTarget:     "the baseline before the period, %s, is the target already",
		okr.BaselineBeyondTarget: "the baseline before the period, %s, is better than the target, %s, already",
		okr.NothingComplete:      "no complete bucket of the period has a value",
	},
	leftOut: "key result %s has no attainment, and its objective leaves it out: %s", without: "without %s: %s", apart: "; ",
}

var japanese = words{
	below: [2]string{": ", " 未満"}, upTo: [2]string{": ", " 以下"}, from: [2]string{": ", " 以上"}, above: [2]string{": ", " 超"},
	separator: "、", limited: "%d 件を表示(全 %d 件)",

	loaded:        "%[2]d %[3]sのうちデータがあるのは %[1]d %[3]s",
	missing:       "%s: %s 以降の値がない",
	noFacts:       "%s 以降データがない",
	judgedEarlier: "データが遅れているため、1つ前の期間で判定: %s", more: "、ほか %d 件",
	incomplete: map[okr.Grain]string{
		okr.Hour: "%s の時間は未完: %s", okr.Day: "%s は未完: %s", okr.Week: "%s からの週は未完: %s",
		okr.Month: "%s からの月は未完: %s", okr.Quarter: "%s からの四半期は未完: %s",
	},
	grains: map[okr.Grain]string{
		okr.Hour: "時間", okr.Day: "日", okr.Week: "週", okr.Month: "か月", okr.Quarter: "四半期",
	},
	status: map[okr.Status]string{okr.Green: "緑", okr.Yellow: "黄", okr.Red: "赤"},
	kept:   map[okr.Status]string{okr.Green: "維持", okr.Red: "逸脱"},
	line: map[string]string{
		"value": "実績", "target": "目標", "baseline": "ベースライン", "cumulative": "期初からの累積",
		"anomaly": "異常値", "limit_low": "管理下限", "limit_high": "管理上限", "normal": "セールがない場合の平常値",
		"previous": "前の期間", "week_ago": "前週", "month_ago": "4週間前",
		"month_ago_month": "前月", "year_ago": "前年同週", "year_ago_month": "前年同月",
	},
	gap: map[okr.Gap]string{
		okr.NoValue:              "直近の確定期間に値がない",
		okr.NoBaseline:           "ベースラインがない: 期首前の %d か月に値がない",
		okr.BaselineIsTarget:     "期首前のベースライン %s がすでに目標と同じ",
		okr.BaselineBeyondTarget: "期首前のベースライン %s がすでに目標 %s より良い",
		okr.NothingComplete:      "期間内の確定した区間に値がない",
	},
	leftOut: "KR %s は達成率がなく、目標の集計から外れる: %s", without: "%s を除く: %s", apart: "。",
}
