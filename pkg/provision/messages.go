package provision

import (
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

var severalTeams = okr.Text{"en": "several teams", "ja": "複数チーム"}

// languages are those of the messages.
var languages = []string{"en", "ja"}

// messageWords are what stands for the words in capitals of the template.
var messageWords = map[string]okr.Text{
	"FIRING":    okr.Both("Firing", "発生"),
	"RESOLVED":  okr.Both("Back to normal", "復旧"),
	"GONE":      okr.Both("Not evaluated any more, state unknown", "評価不能(状態は不明)"),
	"FAILED":    okr.Both("Cannot be evaluated", "評価できません"),
	"WORKS":     okr.Both("Can be evaluated again", "評価を再開"),
	"MISSING":   okr.Both("No data", "データなし"),
	"BACK":      okr.Both("Data is back", "データ復帰"),
	"SEVERAL":   okr.Both("several rules", "複数のルール"),
	"CAUSE":     okr.Both("Cause", "原因"),
	"NUMBER":    okr.Both("Number", "指標"),
	"OBSERVED":  okr.Both("Observed", "実測値"),
	"LIMITS":    okr.Both("Fires when", "発生条件"),
	"DECISION":  okr.Both("Decision", "決めごと"),
	"OWNER":     okr.Both("Owner", "担当"),
	"DASHBOARD": okr.Both("Dashboard", "ダッシュボード"),
	"RUNBOOK":   okr.Both("Runbook", "手順書"),
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
	list := make([]template, 0, len(languages))
	for _, language := range languages {
		words := append(make([]string, 0, 2+2*len(messageWords)), "LANGUAGE", language)
		for word, text := range messageWords {
			words = append(words, word, text.In(language))
		}
		list = append(list, template{organization, "okr." + language, strings.NewReplacer(words...).Replace(messages)})
	}
	return list
}
