package alerting

import (
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

var severalTeams = okr.Text{"en": "several teams", "ja": "複数チーム"}

// wording is what the messages of one language say.
type wording struct {
	language, firing, resolved, observed, decision, dashboard, runbook string
}

var wordings = []wording{
	{"en", "Firing", "Back to normal", "Condition", "Decision", "Dashboard", "Runbook"},
	{"ja", "発生", "復旧", "条件", "決めごと", "ダッシュボード", "手順書"},
}

// language is the one of the messages.
func (x *exporter) language() string {
	if strings.HasPrefix(x.Locale, "ja") {
		return "ja"
	}
	return "en"
}

const messages = `{{ define "okr.title.LANGUAGE" -}}
{{ if eq .Status "firing" }}FIRING{{ else }}RESOLVED{{ end }}: {{ .CommonLabels.alertname }}
{{- end }}
{{ define "okr.message.LANGUAGE" -}}
{{ range .Alerts -}}
{{ if eq .Status "firing" }}FIRING{{ else }}RESOLVED{{ end }}: {{ .Annotations.summary }}
OBSERVED: {{ .Annotations.description }}
{{ if eq .Status "firing" -}}
DECISION: {{ .Annotations.decision }}
{{ end -}}
DASHBOARD: {{ .Annotations.dashboard }}
{{ with .Annotations.runbook_url }}RUNBOOK: {{ . }}
{{ end }}
{{ end }}
{{- end }}
`

// templates are the messages in every language.
func templates() []template {
	list := make([]template, 0, len(wordings))
	for _, w := range wordings {
		text := strings.NewReplacer("LANGUAGE", w.language, "FIRING", w.firing, "RESOLVED", w.resolved, "OBSERVED", w.observed,
			"DECISION", w.decision, "DASHBOARD", w.dashboard, "RUNBOOK", w.runbook).Replace(messages)
		list = append(list, template{organization, "okr." + w.language, text})
	}
	return list
}
