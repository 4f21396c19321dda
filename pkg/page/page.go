// Package page knows the provisioned dashboards: their addresses, and the choices that links carry from one to the next. Frames, alert
// messages and the dashboards themselves link by it.
package page

import "github.com/northstar/okrkpi/pkg/okr"

// Page is a provisioned dashboard, by the uid of its English form. Uids never change: links in messages lead to them.
type Page string

// Prefix begins every uid.
const Prefix = "okrkpi-"

// Pages.
const (
	Overview    Page = Prefix + "overview"
	Team        Page = Prefix + "team"
	Sheet       Page = Prefix + "sheet"
	Metric      Page = Prefix + "metric"
	Objective   Page = Prefix + "objective"
	Tree        Page = Prefix + "tree"
	Scorecard   Page = Prefix + "scorecard"
	Alerts      Page = Prefix + "alerts"
	Definitions Page = Prefix + "definitions"
	External    Page = Prefix + "external"
	Review      Page = Prefix + "review"
)

// Views are the pages to look at together, in the order of the plugin's list of dashboards.
func Views() []Page { return []Page{Overview, Team, Sheet} }

// DrillDowns are the pages of details, in the same order.
func DrillDowns() []Page {
	return []Page{Metric, Objective, Tree, Scorecard, Alerts, Definitions, External, Review}
}

// japanese ends the uid of the Japanese form of a page.
const japanese = "-ja"

// UID is the uid of the page in the reader's language.
func (p Page) UID(locale string) string {
	if okr.IsJapanese(locale) {
		return string(p) + japanese
	}
	return string(p)
}

// Name is the uid without what is common to all.
func (p Page) Name() string { return string(p[len(Prefix):]) }

// Variable is a choice on a page. Links carry those of the page that they are on.
type Variable string

// Variables.
const (
	ChosenSource    Variable = "datasource"
	ChosenTeam      Variable = "team"
	ChosenObjective Variable = "objective"
	ChosenMetric    Variable = "metric"
)

// Variables lists every variable, in the order in which links carry them.
func Variables() []Variable {
	return []Variable{ChosenSource, ChosenTeam, ChosenObjective, ChosenMetric}
}

// With is the page with a choice made on it: "okrkpi-metric?var-metric=churn". The value may be an expression of Grafana.
func (p Page) With(v Variable, value, locale string) string {
	return string(p.AppendWith(make([]byte, 0, 96), v, value, locale))
}

// AppendWith appends what With returns.
func (p Page) AppendWith(text []byte, v Variable, value, locale string) []byte {
	text = append(append(text, p.UID(locale)...), '?')
	return v.append(text, value)
}

// Set is the part of an address that makes a choice: "var-metric=churn".
func (v Variable) Set(value string) string { return string(v.append(nil, value)) }

func (v Variable) append(text []byte, value string) []byte {
	return append(append(append(append(text, "var-"...), v...), '='), value...)
}

// Path leads Grafana to a page that With has made, over the same time range. It is relative: Grafana puts the path that it is served
// under before it.
func Path(pageWithChoice string) string { return "/d/" + pageWithChoice + "&" + TimeRange }

// Expressions of Grafana in links.
const (
	TimeRange = "${__url_time_range}"      // the time range of the page that is left
	ThisPage  = "${__data.fields.details}" // the page that the column "details" names in the clicked row
)
