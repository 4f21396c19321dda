package frame

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/page"
)

// drillDown returns a link to the details of a metric over the same time range.
func drillDown(metric, locale string) []data.DataLink {
	return linkTo(page.Metric.With(page.ChosenMetric, metric, locale), locale)
}

// drillDownObjective returns a link to the details of an objective.
func drillDownObjective(objective, locale string) []data.DataLink {
	return linkTo(page.Objective.With(page.ChosenObjective, objective, locale), locale)
}

func linkTo(to, locale string) []data.DataLink {
	return []data.DataLink{{Title: drillDownWords.In(locale), URL: page.Path(to)}}
}

// alertPage returns the page that an alert links to: the page of its metric, or else the alerts of its team if the rule is not about a
// single metric.
func alertPage(a *alert.Alert, locale string) string {
	if metric := a.About(); metric != "" {
		return page.Metric.With(page.ChosenMetric, metric, locale)
	}
	return page.Alerts.With(page.ChosenTeam, a.Team, locale)
}

// Variables in a link: Grafana replaces them by a cell of the clicked row.
const (
	thisRow = "${__data.fields.metric}"
	thisID  = "${__data.fields.id}"
)

// appendDetails writes the page that a row of a scorecard links to. A link belongs to a whole column, so the part that differs between rows
// is in this column.
func appendDetails(text []byte, r *engine.Row, locale string) []byte {
	if r.Metric == nil {
		return page.Objective.AppendWith(text, page.ChosenObjective, r.ID, locale)
	}
	return page.Metric.AppendWith(text, page.ChosenMetric, r.Metric.Name, locale)
}
