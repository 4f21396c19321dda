package okr

import "time"

// AlertRule says when a metric needs attention, which team gets the alert, and what the team decides then.
type AlertRule struct {
	Meta
	Kind          RuleKind
	Expr          string   // the rule fires while this condition holds
	Metrics       []string // metrics that Expr and Audit name; set by the catalog package
	Compared      []string // metrics that Expr names, where it names several; set by the catalog package
	Over          Scope    // what the rule watches; where it is zero, the metrics that Expr names
	GroupBy       []string // segment keys: one alert for each combination of their values
	Grain         Grain    // of the values; unknown: the week, or a metric's own where it is coarser or cannot be combined
	Severity      Severity
	For           time.Duration // how long Expr has to hold before it fires
	KeepFiringFor time.Duration // how long it goes on after Expr has stopped to hold
	Decision      Text          // what is done when it fires
	Team          string        // gets the alerts; "": the team of each subject gets them
	Labels        map[string]string
	Runbook       string  // URL
	MinSample     float64 // observations below which the rule does not fire; 0: those of the metric
	Audit         string  // condition that tables show beside Expr and that alerts nobody; "" for none
	OnNoData      OnNoData
}

// Generated reports whether the rule is made from thresholds or a metric, and not written in the catalog.
func (r AlertRule) Generated() bool { return r.Kind == RuleThreshold || r.Kind == RuleUnusual }

// Scope is what a rule watches: the union of the lists, narrowed by Team and Tier. Everything in a list stands for all of
// its kind. With Team or Tier alone, the rule watches KPIs.
type Scope struct {
	Metrics    []string
	KPIs       []string
	KeyResults []string // as objective/key_result
	Team       string   // and the teams below it
	Tier       Tier     // of KPIs
}

// Everything in a list of a Scope stands for all metrics, KPIs or key results.
const Everything = "all"

// IsZero reports whether nothing is said about what the rule watches.
func (s Scope) IsZero() bool {
	return len(s.Metrics) == 0 && len(s.KPIs) == 0 && len(s.KeyResults) == 0 && s.Team == "" && s.Tier == TierUnknown
}

// Severity says how urgent an alert is.
type Severity int

// Severities. Info is only shown. Warning and Critical notify the team.
const (
	SeverityUnknown Severity = iota
	Info
	Warning
	Critical
)

var severities = enum[Severity]{"severity", []string{"", "info", "warning", "critical"}}

func (s Severity) String() string { return severities.name(s) }

// ParseSeverity reads a severity's name.
func ParseSeverity(s string) (Severity, error) { return severities.parse(s) }

// Pages reports whether an alert notifies its team.
func (s Severity) Pages() bool { return s == Warning || s == Critical }

// RuleKind says where a rule comes from.
type RuleKind int

// Kinds of rules: written in the catalog, made from the thresholds of a KPI, or made to find unusual values of a metric.
const (
	RuleKindUnknown RuleKind = iota
	RuleCustom
	RuleThreshold
	RuleUnusual
)

var ruleKinds = enum[RuleKind]{"kind of rule", []string{"", "custom", "threshold", "unusual"}}

func (k RuleKind) String() string { return ruleKinds.name(k) }

// OnNoData says what an alert does while its numbers are missing.
type OnNoData int

// What an alert does without numbers: it says that they are missing, it does not fire, or it fires.
const (
	OnNoDataUnknown OnNoData = iota
	OnNoDataTell
	OnNoDataOK
	OnNoDataFire
)

var onNoDataWords = enum[OnNoData]{"state without data", []string{"", "no_data", "ok", "alerting"}}

func (o OnNoData) String() string { return onNoDataWords.name(o) }

// ParseOnNoData reads the name of what missing numbers mean.
func ParseOnNoData(s string) (OnNoData, error) { return onNoDataWords.parse(s) }
