package frame

import (
	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Field names are stable and English, so that dashboards can refer to them; what a reader sees is in the reader's language.
// Every wording is given in both languages.

func both(en, ja string) okr.Text { return okr.Text{"en": en, "ja": ja} }

var statusWords = map[okr.Status]okr.Text{
	okr.Green:     both("Green", "緑"),
	okr.Yellow:    both("Yellow", "黄"),
	okr.Red:       both("Red", "赤"),
	okr.Observing: both("Observing", "観察中"),
	okr.NoData:    both("No data", "データなし"),
	okr.Untrusted: both("Untrusted", "信頼できない"),
}

// gapWords say in short why a key result has no attainment, where that is not plainly the lack of a value.
var gapWords = map[okr.Gap]okr.Text{
	okr.NoBaseline:           both("no baseline", "ベースラインなし"),
	okr.BaselineIsTarget:     both("baseline is the target", "ベースラインが目標と同じ"),
	okr.BaselineBeyondTarget: both("baseline better than the target", "ベースラインが目標より良い"),
}

func statusWord(s okr.Status, locale string) string { return statusWords[s].In(locale) }

var gradeWords = map[okr.Grade]okr.Text{
	okr.QuestionDesign: both("Question the design", "設計を疑う"),
	okr.Short:          both("Short", "未達"),
	okr.Success:        both("Success", "成功"),
	okr.Beyond:         both("Beyond", "期待以上"),
}

var roleWords = map[query.Role]okr.Text{
	query.RoleNorthStar:     both("North Star", "ノーススター"),
	query.RoleObjective:     both("Objective", "目標(Objective)"),
	query.RoleKeyResult:     both("Key result", "主要な結果(KR)"),
	query.RoleKPIMain:       both("Main KPI", "主要KPI"),
	query.RoleKPIMonitoring: both("Monitoring KPI", "監視KPI"),
	query.RoleMetric:        both("Metric", "指標"),
}

var alertWords = map[alert.State]okr.Text{
	alert.OK:       both("Quiet", "正常"),
	alert.Firing:   both("Firing", "発報中"),
	alert.NoData:   both("No data", "データなし"),
	alert.Silenced: both("Silenced", "抑制中"),
}

var severityWords = map[okr.Severity]okr.Text{
	okr.Info:     both("Info", "情報"),
	okr.Warning:  both("Warning", "注意"),
	okr.Critical: both("Critical", "重大"),
}

var tierWords = map[okr.Tier]okr.Text{
	okr.Main:       both("Main", "主要"),
	okr.Monitoring: both("Monitoring", "監視"),
}

var (
	drillDownWords = both("Show details", "詳しく見る")
	runningWords   = both("running", "途中")
	noSegment      = both("(none)", "(なし)")
	unmeasured     = both("unmeasured", "未計測")
	unwritten      = both("not written yet", "未記入")
)

// columnWords name the columns of tables and the details of tree nodes. Columns whose names end in _code have no words and say the same
// in every language, so that transformations in Grafana, which see columns by the names that readers see, can filter by them.
var columnWords = map[string]okr.Text{
	"state":            both("State", "状態"),
	"rule":             both("Rule", "ルール"),
	"segment":          both("Segment", "セグメント"),
	"key_result":       both("Key result", "KR"),
	"severity":         both("Severity", "重要度"),
	"threshold":        both("Condition", "条件"),
	"since":            both("Since", "開始"),
	"reason":           both("Reason", "理由"),
	"value_reason":     both("About the value", "実績について"),
	"audit":            both("Audit line", "監査ライン"),
	"kind":             both("Part", "役割"),
	"id":               both("ID", "ID"),
	"title":            both("Title", "名称"),
	"metric":           both("Metric", "指標"),
	"objective":        both("Objective", "目標"),
	"team":             both("Team", "チーム"),
	"owner":            both("Owner", "担当"),
	"tier":             both("Tier", "区分"),
	"bucket_text":      both("As of", "対象期間の開始"),
	"baseline_text":    both("Baseline", "ベースライン"),
	"target_text":      both("Target", "目標"),
	"stretch_text":     both("Stretch", "ストレッチ"),
	"moonshot_text":    both("Moonshot", "ムーンショット"),
	"forecast_text":    both("Forecast", "見通し"),
	"bucket":           both("As of", "対象期間の開始"),
	"value":            both("Value (number)", "値(数値)"),
	"value_text":       both("Value", "値"),
	"previous":         both("Previous", "前回"),
	"wow":              both("Week on week", "前週比"),
	"mom":              both("Month on month", "前月比"),
	"yoy":              both("Same week last year", "前年同週比"),
	"baseline":         both("Baseline", "ベースライン"),
	"target":           both("Target", "目標値"),
	"stretch":          both("Stretch", "ストレッチ"),
	"moonshot":         both("Moonshot", "ムーンショット"),
	"attainment_raw":   both("Attainment, unlimited", "達成率(上限なし)"),
	"attainment":       both("Attainment", "達成率"),
	"expected":         both("Expected by now", "現時点の期待"),
	"pace":             both("Pace", "ペース"),
	"forecast_low":     both("Forecast, low", "予測(下限)"),
	"forecast_high":    both("Forecast, high", "予測(上限)"),
	"status":           both("Computed status", "計算上の状態"),
	"effective_status": both("Status", "状態"),
	"note":             both("Note", "注記"),
	"author":           both("Noted by", "記入者"),
	"note_age_days":    both("Age of the note", "注記の経過日数"),
	"sample":           both("Sample", "標本数"),
	"stale_days":       both("Late by", "遅れ"),
	"decision":         both("What we do", "意思決定"),
	"ambition":         both("Ambition", "野心度"),
	"grade":            both("Grade", "評価"),
	"missing":          both("Left out", "集計外のKR"),
	"criteria":         both("Criteria", "色の基準"),
	"summary":          both("In short", "要約"),
	"moved":            both("Since last week", "前週からの変化"),

	"remark":            both("Remark", "備考"),
	"attainment_reason": both("Why no attainment", "達成率がない理由"),
	"ambition_text":     both("Ambition", "野心度"),

	"team_title":    both("Team", "チーム"),
	"measurement":   both("How it is measured", "測り方"),
	"details":       both("Details", "詳細"),
	"period":        both("Period", "期間"),
	"period_title":  both("Period", "期間"),
	"period_start":  both("From", "開始日"),
	"period_end":    both("To", "終了日"),
	"theme":         both("Theme", "テーマ"),
	"parent":        both("Contributes to", "上位の目標"),
	"parent_title":  both("Contributes to", "上位の目標"),
	"why_now":       both("Why now", "なぜ今か"),
	"success_story": both("When it has come true", "達成後の姿"),
	"constraint":    both("Constraint", "制約"),
	"bottleneck":    both("Bottleneck", "ボトルネック"),
	"decider":       both("Who decides", "意思決定者"),
	"doer":          both("Who does it", "実行責任者"),
	"not_doing":     both("What we do not do", "やらないこと"),
	"target_change": both("Why targets changed", "目標を変えた理由"),
	"key_results":   both("Key results", "KRの数"),

	"external":         both("Moved from outside", "外部要因"),
	"external_factors": both("Outside factors", "外部の要因"),
	"expected_range":   both("Change that outside factors explain", "外部要因で説明できる変化"),
	"auxiliary":        both("Look at beside it", "併せて見る指標"),
	"decisions":        both("What it decides", "どの判断に使うか"),

	"description":        both("Description", "説明"),
	"roles":              both("Parts", "役割"),
	"teams":              both("Teams", "チーム"),
	"measured":           both("Measured", "計測"),
	"data_source":        both("Data source", "データソース"),
	"numerator":          both("Numerator", "分子"),
	"denominator":        both("Denominator", "分母"),
	"logic":              both("Logic", "計算ロジック"),
	"formula":            both("Formula", "計算式"),
	"aggregation_period": both("Aggregation period", "集計期間"),
	"exclusions":         both("Exclusions", "除外条件"),
	"update_frequency":   both("Update frequency", "更新頻度"),
	"type":               both("Type", "種類"),
	"grain":              both("Grain", "粒度"),
	"unit":               both("Unit", "単位"),
	"direction":          both("Better when", "良い方向"),
	"segments":           both("Segments", "セグメント"),
	"controllable":       both("Controllable", "制御可能"),
	"min_sample":         both("Least sample", "最小標本数"),
	"baseline_mean":      both("Mean (for contrast)", "平均(参考)"),
	"baseline_seasonal":  both("Same season last year", "前年同時期"),
	"baseline_points":    both("Points in the baseline", "ベースラインの点数"),
	"baseline_stable":    both("Stable", "安定"),
	"suggest_low":        both("Suggested target, low", "目標の目安(下限)"),
	"suggest_high":       both("Suggested target, high", "目標の目安(上限)"),
	"last_fact":          both("Newest value", "最新の値"),

	"baseline_mean_text":     both("Mean (for contrast)", "平均(参考)"),
	"baseline_seasonal_text": both("Same season last year", "前年同時期"),
	"suggest_text":           both("Suggested target", "目標の目安"),
	"last_fact_text":         both("Newest value", "最新の値"),
}
