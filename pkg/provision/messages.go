package provision

import (
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

var severalTeams = okr.Text{"en": "several teams", "ja": "複数チーム"}

// wording holds the words of the messages in one language.
type wording struct {
	language string
	words    *strings.Replacer // for the words in capitals of the template
}

var wordings = []wording{
	{"en", strings.NewReplacer(
		"LANGUAGE", "en", "FIRING", "Firing", "RESOLVED", "Back to normal", "GONE", "Not evaluated any more, state unknown",
		"FAILED", "Cannot be evaluated", "WORKS", "Can be evaluated again", "MISSING", "No data", "BACK", "Data is back",
		"SEVERAL", "several rules", "CAUSE", "Cause", "NUMBER", "Number", "OBSERVED", "Observed", "LIMITS", "Fires when", "DECISION", "Decision",
		"OWNER", "Owner", "DASHBOARD", "Dashboard", "RUNBOOK", "Runbook",
	)},
	{"ja", strings.NewReplacer(
		"LANGUAGE", "ja", "FIRING", "発生", "RESOLVED", "復旧", "GONE", "評価不能(状態は不明)",
		"FAILED", "評価できません", "WORKS", "評価を再開", "MISSING", "データなし", "BACK", "データ復帰",
		"SEVERAL", "複数のルール", "CAUSE", "原因", "NUMBER", "指標", "OBSERVED", "実測値", "LIMITS", "発生条件", "DECISION", "決めごと",
		"OWNER", "担当", "DASHBOARD", "ダッシュボード", "RUNBOOK", "手順書",
	)},
}

// wording is the wording in the exporter's language, or in English where there is none.
func (x *exporter) wording() wording {
	if okr.IsJapanese(x.Locale) {
		return wordings[1]
	}
	return wordings[0]
}

// messages is the template of all messages. Grafana calls an alert resolved when it is over, and also when its series is missing or
// cannot be read. Only in the first case it has new values, in which B is 0.
const messages = `{{ define "okr.state.LANGUAGE" -}}
{{ if eq .Labels.alertname "DatasourceError" }}{{ if eq .Status "firing" }}FAILED{{ else }}WORKS{{ end }}
{{- else if eq .Labels.alertname "DatasourceNoData" }}{{ if eq .Status "firing" }}MISSING{{ else }}BACK{{ end }}
{{- else if eq .Status "firing" }}FIRING
{{- else if or (eq .Annotations.grafana_state_reason "MissingSeries") (ne (index .Values "B") 0.0) }}GONE
{{- else }}RESOLVED{{ end }}
{{- end }}
{{ define "okr.title.LANGUAGE" -}}
{{ if .Alerts.Firing }}{{ template "okr.state.LANGUAGE" index .Alerts.Firing 0 }}
{{- else }}{{ template "okr.state.LANGUAGE" index .Alerts 0 }}{{ end }}: {{ if .CommonLabels.rulename }}{{ .CommonLabels.rulename }}
{{- else if match "^Datasource(Error|NoData)$" .CommonLabels.alertname }}SEVERAL
{{- else }}{{ .CommonLabels.alertname }}{{ end }}
{{- end }}
{{ define "okr.message.LANGUAGE" -}}
{{ range .Alerts -}}
{{ template "okr.state.LANGUAGE" . }}: {{ .Annotations.summary }}
{{ if .Annotations.Error -}}
{{ if and (eq .Status "firing") (not $.CommonAnnotations.Error) }}CAUSE: {{ .Annotations.Error }}
{{ end -}}
{{ else if eq .Labels.alertname "DatasourceNoData" -}}
NUMBER: {{ .Annotations.number }}
{{ else -}}
NUMBER: {{ .Annotations.number }}
OBSERVED: {{ .Annotations.value }}
LIMITS: {{ .Annotations.threshold }}
{{ if eq .Status "firing" }}DECISION: {{ .Annotations.decision }}
OWNER: {{ .Annotations.owner }}
{{ end -}}
DASHBOARD: {{ .Annotations.dashboard }}
{{ end -}}
{{ with .Annotations.runbook_url }}RUNBOOK: {{ . }}
{{ end -}}
{{ if not $.CommonAnnotations.Error }}
{{ end -}}
{{ end -}}
{{ if and .Alerts.Firing .CommonAnnotations.Error }}CAUSE: {{ .CommonAnnotations.Error }}
{{ end }}
{{- end }}
`

// templates are the messages in every language. Grafana expands no variables in them.
func templates() []template {
	list := make([]template, 0, len(wordings))
	for _, w := range wordings {
		list = append(list, template{organization, "okr." + w.language, w.words.Replace(messages)})
	}
	return list
}
