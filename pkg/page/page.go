// Package page defines the provisioned dashboards: their addresses, and the variables that links carry from one to the next. Frames,
// alert messages and the dashboards themselves build their links with it.
package page

import "github.com/northstar/okrkpi/pkg/okr"

// Page is a provisioned dashboard, by the UID of its English version. UIDs never change, because links in messages lead to them.
type Page string

// Prefix is the beginning of every UID.
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

// Views are the pages with an overview, in the order of the plugin's list of dashboards.
func Views() []Page { return []Page{Overview, Team, Sheet} }

// DrillDowns are the pages of details, in the same order.
func DrillDowns() []Page {
	return []Page{Metric, Objective, Tree, Scorecard, Alerts, Definitions, External, Review}
}

// japanese is the end of the UID of a page's Japanese version.
const japanese = "-ja"

// UID is the UID of the page in a language.
func (p Page) UID(locale string) string {
	if okr.IsJapanese(locale) {
		return string(p) + japanese
	}
	return string(p)
}

// Name is the UID without the prefix.
func (p Page) Name() string { return string(p[len(Prefix):]) }

// Variable is a dashboard variable. A link carries the variables of its page along.
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

// With is the page with a value of a variable: "okrkpi-metric?var-metric=churn". The value may be an expression of Grafana.
func (p Page) With(v Variable, value, locale string) string {
	return string(p.AppendWith(make([]byte, 0, 96), v, value, locale))
}

// AppendWith appends what With returns.
func (p Page) AppendWith(text []byte, v Variable, value, locale string) []byte {
	text = append(append(text, p.UID(locale)...), '?')
	return v.append(text, value)
}

// Set is the part of an address that sets the variable: "var-metric=churn".
func (v Variable) Set(value string) string { return string(v.append(nil, value)) }

func (v Variable) append(text []byte, value string) []byte {
	return append(append(append(append(text, "var-"...), v...), '='), value...)
}

// Path is the path of a page from With, over the same time range. It is relative: Grafana puts its own path before it.
func Path(pageWithChoice string) string { return "/d/" + pageWithChoice + "&" + TimeRange }

// Expressions of Grafana in links.
const (
	TimeRange = "${__url_time_range}"      // the time range of the current page
	ThisPage  = "${__data.fields.details}" // the page that the column "details" names in the clicked row
)
