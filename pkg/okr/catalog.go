package okr

import "time"

// Catalog is what an organisation means by its numbers, at one revision. The slices are ordered by name. A catalog from
// the catalog package is complete: all references resolve, and all defaults are filled in.
type Catalog struct {
	Organization Organization
	Teams        []Team
	Periods      []Period
	Metrics      []Metric
	KPIs         []KPI
	Objectives   []Objective
	AlertRules   []AlertRule // as written; Rules adds the automatic ones
}

// Meta is the name and the wording of one thing in the catalog. Name is unique within its kind.
type Meta struct {
	Name        string
	Title       Text
	Description Text
}

// Label is the title in a locale, or else the name.
func (m Meta) Label(locale string) string {
	if s := m.Title.In(locale); s != "" {
		return s
	}
	return m.Name
}

// Organization holds what is the same for all numbers.
type Organization struct {
	Meta
	Timezone        *time.Location
	WeekStart       time.Weekday
	FiscalYearStart time.Month
	Currency        string // ISO 4217
	Locale          string
	Mode            Mode
	SuccessLine     float64    // attainment that counts as success at the end of a period
	SuccessBand     [2]float64 // attainment around it that is called success: low and high end
	NorthStar       string     // metric
	Overview        []string   // metrics of the first screen: the North Star first, then at most four more
	ContactPoints   []string   // contact points in Grafana that teams may name; nil: not known
	Revision        *Revision  // reason of the newest change that moved scores of periods that have begun
}

// Team owns numbers and receives the alerts about them.
type Team struct {
	Meta
	Parent       string
	Lead         string
	ContactPoint string
	OKRReview    string // how often it meets, such as "weekly tuesday 10:00 30m"; not used yet
	KPIReview    string
	Colours      map[Status]Text // what a colour means for this team
}

// Period is the time that objectives are set for.
type Period struct {
	Meta
	Start    Date
	End      Date      // the first day after the period
	Revision *Revision // reason of the newest change that moved its scores after it had begun
}

// Days is the length of the period.
func (p Period) Days() int64 { return p.End.Days() - p.Start.Days() }

// Contains reports whether d lies in the period.
func (p Period) Contains(d Date) bool { return !d.Before(p.Start) && d.Before(p.End) }

// Metric is one number with one definition.
type Metric struct {
	Meta
	Definition   Definition
	Type         MetricType
	Formula      string // of a derived metric, over the names of other metrics
	Grain        Grain  // of its facts; of a derived metric, the coarsest grain among its operands
	Unit         string // a Grafana unit id
	Decimals     *int
	Direction    Direction
	Segments     []string
	Bounds       Bounds
	Baseline     BaselineRule
	MinSample    float64
	Carry        int // days for which a level stays valid in a segment that has no newer one
	External     *External
	Controllable bool
	Drivers      []string // metrics below it in the tree
	Source       Source
	Revision     *Revision // reason of the newest change that moved scores of periods that have begun

	UnusualAlertsOff bool // no automatic rule on unusual values
}

// Definition is the wording that people read about a metric.
type Definition struct {
	Numerator         Text
	Denominator       Text
	AggregationPeriod Text
	Exclusions        Text
	UpdateFrequency   Text
	Owner             string
	DataSource        string
	Logic             Text
}

// Measured reports whether the definition names an owner, a data source and the logic.
func (d Definition) Measured() bool {
	return d.Owner != "" && d.DataSource != "" && !d.Logic.IsZero()
}

// Bounds are the values that a metric can take at all. nil is an open side.
type Bounds struct {
	Min, Max *float64
}

// Clamp moves v into the bounds.
func (b Bounds) Clamp(v float64) float64 {
	if b.Min != nil && v < *b.Min {
		v = *b.Min
	}
	if b.Max != nil && v > *b.Max {
		v = *b.Max
	}
	return v
}

// BaselineRule says how a metric's baseline is found.
type BaselineRule struct {
	Months         int // before the period
	Seasonal       bool
	ObservingUntil Date // first day on which the metric has a colour and may alert
}

// External marks a metric that is moved by forces outside the organisation.
type External struct {
	Factors   []Text
	Range     [2]float64 // the change that outside forces explain, in the metric's unit: low and high end
	Auxiliary []string   // metrics to look at beside it
}

// Source says where a metric's facts come from.
type Source struct {
	Kind SourceKind
	SQL  *SQLSource
}

// SQLSource is a read-only statement over the user's own tables. It yields the columns time, numerator, denominator (or
// time, value) and the metric's segments. Its parameters $1 and $2 are the first instant to cover and the one after the
// last.
type SQLSource struct {
	Statement string
	Start     Date // the first day that facts exist for
	Lookback  int  // days before the newest fact that are read again for late rows
}

// Thresholds are where the colours of a KPI begin, in the metric's unit. Single thresholds go with the directions up and
// down, bands with the direction band. A value on a threshold has the better colour.
type Thresholds struct {
	Yellow, Red         *float64
	YellowBand, RedBand *[2]float64
}

// IsZero reports whether no threshold is set.
func (t Thresholds) IsZero() bool { return t == Thresholds{} }

// Effect is the direction in which a rising KPI is expected to move the key results that it supports.
type Effect int

// Effects.
const (
	EffectUnknown Effect = iota
	EffectPositive
	EffectNegative
)

var effects = enum[Effect]{"effect", []string{"", "positive", "negative"}}

func (e Effect) String() string { return effects.name(e) }

// ParseEffect reads an effect's name.
func ParseEffect(s string) (Effect, error) { return effects.parse(s) }

// KPI is a metric that is kept healthy, independent of periods.
type KPI struct {
	Meta
	Metric           string
	Team             string
	Tier             Tier
	Supports         []string // key results, as objective/key_result
	Effect           Effect
	Thresholds       Thresholds
	ExplorationUntil Date
	RetiredOn        Date
	Playbook         Text

	ThresholdAlertsOff bool // no automatic rules on yellow and red
}

// Retired reports whether the KPI is no longer used on d.
func (k KPI) Retired(d Date) bool { return !k.RetiredOn.IsZero() && !d.Before(k.RetiredOn) }

// Objective is a state to reach within a period.
type Objective struct {
	Meta
	Period       string
	Team         string
	Theme        Text
	Parent       string
	WhyNow       Text
	SuccessStory Text
	Constraint   Text
	Bottleneck   Text
	Decider      string
	Doer         string
	NotDoing     []Text
	KeyResults   []KeyResult
	Revision     *Revision // reason of the newest change that moved scores after the period had begun
}

// Revision explains a change that moves the score of a period that has begun.
type Revision struct {
	Reason Text
}

// KeyResult measures an objective by the outcome of one metric.
type KeyResult struct {
	Name        string // unique within its objective
	Title       Text
	Metric      string
	Segment     map[string]string // nil for the whole metric
	Owner       string
	Weight      float64  // 1 by default
	Baseline    *float64 // nil: the median of the metric before the period
	Target      float64
	Stretch     *float64
	Moonshot    *float64
	Adopted     Level
	Type        KeyResultType
	MaintainIn  *[2]float64 // of a maintained key result on a metric of direction band
	Phased      []Phase     // ordered by date
	Provisional *ProvisionalActivity
}

// Phase is a milestone on the way to the target.
type Phase struct {
	Date  Date
	Value float64
}

// ProvisionalActivity excuses a key result that counts activity instead of outcome, up to and including the day Until.
type ProvisionalActivity struct {
	Reason Text
	Until  Date
}

// Goal is the value of the adopted level.
func (k KeyResult) Goal() float64 {
	switch {
	case k.Adopted == Stretch && k.Stretch != nil:
		return *k.Stretch
	case k.Adopted == Moonshot && k.Moonshot != nil:
		return *k.Moonshot
	}
	return k.Target
}

// ID names a key result within the catalog: objective/key_result.
func (k KeyResult) ID(objective string) string { return objective + "/" + k.Name }
