package engine

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Numbers in results are NaN if there is no value.

// Scorecard holds the rows that a query selects, at one instant.
type Scorecard struct {
	At       time.Time // evaluation time
	Period   *okr.Period
	Revision int64
	Locale   string
	Rows     []Row
	Notices  []string // what a reader should know, for example that an objective has more than five key results
}

// Row is one row of a scorecard: a subject with its value and its status.
type Row struct {
	Role      query.Role
	ID        string // name of the metric, objective or KPI, or objective/key_result
	Title     string
	Metric    *okr.Metric // nil for an objective
	Objective string
	Team      string
	TeamTitle string
	Owner     string
	Tier      okr.Tier

	Grain       okr.Grain
	Bucket      time.Time // start of the last complete bucket; zero for an objective
	Value       float64
	ValueText   string
	Previous    float64 // value of the bucket before
	WoW         float64 // change against a week, a month and 52 weeks ago, as a share: 0.1 is 10 % more
	MoM         float64
	YoY         float64
	Baseline    float64
	Target      float64 // the goal of the key result at its chosen level of ambition
	Stretch     float64
	Moonshot    float64
	Ambition    float64 // goal as a multiple of the baseline
	Progress    float64 // attainment before it is clamped to 0 to 1
	Attainment  float64 // 0 to 1
	Expected    float64
	Pace        float64
	ForecastLow float64
	// ForecastLow and ForecastHigh are the range in which the value is expected at the end of the period.
	ForecastHigh  float64
	Status        okr.Status // computed
	Effective     okr.Status // after a correction by a person
	Grade         okr.Grade  // of an objective or key result whose period is over
	Missing       int        // number of an objective's key results that have no attainment
	Gap           okr.Gap    // why a key result has no attainment
	GapReason     string     // Gap in words; for an objective, which key results it leaves out and why
	Sample        float64    // number of observations behind the value
	StaleDays     float64    // days by which the facts are late
	ValueReason   string     // why the value is not of the newest bucket that has ended, or why there is none
	Steps         []okr.Step // thresholds that colour a value like Status; empty without a colour, or if no single value decides
	ThresholdText string     // Steps in words, or the range that a maintained key result must stay in
	History       Line       // complete buckets of the time range, for a sparkline
	Decision      string     // what to do about it
}

// Objectives holds the objectives of a period at one instant.
type Objectives struct {
	At       time.Time
	Period   *okr.Period
	Revision int64
	Locale   string
	Rows     []ObjectiveState
	Notices  []string
}

// ObjectiveState is an objective of the catalog and its attainment.
type ObjectiveState struct {
	Row
	Set         *okr.Objective
	PeriodTitle string
	ParentTitle string // "" without a parent
}

// Line holds the values of consecutive buckets, oldest first.
type Line struct {
	Grain okr.Grain
	Times []time.Time // starts of the buckets
	Value []float64
}

// Series holds the lines of metrics over a time range.
type Series struct {
	At       time.Time
	Revision int64
	Locale   string
	Lines    []SeriesLine
	Notices  []string
}

// SeriesLine is one line of one metric and segment.
type SeriesLine struct {
	Line
	Metric  *okr.Metric
	Title   string // of the metric
	Name    string // what the line shows, in the locale
	Key     string // value, target, baseline, cumulative, anomaly, limit_low, limit_high, normal, previous, week_ago, month_ago or year_ago
	Segment map[string]string
	Steps   []okr.Step
	// Partial is the index of the first bucket that has not ended or is half-loaded, −1 for none.
	Partial int
}

// Tree holds the North Star and the metrics that drive it.
type Tree struct {
	At       time.Time
	Revision int64
	Locale   string
	Nodes    []TreeNode
	Edges    []TreeEdge // also to metrics that the query or its limit leaves out
	Notices  []string
}

// TreeNode is one metric of the tree.
type TreeNode struct {
	Row
	Depth int
}

// TreeEdge leads from a metric to one that drives it.
type TreeEdge struct {
	From, To string // names of metrics
}

// Definitions holds the one-page definitions of metrics.
type Definitions struct {
	Revision int64
	Locale   string
	Rows     []Definition
	Notices  []string
}

// Definition is the one-page definition of a metric.
type Definition struct {
	Metric        *okr.Metric
	Title         string
	Description   string
	Roles         []query.Role
	Teams         []string
	Auxiliary     []string // titles of the metrics to look at together with it
	Decisions     []string // what to do when a rule on it fires
	ThresholdText string   // thresholds of the traffic light in words
	Baseline      series.BaselineResult
	SuggestLow    float64 // range of targets to start a discussion with
	SuggestHigh   float64
	LastFact      time.Time // start of the newest bucket with a value, zero for none
}
