package alerting

import (
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

var severalTeams = okr.Text{"en": "several teams", "ja": "複数チーム"}

// wording is what the messages of one language say.
type wording struct {
	language                                             string
	firing, resolved, gone, failed, works, missing, back string // states of an alert
	observed, decision, cause, dashboard, runbook        string
}

var wordings = []wording{
	{
		"en", "Firing", "Back to normal", "Not evaluated any more, state unknown", "Cannot be evaluated",
		"Can be evaluated again", "No data", "Data is back", "Condition", "Decision", "Cause", "Dashboard", "Runbook",
	},
	{
		"ja", "発生", "復旧", "評価不能(状態は不明)", "評価できません", "評価を再開", "データなし", "データ復帰",
		"条件", "決めごと", "原因", "ダッシュボード", "手順書",
	},
}

// language is the one of the messages.
func (x *exporter) language() string {
	if strings.HasPrefix(x.Locale, "ja") {
		return "ja"
	}
	return "en"
}

// messages tells apart an alert that is over from one whose number has gone or cannot be read: Grafana calls both resolved.
const messages = `{{ define "okr.state.LANGUAGE" -}}
{{ if eq .Labels.alertname "DatasourceError" }}{{ if eq .Status "firing" }}FAILED{{ else }}WORKS{{ end }}
{{- else if eq .Labels.alertname "DatasourceNoData" }}{{ if eq .Status "firing" }}MISSING{{ else }}BACK{{ end }}
{{- else if eq .Status "firing" }}FIRING
{{- else if eq .Annotations.grafana_state_reason "MissingSeries" }}GONE
{{- else }}RESOLVED{{ end }}
{{- end }}
{{ define "okr.title.LANGUAGE" -}}
{{ if .Alerts.Firing }}{{ template "okr.state.LANGUAGE" index .Alerts.Firing 0 }}
{{- else }}{{ template "okr.state.LANGUAGE" index .Alerts 0 }}{{ end }}: {{ .CommonLabels.alertname }}
{{- end }}
{{ define "okr.message.LANGUAGE" -}}
{{ range .Alerts -}}
{{ template "okr.state.LANGUAGE" . }}: {{ .Annotations.summary }}
{{ if .Annotations.Error -}}
CAUSE: {{ .Annotations.Error }}
{{ else if eq .Labels.alertname "DatasourceNoData" -}}
{{ else -}}
OBSERVED: {{ .Annotations.description }}
{{ if eq .Status "firing" }}DECISION: {{ .Annotations.decision }}
{{ end -}}
DASHBOARD: {{ .Annotations.dashboard }}
{{ end -}}
{{ with .Annotations.runbook_url }}RUNBOOK: {{ . }}
{{ end }}
{{ end }}
{{- end }}
`

// templates are the messages in every language.
func templates() []template {
	list := make([]template, 0, len(wordings))
	for _, w := range wordings {
		text := strings.NewReplacer("LANGUAGE", w.language, "FIRING", w.firing, "RESOLVED", w.resolved, "GONE", w.gone,
			"FAILED", w.failed, "WORKS", w.works, "MISSING", w.missing, "BACK", w.back, "CAUSE", w.cause, "OBSERVED", w.observed,
			"DECISION", w.decision, "DASHBOARD", w.dashboard, "RUNBOOK", w.runbook).Replace(messages)
		list = append(list, template{organization, "okr." + w.language, text})
	}
	return list
}
