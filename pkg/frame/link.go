package frame

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/alert"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

// Dashboards that links lead to. Their variables "metric" and "objective" say what they show in detail.
const (
	DrillDownUID = "okrkpi-metric"
	ObjectiveUID = "okrkpi-objective"
	alertsUID    = "okrkpi-alerts"
)

// dashboard is the uid of a dashboard in the reader's language.
func dashboard(uid, locale string) string {
	if okr.IsJapanese(locale) {
		return uid + "-ja"
	}
	return uid
}

// drillDown links to the details of a metric over the same time range. The path is relative: Grafana puts the path that
// it is served under before it.
func drillDown(metric, locale string) []data.DataLink {
	return linkTo(dashboard(DrillDownUID, locale)+"?var-metric="+metric, locale)
}

// drillDownObjective links to the details of an objective.
func drillDownObjective(objective, locale string) []data.DataLink {
	return linkTo(dashboard(ObjectiveUID, locale)+"?var-objective="+objective, locale)
}

func linkTo(page, locale string) []data.DataLink {
	return []data.DataLink{{Title: drillDownWords.In(locale), URL: "/d/" + page + "&${__url_time_range}"}}
}

// alertPage is the page that an alert leads to: that of the metric that it is about or, where it is about none alone, that of
// the alerts of its team.
func alertPage(a *alert.Alert, locale string) string {
	if metric := a.About(); metric != "" {
		return dashboard(DrillDownUID, locale) + "?var-metric=" + metric
	}
	return dashboard(alertsUID, locale) + "?var-team=" + a.Team
}

// Parts of a link that stand for a cell of the row that was clicked.
const (
	thisRow     = "${__data.fields.metric}"
	thisID      = "${__data.fields.id}"
	thisDetails = "${__data.fields.details}"
)

// appendDetails writes the page that a row of a scorecard leads to. Links belong to columns, so that a column has to say what
// differs from row to row.
func appendDetails(text []byte, r *engine.Row, locale string) []byte {
	if r.Metric == nil {
		text = append(append(text, dashboard(ObjectiveUID, locale)...), "?var-objective="...)
		return append(text, r.ID...)
	}
	text = append(append(text, dashboard(DrillDownUID, locale)...), "?var-metric="...)
	return append(text, r.Metric.Name...)
}
