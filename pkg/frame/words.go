package frame

import (
	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Field names are stable and English, so that dashboards can refer to them. Display names are in the reader's language. Every text is given
// in both languages.

var statusWords = map[okr.Status]okr.Text{
	okr.Green:     okr.Both("Green", "緑"),
	okr.Yellow:    okr.Both("Yellow", "黄"),
	okr.Red:       okr.Both("Red", "赤"),
	okr.Observing: okr.Both("Observing", "観察中"),
	okr.NoData:    okr.Both("No data", "データなし"),
	okr.Untrusted: okr.Both("Untrusted", "信頼できない"),
}

// gapWords say in short why a key result has no attainment. They have no entry if a missing value is the reason.
var gapWords = map[okr.Gap]okr.Text{
	okr.NoBaseline:           okr.Both("no baseline", "ベースラインなし"),
	okr.BaselineIsTarget:     okr.Both("baseline is the target", "ベースラインが目標と同じ"),
	okr.BaselineBeyondTarget: okr.Both("baseline better than the target", "ベースラインが目標より良い"),
}

func statusWord(s okr.Status, locale string) string { return statusWords[s].In(locale) }

var gradeWords = map[okr.Grade]okr.Text{
	okr.QuestionDesign: okr.Both("Question the design", "設計を疑う"),
	okr.Short:          okr.Both("Short", "未達"),
	okr.Success:        okr.Both("Success", "成功"),
	okr.Beyond:         okr.Both("Beyond", "期待以上"),
}

var roleWords = map[query.Role]okr.Text{
	query.RoleNorthStar:     okr.Both("North Star", "ノーススター"),
	query.RoleObjective:     okr.Both("Objective", "目標(Objective)"),
	query.RoleKeyResult:     okr.Both("Key result", "主要な結果(KR)"),
	query.RoleKPIMain:       okr.Both("Main KPI", "主要KPI"),
	query.RoleKPIMonitoring: okr.Both("Monitoring KPI", "監視KPI"),
	query.RoleMetric:        okr.Both("Metric", "指標"),
}

var alertWords = map[alert.State]okr.Text{
	alert.OK:       okr.Both("Quiet", "正常"),
	alert.Firing:   okr.Both("Firing", "発報中"),
	alert.NoData:   okr.Both("No data", "データなし"),
	alert.Silenced: okr.Both("Silenced", "抑制中"),
}

var severityWords = map[okr.Severity]okr.Text{
	okr.Info:     okr.Both("Info", "情報"),
	okr.Warning:  okr.Both("Warning", "注意"),
	okr.Critical: okr.Both("Critical", "重大"),
}

var tierWords = map[okr.Tier]okr.Text{
	okr.Main:       okr.Both("Main", "主要"),
	okr.Monitoring: okr.Both("Monitoring", "監視"),
}

var (
	drillDownWords = okr.Both("Show details", "詳しく見る")
	runningWords   = okr.Both("running", "途中")
	noSegment      = okr.Both("(none)", "(なし)")
	unmeasured     = okr.Both("unmeasured", "未計測")
	unwritten      = okr.Both("not written yet", "未記入")
)

// columnWords are the display names of the columns of tables and of the details of tree nodes. Columns whose names end in _code have none
// and have the same values in every language. Transformations in Grafana know columns by their display names, and can filter by these in
// every language.
var columnWords = map[string]okr.Text{
	"state":            okr.Both("State", "状態"),
	"rule":             okr.Both("Rule", "ルール"),
	"segment":          okr.Both("Segment", "セグメント"),
	"key_result":       okr.Both("Key result", "KR"),
	"severity":         okr.Both("Severity", "重要度"),
	"threshold":        okr.Both("Condition", "条件"),
	"since":            okr.Both("Since", "開始"),
	"reason":           okr.Both("Reason", "理由"),
	"value_reason":     okr.Both("About the value", "実績について"),
	"audit":            okr.Both("Audit line", "監査ライン"),
	"kind":             okr.Both("Role", "役割"),
	"id":               okr.Both("ID", "ID"),
	"title":            okr.Both("Title", "名称"),
	"metric":           okr.Both("Metric", "指標"),
	"objective":        okr.Both("Objective", "目標"),
	"team":             okr.Both("Team", "チーム"),
	"owner":            okr.Both("Owner", "担当"),
	"tier":             okr.Both("Tier", "区分"),
	"bucket_text":      okr.Both("As of", "対象期間の開始"),
	"baseline_text":    okr.Both("Baseline", "ベースライン"),
	"target_text":      okr.Both("Target", "目標"),
	"stretch_text":     okr.Both("Stretch", "ストレッチ"),
	"moonshot_text":    okr.Both("Moonshot", "ムーンショット"),
	"forecast_text":    okr.Both("Forecast", "見通し"),
	"bucket":           okr.Both("As of", "対象期間の開始"),
	"value":            okr.Both("Value (number)", "値(数値)"),
	"value_text":       okr.Both("Value", "値"),
	"previous":         okr.Both("Previous", "前回"),
	"wow":              okr.Both("Week on week", "前週比"),
	"mom":              okr.Both("Month on month", "前月比"),
	"yoy":              okr.Both("Same week last year", "前年同週比"),
	"baseline":         okr.Both("Baseline", "ベースライン"),
	"target":           okr.Both("Target", "目標値"),
	"stretch":          okr.Both("Stretch", "ストレッチ"),
	"moonshot":         okr.Both("Moonshot", "ムーンショット"),
	"attainment_raw":   okr.Both("Attainment, unlimited", "達成率(上限なし)"),
	"attainment":       okr.Both("Attainment", "達成率"),
	"expected":         okr.Both("Expected by now", "現時点の期待"),
	"pace":             okr.Both("Pace", "ペース"),
	"forecast_low":     okr.Both("Forecast, low", "予測(下限)"),
	"forecast_high":    okr.Both("Forecast, high", "予測(上限)"),
	"status":           okr.Both("Computed status", "計算上の状態"),
	"effective_status": okr.Both("Status", "状態"),
	"sample":           okr.Both("Sample", "標本数"),
	"stale_days":       okr.Both("Late by", "遅れ"),
	"decision":         okr.Both("What we do", "意思決定"),
	"ambition":         okr.Both("Ambition", "野心度"),
	"grade":            okr.Both("Grade", "評価"),
	"missing":          okr.Both("Left out", "集計外のKR"),
	"criteria":         okr.Both("Criteria", "色の基準"),
	"summary":          okr.Both("In short", "要約"),
	"moved":            okr.Both("Since last week", "前週からの変化"),

	"remark":            okr.Both("Remark", "備考"),
	"attainment_reason": okr.Both("Why no attainment", "達成率がない理由"),
	"ambition_text":     okr.Both("Ambition", "野心度"),

	"team_title":    okr.Both("Team", "チーム"),
	"measurement":   okr.Both("How it is measured", "測り方"),
	"details":       okr.Both("Details", "詳細"),
	"period":        okr.Both("Period", "期間"),
	"period_title":  okr.Both("Period", "期間"),
	"period_start":  okr.Both("From", "開始日"),
	"period_end":    okr.Both("To", "終了日"),
	"theme":         okr.Both("Theme", "テーマ"),
	"parent":        okr.Both("Contributes to", "上位の目標"),
	"parent_title":  okr.Both("Contributes to", "上位の目標"),
	"why_now":       okr.Both("Why now", "なぜ今か"),
	"success_story": okr.Both("When it has come true", "達成後の姿"),
	"constraint":    okr.Both("Constraint", "制約"),
	"bottleneck":    okr.Both("Bottleneck", "ボトルネック"),
	"decider":       okr.Both("Who decides", "意思決定者"),
	"doer":          okr.Both("Who does it", "実行責任者"),
	"not_doing":     okr.Both("What we do not do", "やらないこと"),
	"target_change": okr.Both("Why targets changed", "目標を変えた理由"),
	"key_results":   okr.Both("Key results", "KRの数"),

	"external":         okr.Both("Moved from outside", "外部要因"),
	"external_factors": okr.Both("Outside factors", "外部の要因"),
	"expected_range":   okr.Both("Change that outside factors explain", "外部要因で説明できる変化"),
	"auxiliary":        okr.Both("Look at beside it", "併せて見る指標"),
	"decisions":        okr.Both("What it decides", "どの判断に使うか"),

	"description":        okr.Both("Description", "説明"),
	"roles":              okr.Both("Roles", "役割"),
	"teams":              okr.Both("Teams", "チーム"),
	"measured":           okr.Both("Measured", "計測"),
	"data_source":        okr.Both("Data source", "データソース"),
	"numerator":          okr.Both("Numerator", "分子"),
	"denominator":        okr.Both("Denominator", "分母"),
	"logic":              okr.Both("Logic", "計算ロジック"),
	"formula":            okr.Both("Formula", "計算式"),
	"aggregation_period": okr.Both("Aggregation period", "集計期間"),
	"exclusions":         okr.Both("Exclusions", "除外条件"),
	"update_frequency":   okr.Both("Update frequency", "更新頻度"),
	"type":               okr.Both("Type", "種類"),
	"grain":              okr.Both("Grain", "粒度"),
	"unit":               okr.Both("Unit", "単位"),
	"direction":          okr.Both("Better when", "良い方向"),
	"segments":           okr.Both("Segments", "セグメント"),
	"controllable":       okr.Both("Controllable", "制御可能"),
	"min_sample":         okr.Both("Least sample", "最小標本数"),
	"baseline_mean":      okr.Both("Mean (for contrast)", "平均(参考)"),
	"baseline_seasonal":  okr.Both("Same season last year", "前年同時期"),
	"baseline_points":    okr.Both("Points in the baseline", "ベースラインの点数"),
	"baseline_stable":    okr.Both("Stable", "安定"),
	"suggest_low":        okr.Both("Suggested target, low", "目標の目安(下限)"),
	"suggest_high":       okr.Both("Suggested target, high", "目標の目安(上限)"),
	"last_fact":          okr.Both("Newest value", "最新の値"),

	"baseline_mean_text":     okr.Both("Mean (for contrast)", "平均(参考)"),
	"baseline_seasonal_text": okr.Both("Same season last year", "前年同時期"),
	"suggest_text":           okr.Both("Suggested target", "目標の目安"),
	"last_fact_text":         okr.Both("Newest value", "最新の値"),
}
