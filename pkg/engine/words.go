package engine

import "github.com/northstar/okrkpi/pkg/okr"

// Texts of answers. Comments name the arguments of the format verbs.
var (
	// number of rows or lines shown, number of all
	limitedText = okr.Both("showing %d of %d", "%d 件を表示(全 %d 件)")
	// number of buckets with facts, number of all buckets, their grain
	loadedText = okr.Both("%d of %d %s have facts", "%[2]d %[3]sのうちデータがあるのは %[1]d %[3]s")
	// segments, date
	missingText = okr.Both("%s: no level since %s", "%s: %s 以降の値がない")
	// date
	noFactsText = okr.Both("no facts since %s", "%s 以降データがない")
	// titles
	judgedEarlierText = okr.Both("judged by the bucket before, because facts are late: %s", "データが遅れているため、1つ前の期間で判定: %s")
	// number of the others
	moreText = okr.Both(" and %d more", "、ほか %d 件")
	// ID of a key result, why it has no attainment
	leftOutText = okr.Both("key result %s has no attainment, and its objective leaves it out: %s", "KR %s は達成率がなく、目標の集計から外れる: %s")
	// title of a key result, why it has no attainment
	withoutText = okr.Both("without %s: %s", "%s を除く: %s")
	// separates two of these
	apartText = okr.Both("; ", "。")
	// separates two words of a list
	separatorText = okr.Both(", ", "、")
)

// incompleteText says that a bucket is incomplete. Arguments: its start, what is missing.
var incompleteText = map[okr.Grain]okr.Text{
	okr.Hour:    okr.Both("the hour of %s is incomplete: %s", "%s の時間は未完: %s"),
	okr.Day:     okr.Both("%s is incomplete: %s", "%s は未完: %s"),
	okr.Week:    okr.Both("the week of %s is incomplete: %s", "%s からの週は未完: %s"),
	okr.Month:   okr.Both("the month of %s is incomplete: %s", "%s からの月は未完: %s"),
	okr.Quarter: okr.Both("the quarter of %s is incomplete: %s", "%s からの四半期は未完: %s"),
}

// grainText is the plural of a bucket of a grain.
var grainText = map[okr.Grain]okr.Text{
	okr.Hour:    okr.Both("hours", "時間"),
	okr.Day:     okr.Both("days", "日"),
	okr.Week:    okr.Both("weeks", "週"),
	okr.Month:   okr.Both("months", "か月"),
	okr.Quarter: okr.Both("quarters", "四半期"),
}

// colourText names the colours of a scale.
var colourText = map[okr.Status]okr.Text{
	okr.Green:  okr.Both("green", "緑"),
	okr.Yellow: okr.Both("yellow", "黄"),
	okr.Red:    okr.Both("red", "赤"),
}

// keptText says which buckets of a maintained key result were kept, and which were missed.
var keptText = map[okr.Status]okr.Text{
	okr.Green: okr.Both("kept", "維持"),
	okr.Red:   okr.Both("missed", "逸脱"),
}

// lineText names the lines of a series. Comparisons of months have their own names.
var lineText = map[string]okr.Text{
	"value":           okr.Both("Value", "実績"),
	"target":          okr.Both("Target", "目標"),
	"baseline":        okr.Both("Baseline", "ベースライン"),
	"cumulative":      okr.Both("Since the start of the period", "期初からの累積"),
	"anomaly":         okr.Both("Unusual", "異常値"),
	"limit_low":       okr.Both("Lower limit", "管理下限"),
	"limit_high":      okr.Both("Upper limit", "管理上限"),
	"normal":          okr.Both("Usual without the sale", "セールがない場合の平常値"),
	"previous":        okr.Both("Bucket before", "前の期間"),
	"week_ago":        okr.Both("A week ago", "前週"),
	"month_ago":       okr.Both("Four weeks ago", "4週間前"),
	"month_ago_month": okr.Both("A month ago", "前月"),
	"year_ago":        okr.Both("Same week last year", "前年同週"),
	"year_ago_month":  okr.Both("Same month last year", "前年同月"),
}

// gapText says why a key result has no attainment. Arguments, if any: baseline, target, or the months of the baseline.
var gapText = map[okr.Gap]okr.Text{
	okr.NoValue:          okr.Both("no value in the last complete bucket", "直近の確定期間に値がない"),
	okr.NoBaseline:       okr.Both("no baseline: no value in the %d months before the period", "ベースラインがない: 期首前の %d か月に値がない"),
	okr.BaselineIsTarget: okr.Both("the baseline before the period, %s, is the target already", "期首前のベースライン %s がすでに目標と同じ"),
	okr.BaselineBeyondTarget: okr.Both("the baseline before the period, %s, is better than the target, %s, already",
		"期首前のベースライン %s がすでに目標 %s より良い"),
	okr.NothingComplete: okr.Both("no complete bucket of the period has a value", "期間内の確定した区間に値がない"),
}

// lineName returns the name of a line in a language.
func lineName(key string, g okr.Grain, locale string) string {
	if name, ok := lineText[key+"_month"]; ok && g >= okr.Month {
		return name.In(locale)
	}
	return lineText[key].In(locale)
}

// gapReason returns why a key result has no attainment.
func gapReason(row *Row, m *okr.Metric, locale string) string {
	text := gapText[row.Gap]
	switch row.Gap {
	case okr.NoBaseline:
		return text.Format(locale, m.Baseline.Months)
	case okr.BaselineIsTarget:
		return text.Format(locale, okr.FormatLimit(row.Target, m.Unit, m.Decimals))
	case okr.BaselineBeyondTarget:
		return text.Format(locale, okr.FormatValue(row.Baseline, m.Unit, m.Decimals), okr.FormatLimit(row.Target, m.Unit, m.Decimals))
	case okr.GapNone, okr.NoValue, okr.NothingComplete:
	}
	return text.In(locale)
}

// Limited returns at most as many elements as the query's limit. If it leaves some out, it adds a notice.
func Limited[T any](r Request, all []T, notices *[]string) []T {
	if r.Query.Limit <= 0 || len(all) <= r.Query.Limit {
		return all
	}
	*notices = append(*notices, limitedText.Format(r.Locale, r.Query.Limit, len(all)))
	return all[:r.Query.Limit]
}
