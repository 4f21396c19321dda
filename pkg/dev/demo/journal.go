package demo

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// remark is an entry of the demo's journal, placed in the newest period.
type remark struct {
	week, day, hour int // week of the period and day of the week, from 0
	days            int // that it lasts; 0 for a moment
	kind            okr.EntryKind
	about           okr.About
	text            string // in both languages, as entries are not translated
	notes           okr.ExperimentNotes
	author          string
	tags            []string
}

// Journal lists what the people of the demo company wrote, oldest first, as far as the catalog has what it is about. The
// catalog is one that Shift has moved. The same catalog gives the same entries.
func Journal(c *okr.Catalog) []okr.Entry {
	period, err := newestPeriod(c)
	if err != nil {
		return nil
	}
	var entries []okr.Entry
	for _, r := range remarks {
		day := period.Start.AddDays(7*r.week + r.day)
		e := okr.Entry{
			Kind: r.kind, At: hourOf(c, day, r.hour), About: r.about, Text: r.text, Experiment: r.notes, Author: r.author, Tags: r.tags,
		}
		if r.days > 0 {
			e.Until = hourOf(c, day.AddDays(r.days), 0)
		}
		if c.CheckEntry(e) == nil {
			entries = append(entries, e)
		}
	}
	return entries
}

func hourOf(c *okr.Catalog, d okr.Date, hour int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, 0, 0, 0, c.Organization.Timezone)
}

var (
	onboarding     = okr.About{KeyResult: "faster_first_value/onboarding"}
	day7Active     = okr.About{KeyResult: "faster_first_value/day7_active"}
	paidConversion = okr.About{KeyResult: "faster_first_value/paid_conversion"}
)

// remarks match the stories of the metrics: they describe what happened in the same week.
var remarks = []remark{
	{
		week: 2, hour: 9, kind: okr.Annotation, about: day7Active, author: "sato", tags: []string{"release"},
		text: "Checklist for the first week goes live · 最初の1週間のチェックリストを公開",
	},
	{
		week: 4, day: 1, hour: 11, kind: okr.Review, about: okr.About{Team: "product"}, author: "mori",
		text: "First month: the checklist works, the tutorial does not · 1か月目の振り返り:チェックリストは効き、チュートリアルは効いていない",
	},
	{
		week: 5, hour: 0, days: 14, kind: okr.Annotation, about: okr.About{Metric: "new_teams"}, author: "kim", tags: []string{"campaign"},
		text: "Campaign with partners · パートナー企業との共同キャンペーン",
	},
	{
		week: 6, hour: 10, kind: okr.Decision, about: okr.About{KPI: "compare_table_scroll_completion"}, author: "kim",
		text: "Measure the plan comparison, and judge it only when its level is known · 料金比較表の計測を始め、水準が分かるまで判断しない",
	},
	{
		week: 8, hour: 0, days: 7, kind: okr.Annotation, about: okr.About{Metric: "support_load"}, author: "ito", tags: []string{"data"},
		text: "The ticket system moved; this week was not recorded · 問い合わせシステムの移行で、この週は記録がない",
	},
	{
		week: 8, day: 3, hour: 15, days: 12, kind: okr.Blocker, about: onboarding, author: "sato",
		text: "Nobody can review changes of events · イベント計測の変更をレビューできる人がいない",
	},
	{
		week: 9, day: 1, hour: 10, days: 13, kind: okr.Experiment, about: okr.About{KPI: "invite_send_rate"}, author: "sato",
		text: "Ask for colleagues right after the first task · 最初のタスクの直後に同僚の招待を促す",
		notes: okr.ExperimentNotes{
			Hypothesis: "3 points more teams invite somebody in their first week · 初週に招待するチームが3ポイント増える",
			Result:     "2 points more; kept · 2ポイント増。採用",
		},
	},
	{
		week: 10, day: 2, hour: 14, kind: okr.Interview, about: onboarding, author: "mori",
		text: "Five new teams: “we did not know what belongs on the board” · 新規5社:「ボードに何を置けばよいか分からなかった」",
	},
	{
		week: 10, day: 4, hour: 16, kind: okr.Learning, about: day7Active, author: "sato",
		text: "Reminders after the third day change nothing · 4日目以降のリマインドは何も変えない",
	},
	{
		week: 11, day: 1, hour: 10, kind: okr.Decision, about: okr.About{KPI: "tutorial_completion_rate"}, author: "mori",
		text: "No second tutorial video; the time goes into templates · 2本目のチュートリアル動画は作らず、テンプレートに時間を使う",
	},
	{
		week: 11, day: 4, hour: 16, kind: okr.Learning, about: onboarding, author: "sato",
		text: "Teams that begin with a template finish twice as often · テンプレートから始めたチームは完了率が2倍",
	},
	{
		week: 12, hour: 10, days: 14, kind: okr.Bet, about: onboarding, author: "sato",
		text: "Two questions make the first board · 2つの質問から最初のボードを作る",
	},
	{
		week: 12, hour: 10, days: 14, kind: okr.Bet, about: day7Active, author: "mori",
		text: "On Monday morning, show what colleagues have done · 月曜の朝に同僚の進み具合を届ける",
	},
	{
		week: 12, hour: 10, days: 14, kind: okr.Bet, about: paidConversion, author: "kim",
		text: "On day 10, show what the paid plan has done for the team · 10日目に有料機能で得られたものを見せる",
	},
	{
		week: 12, day: 2, hour: 13, kind: okr.Blocker, about: paidConversion, author: "kim",
		text: "The new price page waits for the lawyers · 新しい料金ページが法務の確認待ち",
	},
	{
		week: 12, day: 3, hour: 9, kind: okr.Blocker, about: okr.About{KPI: "email_open_rate"}, author: "ito",
		text: "The mail provider sends from a shared address since Monday · 月曜から配信事業者が共有アドレスで送信している",
	},
	{
		week: 12, day: 3, hour: 15, days: 18, kind: okr.Experiment, about: okr.About{KPI: "tutorial_completion_rate"}, author: "mori",
		text: "Begin the tutorial with a template instead of an empty board · 空のボードの代わりにテンプレートからチュートリアルを始める",
		notes: okr.ExperimentNotes{
			Hypothesis: "5 points more teams finish the tutorial · チュートリアルを終えるチームが5ポイント増える",
		},
	},
	{
		week: 12, day: 4, hour: 11, kind: okr.CheckIn, about: paidConversion, author: "kim",
		text: "Steady, but the price page is needed to get further · 着実に進むが、先へ進むには料金ページが必要",
	},
}
