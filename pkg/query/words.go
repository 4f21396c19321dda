package query

import (
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Type is what a query asks for.
type Type string

// Query types.
const (
	Scorecard   Type = "scorecard"
	Series      Type = "series"
	Tree        Type = "tree"
	Definitions Type = "definitions"
	Alerts      Type = "alerts"
	Objectives  Type = "objectives"
	Journal     Type = "journal"
)

// Format is the shape of an answer.
type Format string

// Formats: of a scorecard table or stat; of alerts table, alert, which is the shape that alerting evaluates, observed, which
// has the same labels and the observed values, for the texts of messages, or timeline, which is the states over the time
// range; of the journal table or annotations; of a series multi, which is a frame for each line, where one frame holds
// all lines that have the same buckets.
const (
	FormatTable       Format = "table"
	FormatStat        Format = "stat"
	FormatAlert       Format = "alert"
	FormatObserved    Format = "observed"
	FormatTimeline    Format = "timeline"
	FormatAnnotations Format = "annotations"
	FormatMulti       Format = "multi"
)

// Formats lists every format.
func Formats() []Format {
	return []Format{FormatTable, FormatStat, FormatAlert, FormatObserved, FormatTimeline, FormatAnnotations, FormatMulti}
}

// Role is what a metric is for in a catalog.
type Role string

// Roles. Objective rows roll up key results and are only given when they are asked for.
const (
	RoleNorthStar     Role = "north_star"
	RoleObjective     Role = "objective"
	RoleKeyResult     Role = "key_result"
	RoleKPIMain       Role = "kpi_main"
	RoleKPIMonitoring Role = "kpi_monitoring"
	// RoleMetric is a metric that has no other role. It is only given where a query names it.
	RoleMetric Role = "metric"
)

// OverviewMetrics stands in a query's metrics for the metrics of the organisation's overview.
const OverviewMetrics = "@overview"

// Roles lists every role in the order of a scorecard's rows.
func Roles() []Role {
	return []Role{RoleNorthStar, RoleObjective, RoleKeyResult, RoleKPIMain, RoleKPIMonitoring, RoleMetric}
}

// Line is one of the lines of a series answer.
type Line string

// Lines.
const (
	LineValue      Line = "value"
	LineTarget     Line = "target"
	LineBaseline   Line = "baseline"
	LineCumulative Line = "cumulative"
	LineAnomaly    Line = "anomaly"
	LineLimitLow   Line = "limit_low"
	LineLimitHigh  Line = "limit_high"
	LineNormal     Line = "normal"
)

// Lines lists every line.
func Lines() []Line {
	return []Line{
		LineValue, LineTarget, LineBaseline, LineCumulative, LineAnomaly, LineLimitLow, LineLimitHigh, LineNormal,
	}
}

// LooksBack reports whether a line is made from the values before each of its buckets.
func (l Line) LooksBack() bool {
	switch l {
	case LineAnomaly, LineLimitLow, LineLimitHigh, LineNormal:
		return true
	case LineValue, LineTarget, LineBaseline, LineCumulative:
	}
	return false
}

// EntryKind is what an entry of the journal is about.
type EntryKind string

// Kinds of entries. Definition is not written by anybody: it is a change of a definition between revisions of the catalog.
const (
	KindCheckIn    EntryKind = "check_in"
	KindBet        EntryKind = "bet"
	KindLearning   EntryKind = "learning"
	KindBlocker    EntryKind = "blocker"
	KindExperiment EntryKind = "experiment"
	KindDecision   EntryKind = "decision"
	KindInterview  EntryKind = "interview"
	KindAnnotation EntryKind = "annotation"
	KindReview     EntryKind = "review"
	KindDefinition EntryKind = "definition"
)

var entryKindWords = func() []EntryKind {
	var kinds []EntryKind
	for _, k := range okr.EntryKinds() {
		kinds = append(kinds, EntryKind(k.String()))
	}
	return append(kinds, KindDefinition)
}()

// EntryKinds lists every kind of entry: those that people write, by okr, and definition.
func EntryKinds() []EntryKind { return slices.Clone(entryKindWords) }

// External narrows a query by whether outside forces move a metric.
type External string

// Metrics that outside forces move: those only, or all others.
const (
	ExternalOnly    External = "only"
	ExternalWithout External = "without"
)

// Externals lists both.
func Externals() []External { return []External{ExternalOnly, ExternalWithout} }
