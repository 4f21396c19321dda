package engine

import (
	"encoding/json"
	"time"
)

// QueryType chooses the question that a query asks.
type QueryType string

// Query types.
const (
	QueryScorecard   QueryType = "scorecard"
	QuerySeries      QueryType = "series"
	QueryTree        QueryType = "tree"
	QueryDefinitions QueryType = "definitions"
	QueryAlerts      QueryType = "alerts"
	QueryObjectives  QueryType = "objectives"
	QueryJournal     QueryType = "journal"
)

// QueryTypes lists the query types that the engine answers.
func QueryTypes() []QueryType {
	return []QueryType{QueryScorecard, QuerySeries, QueryTree, QueryDefinitions, QueryAlerts, QueryObjectives, QueryJournal}
}

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

// Role is the part that a number plays.
type Role string

// Roles. Objective rows roll up key results and are only given when they are asked for.
const (
	RoleNorthStar     Role = "north_star"
	RoleObjective     Role = "objective"
	RoleKeyResult     Role = "key_result"
	RoleKPIMain       Role = "kpi_main"
	RoleKPIMonitoring Role = "kpi_monitoring"
	// RoleMetric is a metric that plays no other part. It is only given where a query names it.
	RoleMetric Role = "metric"
)

// OverviewMetrics stands in a query's metrics for the metrics of the organisation's overview.
const OverviewMetrics = "@overview"

// Roles lists every role in the order of a scorecard's rows.
func Roles() []Role {
	return []Role{RoleNorthStar, RoleObjective, RoleKeyResult, RoleKPIMain, RoleKPIMonitoring, RoleMetric}
}

// LineKind is one of the lines of a series answer.
type LineKind string

// Lines.
const (
	LineValue      LineKind = "value"
	LineTarget     LineKind = "target"
	LineBaseline   LineKind = "baseline"
	LineCumulative LineKind = "cumulative"
	LineAnomaly    LineKind = "anomaly"
	LineLimitLow   LineKind = "limit_low"
	LineLimitHigh  LineKind = "limit_high"
	LineNormal     LineKind = "normal"
)

// LineKinds lists every line.
func LineKinds() []LineKind {
	return []LineKind{
		LineValue, LineTarget, LineBaseline, LineCumulative, LineAnomaly, LineLimitLow, LineLimitHigh, LineNormal,
	}
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

// EntryKinds lists every kind of entry.
func EntryKinds() []EntryKind {
	return []EntryKind{
		KindCheckIn, KindBet, KindLearning, KindBlocker, KindExperiment, KindDecision, KindInterview, KindAnnotation,
		KindReview, KindDefinition,
	}
}

// External narrows a query by whether outside forces move a metric.
type External string

// Metrics that outside forces move: those only, or all others.
const (
	ExternalOnly    External = "only"
	ExternalWithout External = "without"
)

// Schema is the version of the model of a query. A query that states none is of version 1.
const Schema = 1

// Filter narrows a query to segments. Operator is =, !=, =~ or !~ (regular expressions that must match the whole value).
type Filter struct {
	Key      string `json:"key"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
}

// Query is one question, as the query editor, the command line and tests write it. Empty fields mean the default.
type Query struct {
	QueryType QueryType   `json:"queryType"`
	Period    string      `json:"period,omitempty"`
	Team      string      `json:"team,omitempty"`
	Objective string      `json:"objective,omitempty"`
	Metrics   []string    `json:"metrics,omitempty"`
	Roles     []Role      `json:"roles,omitempty"`
	Grain     string      `json:"grain,omitempty"`
	Compare   []string    `json:"compare,omitempty"`
	Lines     []LineKind  `json:"lines,omitempty"`
	GroupBy   []string    `json:"groupBy,omitempty"`
	Filters   []Filter    `json:"filters,omitempty"`
	Rules     []string    `json:"rules,omitempty"`
	Kinds     []EntryKind `json:"kinds,omitempty"`
	Open      bool        `json:"open,omitempty"`
	External  External    `json:"external,omitempty"`
	Format    Format      `json:"format,omitempty"`
	Limit     int         `json:"limit,omitempty"`
	Locale    string      `json:"locale,omitempty"`
	Schema    int         `json:"schema,omitempty"`
}

// ParseQuery reads the JSON model of a query. Keys that Grafana adds by itself (refId, datasource, intervalMs and so on)
// are left alone. What a list repeats counts once.
func ParseQuery(data []byte) (Query, error) {
	if len(data) > MaxQueryBytes {
		return Query{}, badQuery("", "the query has %s bytes, and %s are the most: name fewer things, or ask several queries",
			count(len(data)), count(MaxQueryBytes))
	}
	var q Query
	if err := json.Unmarshal(data, &q); err != nil {
		// The words of a later model may be of other types, too.
		var later struct{ Schema int }
		if json.Unmarshal(data, &later) == nil && later.Schema > Schema {
			return Query{}, checkSchema(later.Schema)
		}
		return Query{}, BadJSON(err, "")
	}
	return q.tidy(), nil
}

// TimeRange is the half-open span of time that a query covers.
type TimeRange struct {
	From, To time.Time
}
