package okr

import "time"

// AlertRule says when a number needs somebody, whom, and what is decided then.
type AlertRule struct {
	Meta
	Kind          RuleKind
	Expr          string   // condition under which it fires
	Metrics       []string // that Expr and Audit name; the catalog package fills them in
	Compared      []string // that Expr names where it names several; the catalog package fills them in
	Over          Scope    // what it watches; without a scope, the metrics that Expr names
	GroupBy       []string // segment keys: one alert for each combination of their values
	Grain         Grain    // of the values; unknown: the week, or a metric's own where it is coarser or cannot be combined
	Severity      Severity
	For           time.Duration // how long Expr has to hold before it fires
	KeepFiringFor time.Duration // how long it goes on after Expr has stopped to hold
	Decision      Text          // what is done when it fires
	Team          string        // that it goes to; "" where it watches numbers of several teams, and each gets its own
	Labels        map[string]string
	Runbook       string  // URL
	MinSample     float64 // observations below which it stays silent; 0: those of the metric
	Audit         string  // condition that tables show beside Expr and that alerts nobody; "" for none
	OnNoData      OnNoData
}

// Generated reports whether the rule follows from thresholds and metrics instead of having been written.
func (r AlertRule) Generated() bool { return r.Kind == RuleThreshold || r.Kind == RuleUnusual }

// Scope is what a rule watches. The lists add up, and Everything stands for all of a kind; Team and Tier narrow them.
// With Team or Tier alone it watches KPIs.
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

// Severity says how much an alert presses.
type Severity int

// Severities. Info is shown and sent to nobody's attention by itself; the others call the team.
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

// Pages reports whether an alert calls its team.
func (s Severity) Pages() bool { return s == Warning || s == Critical }

// RuleKind says where a rule comes from.
type RuleKind int

// Kinds of rules: written into the catalog, made of a KPI's thresholds, or on values that are far from the usual.
const (
	RuleKindUnknown RuleKind = iota
	RuleCustom
	RuleThreshold
	RuleUnusual
)

var ruleKinds = enum[RuleKind]{"kind of rule", []string{"", "custom", "threshold", "unusual"}}

func (k RuleKind) String() string { return ruleKinds.name(k) }

// OnNoData says what becomes of an alert whose numbers are missing.
type OnNoData int

// What missing numbers mean: that the data is missing, that all is well, or that the alert fires.
const (
	OnNoDataUnknown OnNoData = iota
	OnNoDataTell
	OnNoDataOK
	OnNoDataFire
)

var onNoData = enum[OnNoData]{"state without data", []string{"", "no_data", "ok", "alerting"}}

func (o OnNoData) String() string { return onNoData.name(o) }

// ParseOnNoData reads the name of what missing numbers mean.
func ParseOnNoData(s string) (OnNoData, error) { return onNoData.parse(s) }
