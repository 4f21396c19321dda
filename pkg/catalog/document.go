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

// document is what every kind has: version, kind, metadata and spec. The examples in the comments of this file are documents of
// one catalog, which a test reads.
type document[S any] struct {
	APIVersion string   `yaml:"apiVersion" jsonschema:"required" words:"apiVersion"`
	Kind       string   `yaml:"kind" jsonschema:"required"`
	Metadata   metadata `yaml:"metadata" jsonschema:"required"`
	Spec       S        `yaml:"spec" jsonschema:"required"`
}

// metadata holds the name and the wording of a document.
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

// organizationSpec is the spec of an Organization, what is the same for every number. A catalog has exactly one.
//
//	apiVersion: okr/v1
//	kind: Organization
//	metadata: {name: acme, title: {en: Acme, ja: アクメ}}
//	spec:
//	  timezone: Europe/Berlin   # cuts days and weeks; UTC by default
//	  weekStart: monday         # the default
//	  fiscalYearStart: 4        # April; 1 by default
//	  currency: EUR             # not used yet
//	  locale: en                # of titles; en by default
//	  mode: growth              # the default; small and large are not used yet
//	  successLine: 0.7          # the default
//	  successBand: [0.6, 0.8]   # the default
//	  northStar: orders
//	  overview: [orders, churn_rate]
//	  contactPoints: [growth]   # of Grafana: teams may name only these
//	  revision: {reason: The company moved from Tokyo to Berlin.}
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

// teamSpec is the spec of a Team, which owns numbers and gets their alerts.
//
//	apiVersion: okr/v1
//	kind: Team
//	metadata: {name: growth, title: Growth}
//	spec:
//	  parent: company
//	  lead: growth@example.com
//	  contactPoint: growth
//	  cadence: {okrReview: weekly tuesday 10:00 30m, kpiReview: daily 09:30 10m}   # not used yet
//	  colours: {yellow: Ask what is in the way, red: Decide within the week}
//	---
//	apiVersion: okr/v1
//	kind: Team
//	metadata: {name: company, title: Whole company}
//	spec: {contactPoint: growth}
type teamSpec struct {
	Parent       string          `yaml:"parent,omitempty"`
	Lead         string          `yaml:"lead,omitempty"`
	ContactPoint string          `yaml:"contactPoint,omitempty"`
	Cadence      *cadenceSpec    `yaml:"cadence,omitempty"`
	Colours      map[string]text `yaml:"colours,omitempty"`
}

// cadenceSpec is cadence of a Team: when it meets over its key results and its KPIs.
type cadenceSpec struct {
	OKRReview string `yaml:"okrReview,omitempty" limit:"cadence"`
	KPIReview string `yaml:"kpiReview,omitempty" limit:"cadence"`
}

// periodSpec is the spec of a Period, the time that objectives are set for. Its end is the first day after it.
//
//	apiVersion: okr/v1
//	kind: Period
//	metadata: {name: 2026-Q4, title: October to December 2026}
//	spec:
//	  start: 2026-09-28
//	  end: 2026-12-28
//	  revision: {reason: The quarter ends with the last whole week of the year.}
type periodSpec struct {
	Start    okr.Date      `yaml:"start" jsonschema:"required"`
	End      okr.Date      `yaml:"end" jsonschema:"required"`
	Revision *revisionSpec `yaml:"revision,omitempty"`
}

// metricSpec is the spec of a Metric, one number with one definition. The second example is a level, the third one is read by
// SQL, and the last one is computed from other metrics.
//
//	apiVersion: okr/v1
//	kind: Metric
//	metadata: {name: churn_rate, title: {en: Churn, ja: 解約率}, description: Customers who do not renew.}
//	spec:
//	  definition:
//	    numerator: Renewals that were cancelled
//	    denominator: Renewals that were due
//	    aggregationPeriod: By the day on which the renewal was due
//	    exclusions: Test accounts
//	    updateFrequency: Every night
//	    owner: growth@example.com
//	    dataSource: billing
//	    logic: cancelled / due
//	  type: ratio
//	  grain: day
//	  unit: percentunit
//	  decimals: 1
//	  direction: down
//	  segments: [plan, country]
//	  bounds: {min: 0, max: 100%}
//	  baseline: {months: 3, seasonal: true, observingUntil: 2026-10-12}
//	  minSample: 30
//	  external:
//	    factors: [Exchange rate]
//	    range: [-0.5%, 0.5%]
//	    auxiliary: [visits]
//	  controllable: true
//	  drivers: [visits]
//	  source: facts
//	  alerts: {unusual: true}
//	  revision: {reason: Renewals of trials no longer count.}
//	---
//	apiVersion: okr/v1
//	kind: Metric
//	metadata: {name: stock}
//	spec:
//	  definition: {owner: shop@example.com, dataSource: warehouse, logic: boxes in the evening}
//	  type: last
//	  grain: day
//	  unit: short
//	  direction: band
//	  segments: [place]
//	  carry: 7d
//	---
//	apiVersion: okr/v1
//	kind: Metric
//	metadata: {name: orders}
//	spec:
//	  definition: {owner: shop@example.com, dataSource: shop, logic: orders that were paid}
//	  type: sum
//	  grain: day
//	  unit: short
//	  direction: up
//	  source:
//	    sql:
//	      statement: SELECT day AS time, orders AS value FROM shop WHERE day >= $1 AND day < $2
//	      start: 2025-01-01
//	      lookbackDays: 3
//	---
//	apiVersion: okr/v1
//	kind: Metric
//	metadata: {name: visits}
//	spec: {type: sum, grain: day, unit: short, direction: up}
//	---
//	apiVersion: okr/v1
//	kind: Metric
//	metadata: {name: orders_per_visit}
//	spec: {type: derived, formula: orders / visits, unit: percentunit, direction: up}
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

// metricAlertsSpec is alerts of a Metric: its automatic rules.
type metricAlertsSpec struct {
	Unusual *bool `yaml:"unusual,omitempty"`
}

// definitionSpec is definition of a Metric: the page that everybody reads.
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

// boundsSpec is bounds of a Metric: the values that it can take at all.
type boundsSpec struct {
	Min *quantity `yaml:"min,omitempty"`
	Max *quantity `yaml:"max,omitempty"`
}

// baselineSpec is baseline of a Metric: over how many months it is taken, and until when the metric is only observed.
type baselineSpec struct {
	Months         *int     `yaml:"months,omitempty" limit:"baselineMonths"`
	Seasonal       bool     `yaml:"seasonal,omitempty"`
	ObservingUntil okr.Date `yaml:"observingUntil,omitempty"`
}

// externalSpec is external of a Metric: what moves it from outside, and how far.
type externalSpec struct {
	Factors   []text   `yaml:"factors,omitempty"`
	Range     *span    `yaml:"range,omitempty"`
	Auxiliary []string `yaml:"auxiliary,omitempty"`
}

// kpiSpec is the spec of a KPI, a metric that is kept healthy. Thresholds of a metric of direction band are bands, as in the
// second example.
//
//	apiVersion: okr/v1
//	kind: KPI
//	metadata: {name: churn, title: Churn}
//	spec:
//	  metric: churn_rate
//	  team: growth
//	  tier: main
//	  supports: [keep_customers/orders]
//	  effect: negative
//	  thresholds: {yellow: 3%, red: 4%}
//	  explorationUntil: 2026-12-31
//	  retiredOn: 2027-04-01
//	  playbook: Call every customer who is due next week.
//	  alerts: {thresholds: true}
//	---
//	apiVersion: okr/v1
//	kind: KPI
//	metadata: {name: stock}
//	spec:
//	  metric: stock
//	  team: growth
//	  tier: monitoring
//	  thresholds: {yellow: [100, 200], red: [50, 400]}
//	  playbook: Order more, or less.
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

// kpiAlertsSpec is alerts of a KPI: its automatic rules.
type kpiAlertsSpec struct {
	Thresholds *bool `yaml:"thresholds,omitempty"`
}

// thresholdsSpec is thresholds of a KPI, in the unit of its metric.
type thresholdsSpec struct {
	Yellow *limit `yaml:"yellow,omitempty"`
	Red    *limit `yaml:"red,omitempty"`
}

// objectiveSpec is the spec of an Objective, a state to reach within a period, proven by its key results.
//
//	apiVersion: okr/v1
//	kind: Objective
//	metadata: {name: keep_customers, title: Customers stay and buy again}
//	spec:
//	  period: 2026-Q4
//	  team: growth
//	  theme: Retention
//	  parent: healthy_company
//	  whyNow: Every fourth customer leaves in the first year.
//	  successStory: Customers tell others about us.
//	  constraint: Retention
//	  bottleneck: The second order
//	  decider: Head of growth
//	  doer: Growth
//	  notDoing: [New countries]
//	  keyResults:
//	    - name: churn
//	      title: Churn of the plan pro
//	      metric: churn_rate
//	      segment: {plan: pro}
//	      owner: growth@example.com
//	      weight: 2
//	      baseline: 4%
//	      target: 3.2%
//	      stretch: 3%
//	      moonshot: 2%
//	      adopted: stretch
//	    - name: orders
//	      metric: orders
//	      type: reach
//	      baseline: auto
//	      target: 150
//	      phased: [{date: 2026-11-02, value: 130}]
//	    - name: stock
//	      metric: stock
//	      type: maintain
//	      maintainIn: [100, 200]
//	    - name: interviews
//	      title: Hold 10 interviews
//	      metric: orders
//	      baseline: 100
//	      target: 120
//	      provisionalActivity: {reason: We do not know yet why they leave, until: 2026-11-30}
//	  revision: {reason: The market in the north closed in October.}
//	---
//	apiVersion: okr/v1
//	kind: Objective
//	metadata: {name: healthy_company, title: The company grows by itself}
//	spec:
//	  period: 2026-Q4
//	  team: company
//	  whyNow: Advertising costs more every month.
//	  keyResults:
//	    - {name: churn, metric: churn_rate, baseline: 4%, target: 3%}
//	    - {name: orders, metric: orders, baseline: auto, target: 150}
//	    - {name: stock, metric: stock, type: maintain, maintainIn: [50, 400]}
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

// revisionSpec is revision of a document: why it was changed in a way that moves the score of a period that has begun.
type revisionSpec struct {
	Reason text `yaml:"reason" jsonschema:"required"`
}

// keyResultSpec is one of keyResults of an Objective.
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

// phaseSpec is one of phased of a key result: a milestone.
type phaseSpec struct {
	Date  okr.Date `yaml:"date" jsonschema:"required"`
	Value quantity `yaml:"value" jsonschema:"required"`
}

// provisionalSpec is provisionalActivity of a key result: why it counts activity, and the last day on which it may.
type provisionalSpec struct {
	Reason text     `yaml:"reason" jsonschema:"required"`
	Until  okr.Date `yaml:"until" jsonschema:"required"`
}

// alertRuleSpec is the spec of an AlertRule: when a number needs somebody, and what is decided then.
//
//	apiVersion: okr/v1
//	kind: AlertRule
//	metadata: {name: churn_above_limit, title: Churn above 4 %}
//	spec:
//	  expr: value > 0.04
//	  over: {metrics: [churn_rate]}
//	  groupBy: [plan]           # one alert for each plan
//	  grain: day
//	  severity: critical
//	  for: 2d
//	  keepFiringFor: 1d
//	  decision: Find the cause at once, by country and by reason for leaving.
//	  team: growth
//	  labels: {channel: phone}
//	  runbook: https://wiki.example.com/churn
//	  minSample: 50
//	  audit: value > 0.03
//	  noData: no_data
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

// scopeSpec is over of an AlertRule: what it watches. The lists add up; team and tier narrow them.
//
//	apiVersion: okr/v1
//	kind: AlertRule
//	metadata: {name: falls_behind}
//	spec: {expr: pace < 0.5, over: {keyResults: [all]}, decision: Look at it in the next review.}
//	---
//	apiVersion: okr/v1
//	kind: AlertRule
//	metadata: {name: drops}
//	spec: {expr: value < 0.5 * previous, over: {kpis: [all], team: company, tier: main}, decision: Ask what changed.}
type scopeSpec struct {
	Metrics    []string `yaml:"metrics,omitempty"`
	KPIs       []string `yaml:"kpis,omitempty"`
	KeyResults []string `yaml:"keyResults,omitempty"`
	Team       string   `yaml:"team,omitempty"`
	Tier       string   `yaml:"tier,omitempty" words:"tier"`
}
