package query

import (
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Type says what a query computes, such as a scorecard.
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

// Format says which frames an answer consists of, such as a table.
type Format string

// Formats of the query types:
//
//   - scorecard: table, stat, or alert, which alerting evaluates
//   - alerts: table; alert, which alerting evaluates; observed, which has the same labels and the observed values, for the texts of
//     messages; timeline, which has the states over the time range
//   - journal: table, annotations
//   - definitions, objectives: table
//   - series: multi, one frame for each line; without a format, lines with the same buckets share one frame
const (
	FormatTable       Format = "table"
	FormatStat        Format = "stat"
	FormatAlert       Format = "alert"
	FormatObserved    Format = "observed"
	FormatTimeline    Format = "timeline"
	FormatAnnotations Format = "annotations"
	FormatMulti       Format = "multi"
)

// Formats returns all formats.
func Formats() []Format {
	return []Format{FormatTable, FormatStat, FormatAlert, FormatObserved, FormatTimeline, FormatAnnotations, FormatMulti}
}

// Role is what a metric is used for in a catalog.
type Role string

// Roles. Objective rows combine key results and are part of an answer only if the query names the role.
const (
	RoleNorthStar     Role = "north_star"
	RoleObjective     Role = "objective"
	RoleKeyResult     Role = "key_result"
	RoleKPIMain       Role = "kpi_main"
	RoleKPIMonitoring Role = "kpi_monitoring"
	// RoleMetric is a metric without another role. It is part of an answer only if the query names the metric.
	RoleMetric Role = "metric"
)

// OverviewMetrics in a query's metrics means the metrics of the organisation's overview.
const OverviewMetrics = "@overview"

// Roles returns all roles in the order of a scorecard's rows.
func Roles() []Role {
	return []Role{RoleNorthStar, RoleObjective, RoleKeyResult, RoleKPIMain, RoleKPIMonitoring, RoleMetric}
}

// Line is a kind of line of a series answer.
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

// Lines returns all kinds of line.
func Lines() []Line {
	return []Line{
		LineValue, LineTarget, LineBaseline, LineCumulative, LineAnomaly, LineLimitLow, LineLimitHigh, LineNormal,
	}
}

// LooksBack reports whether a line is computed from the values before each bucket.
func (l Line) LooksBack() bool {
	switch l {
	case LineAnomaly, LineLimitLow, LineLimitHigh, LineNormal:
		return true
	case LineValue, LineTarget, LineBaseline, LineCumulative:
	}
	return false
}

// EntryKind is the kind of a journal entry.
type EntryKind string

// Kinds of entries. People write all but definition, which is a change of a definition between two revisions of the catalog.
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

// EntryKinds returns all kinds of entries: those of okr, then definition.
func EntryKinds() []EntryKind { return slices.Clone(entryKindWords) }

// External restricts a query by whether a metric is external, that is, moved by outside forces.
type External string

// Only external metrics, or only the others.
const (
	ExternalOnly    External = "only"
	ExternalWithout External = "without"
)

// Externals returns both.
func Externals() []External { return []External{ExternalOnly, ExternalWithout} }
