package catalog

import "github.com/northstar/okrkpi/pkg/okr"

// apiVersion is the version of the written format.
const apiVersion = "okr/v1"

// Kinds of documents.
const (
	kindOrganization = "Organization"
	kindTeam         = "Team"
	kindPeriod       = "Period"
	kindMetric       = "Metric"
	kindKPI          = "KPI"
	kindObjective    = "Objective"
	kindAlertRule    = "AlertRule"
)

func kinds() []string {
	return []string{kindOrganization, kindTeam, kindPeriod, kindMetric, kindKPI, kindObjective, kindAlertRule}
}

// document is the frame that every kind shares.
type document[S any] struct {
	APIVersion string   `yaml:"apiVersion" jsonschema:"required" words:"apiVersion"`
	Kind       string   `yaml:"kind" jsonschema:"required"`
	Metadata   metadata `yaml:"metadata" jsonschema:"required"`
	Spec       S        `yaml:"spec" jsonschema:"required"`
}

// metadata names a thing.
type metadata struct {
	Name        string `yaml:"name" jsonschema:"required" text:"name"`
	Title       text   `yaml:"title,omitempty" text:"line"`
	Description text   `yaml:"description,omitempty"`
}

func (m metadata) meta() okr.Meta {
	return okr.Meta{Name: m.Name, Title: okr.Text(m.Title), Description: okr.Text(m.Description)}
}

func writeMetadata(m okr.Meta) metadata {
	return metadata{Name: m.Name, Title: text(m.Title), Description: text(m.Description)}
}

// organizationSpec is the written format of an organisation.
type organizationSpec struct {
	Timezone        string        `yaml:"timezone,omitempty"`
	WeekStart       string        `yaml:"weekStart,omitempty" words:"weekday"`
	FiscalYearStart *int          `yaml:"fiscalYearStart,omitempty" limit:"month"`
	Currency        string        `yaml:"currency,omitempty" limit:"currency"`
	Locale          string        `yaml:"locale,omitempty" limit:"language"`
	Mode            string        `yaml:"mode,omitempty" words:"mode"`
	SuccessLine     *float64      `yaml:"successLine,omitempty" limit:"success"`
	SuccessBand     *span         `yaml:"successBand,omitempty"`
	NorthStar       string        `yaml:"northStar" jsonschema:"required"`
	Overview        []string      `yaml:"overview,omitempty" limit:"overview"`
	ContactPoints   []string      `yaml:"contactPoints,omitempty"`
	Revision        *revisionSpec `yaml:"revision,omitempty"`
}

// teamSpec is the written format of a team.
type teamSpec struct {
	Parent       string          `yaml:"parent,omitempty"`
	Lead         string          `yaml:"lead,omitempty"`
	ContactPoint string          `yaml:"contactPoint,omitempty"`
	Cadence      *cadenceSpec    `yaml:"cadence,omitempty"`
	Colours      map[string]text `yaml:"colours,omitempty"`
}

// cadenceSpec is the written format of a team's meetings.
type cadenceSpec struct {
	OKRReview string `yaml:"okrReview,omitempty" limit:"cadence"`
	KPIReview string `yaml:"kpiReview,omitempty" limit:"cadence"`
}

// periodSpec is the written format of a period.
type periodSpec struct {
	Start    okr.Date      `yaml:"start" jsonschema:"required"`
	End      okr.Date      `yaml:"end" jsonschema:"required"`
	Revision *revisionSpec `yaml:"revision,omitempty"`
}

// metricSpec is the written format of a metric.
type metricSpec struct {
	Definition   *definitionSpec   `yaml:"definition,omitempty"`
	Type         string            `yaml:"type" jsonschema:"required" words:"metricType"`
	Formula      string            `yaml:"formula,omitempty" text:"code"`
	Grain        string            `yaml:"grain,omitempty" words:"grain"`
	Unit         string            `yaml:"unit" jsonschema:"required"`
	Decimals     *int              `yaml:"decimals,omitempty" limit:"decimals"`
	Direction    string            `yaml:"direction" jsonschema:"required" words:"direction"`
	Segments     []string          `yaml:"segments,omitempty"`
	Bounds       *boundsSpec       `yaml:"bounds,omitempty"`
	Baseline     *baselineSpec     `yaml:"baseline,omitempty"`
	MinSample    *float64          `yaml:"minSample,omitempty" limit:"count"`
	Carry        duration          `yaml:"carry,omitempty"`
	External     *externalSpec     `yaml:"external,omitempty"`
	Controllable *bool             `yaml:"controllable,omitempty"`
	Drivers      []string          `yaml:"drivers,omitempty"`
	Source       *originSpec       `yaml:"source,omitempty"`
	Alerts       *metricAlertsSpec `yaml:"alerts,omitempty"`
	Revision     *revisionSpec     `yaml:"revision,omitempty"`
}

// metricAlertsSpec is the written format of the automatic rules on a metric.
type metricAlertsSpec struct {
	Unusual *bool `yaml:"unusual,omitempty"`
}

// definitionSpec is the written format of a metric's definition.
type definitionSpec struct {
	Numerator         text   `yaml:"numerator,omitempty"`
	Denominator       text   `yaml:"denominator,omitempty"`
	AggregationPeriod text   `yaml:"aggregationPeriod,omitempty"`
	Exclusions        text   `yaml:"exclusions,omitempty"`
	UpdateFrequency   text   `yaml:"updateFrequency,omitempty"`
	Owner             string `yaml:"owner,omitempty"`
	DataSource        string `yaml:"dataSource,omitempty"`
	Logic             text   `yaml:"logic,omitempty"`
}

// boundsSpec is the written format of bounds.
type boundsSpec struct {
	Min *quantity `yaml:"min,omitempty"`
	Max *quantity `yaml:"max,omitempty"`
}

// baselineSpec is the written format of a baseline rule.
type baselineSpec struct {
	Months         *int     `yaml:"months,omitempty" limit:"baselineMonths"`
	Seasonal       bool     `yaml:"seasonal,omitempty"`
	ObservingUntil okr.Date `yaml:"observingUntil,omitempty"`
}

// externalSpec is the written format of outside forces.
type externalSpec struct {
	Factors   []text   `yaml:"factors,omitempty"`
	Range     *span    `yaml:"range,omitempty"`
	Auxiliary []string `yaml:"auxiliary,omitempty"`
}

// kpiSpec is the written format of a KPI.
type kpiSpec struct {
	Metric           string          `yaml:"metric" jsonschema:"required"`
	Team             string          `yaml:"team" jsonschema:"required"`
	Tier             string          `yaml:"tier,omitempty" words:"tier"`
	Supports         []string        `yaml:"supports,omitempty"`
	Effect           string          `yaml:"effect,omitempty" words:"effect"`
	Thresholds       *thresholdsSpec `yaml:"thresholds,omitempty"`
	ExplorationUntil okr.Date        `yaml:"explorationUntil,omitempty"`
	RetiredOn        okr.Date        `yaml:"retiredOn,omitempty"`
	Playbook         text            `yaml:"playbook,omitempty"`
	Alerts           *kpiAlertsSpec  `yaml:"alerts,omitempty"`
}

// kpiAlertsSpec is the written format of the automatic rules on a KPI.
type kpiAlertsSpec struct {
	Thresholds *bool `yaml:"thresholds,omitempty"`
}

// thresholdsSpec is the written format of traffic lights.
type thresholdsSpec struct {
	Yellow *limit `yaml:"yellow,omitempty"`
	Red    *limit `yaml:"red,omitempty"`
}

// objectiveSpec is the written format of an objective.
type objectiveSpec struct {
	Period       string          `yaml:"period" jsonschema:"required"`
	Team         string          `yaml:"team" jsonschema:"required"`
	Theme        text            `yaml:"theme,omitempty" text:"line"`
	Parent       string          `yaml:"parent,omitempty"`
	WhyNow       text            `yaml:"whyNow" jsonschema:"required"`
	SuccessStory text            `yaml:"successStory,omitempty"`
	Constraint   text            `yaml:"constraint,omitempty"`
	Bottleneck   text            `yaml:"bottleneck,omitempty"`
	Decider      string          `yaml:"decider,omitempty"`
	Doer         string          `yaml:"doer,omitempty"`
	NotDoing     []text          `yaml:"notDoing,omitempty"`
	KeyResults   []keyResultSpec `yaml:"keyResults" jsonschema:"required"`
	Revision     *revisionSpec   `yaml:"revision,omitempty"`
}

// revisionSpec is the written format of why scores were moved.
type revisionSpec struct {
	Reason text `yaml:"reason" jsonschema:"required"`
}

// keyResultSpec is the written format of a key result.
type keyResultSpec struct {
	Name                string            `yaml:"name" jsonschema:"required" text:"name" limit:"snakeCase"`
	Title               text              `yaml:"title,omitempty" text:"line"`
	Metric              string            `yaml:"metric" jsonschema:"required"`
	Segment             map[string]string `yaml:"segment,omitempty" text:"label"`
	Owner               string            `yaml:"owner,omitempty"`
	Weight              *float64          `yaml:"weight,omitempty" limit:"weight"`
	Baseline            *baselineValue    `yaml:"baseline,omitempty"`
	Target              *quantity         `yaml:"target,omitempty"`
	Stretch             *quantity         `yaml:"stretch,omitempty"`
	Moonshot            *quantity         `yaml:"moonshot,omitempty"`
	Adopted             string            `yaml:"adopted,omitempty" words:"level"`
	Type                string            `yaml:"type,omitempty" words:"keyResultType"`
	MaintainIn          *span             `yaml:"maintainIn,omitempty"`
	Phased              []phaseSpec       `yaml:"phased,omitempty"`
	ProvisionalActivity *provisionalSpec  `yaml:"provisionalActivity,omitempty"`
}

// phaseSpec is the written format of a milestone.
type phaseSpec struct {
	Date  okr.Date `yaml:"date" jsonschema:"required"`
	Value quantity `yaml:"value" jsonschema:"required"`
}

// provisionalSpec is the written format of an excused activity.
type provisionalSpec struct {
	Reason text     `yaml:"reason" jsonschema:"required"`
	Until  okr.Date `yaml:"until" jsonschema:"required"`
}

// alertRuleSpec is the written format of an alert rule.
type alertRuleSpec struct {
	Expr          string            `yaml:"expr" jsonschema:"required" text:"code"`
	Over          *scopeSpec        `yaml:"over,omitempty"`
	GroupBy       []string          `yaml:"groupBy,omitempty"`
	Grain         string            `yaml:"grain,omitempty" words:"grain"`
	Severity      string            `yaml:"severity,omitempty" words:"severity"`
	For           duration          `yaml:"for,omitempty"`
	KeepFiringFor duration          `yaml:"keepFiringFor,omitempty"`
	Decision      text              `yaml:"decision" jsonschema:"required"`
	Team          string            `yaml:"team,omitempty"`
	Labels        map[string]string `yaml:"labels,omitempty"`
	Runbook       string            `yaml:"runbook,omitempty" text:"link"`
	MinSample     *float64          `yaml:"minSample,omitempty" limit:"count"`
	Audit         string            `yaml:"audit,omitempty" text:"code"`
	NoData        string            `yaml:"noData,omitempty" words:"onNoData"`
}

// scopeSpec is the written format of what a rule watches.
type scopeSpec struct {
	Metrics    []string `yaml:"metrics,omitempty"`
	KPIs       []string `yaml:"kpis,omitempty"`
	KeyResults []string `yaml:"keyResults,omitempty"`
	Team       string   `yaml:"team,omitempty"`
	Tier       string   `yaml:"tier,omitempty" words:"tier"`
}
