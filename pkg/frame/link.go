package frame

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/page"
)

// drillDown links to the details of a metric over the same time range.
func drillDown(metric, locale string) []data.DataLink {
	return linkTo(page.Metric.With(page.ChosenMetric, metric, locale), locale)
}

// drillDownObjective links to the details of an objective.
func drillDownObjective(objective, locale string) []data.DataLink {
	return linkTo(page.Objective.With(page.ChosenObjective, objective, locale), locale)
}

func linkTo(to, locale string) []data.DataLink {
	return []data.DataLink{{Title: drillDownWords.In(locale), URL: page.Path(to)}}
}

// alertPage is the page that an alert leads to: that of the metric that it is about or, where it is about none alone, that of
// the alerts of its team.
func alertPage(a *alert.Alert, locale string) string {
	if metric := a.About(); metric != "" {
		return page.Metric.With(page.ChosenMetric, metric, locale)
	}
	return page.Alerts.With(page.ChosenTeam, a.Team, locale)
}

// Parts of a link that stand for a cell of the row that was clicked.
const (
	thisRow = "${__data.fields.metric}"
	thisID  = "${__data.fields.id}"
)

// appendDetails writes the page that a row of a scorecard leads to. Links belong to columns, so that a column has to say what
// differs from row to row.
func appendDetails(text []byte, r *engine.Row, locale string) []byte {
	if r.Metric == nil {
		return page.Objective.AppendWith(text, page.ChosenObjective, r.ID, locale)
	}
	return page.Metric.AppendWith(text, page.ChosenMetric, r.Metric.Name, locale)
}
