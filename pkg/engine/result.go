package engine

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Numbers in results are NaN where there is no value.

// Scorecard is the state of a set of numbers at one instant.
type Scorecard struct {
	At       time.Time // evaluation time
	Period   *okr.Period
	Revision int64
	Locale   string
	Rows     []Row
	Notices  []string // what a reader should know, for example that an objective has more than five key results
}

// Row is one number of a scorecard.
type Row struct {
	Role      query.Role
	ID        string // metric, objective, objective/key_result or KPI
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
	Target      float64 // value of the adopted level
	Stretch     float64
	Moonshot    float64
	Ambition    float64 // multiple of the baseline that the goal is
	Progress    float64 // raw attainment
	Attainment  float64 // 0 to 1
	Expected    float64
	Pace        float64
	ForecastLow float64
	// ForecastHigh is the upper end of the range in which the value is expected at the end of the period.
	ForecastHigh  float64
	Status        okr.Status // computed
	Effective     okr.Status // after a correction by a person
	Grade         okr.Grade  // of an objective or key result whose period is over
	Missing       int        // key results of an objective that have no attainment
	Gap           okr.Gap    // why a key result has no attainment
	GapReason     string     // the same in words; of an objective which key results it leaves out, and why
	Sample        float64    // observations behind the value
	StaleDays     float64    // days by which the facts are late
	ValueReason   string     // why the value is not of the newest bucket that is over, or why there is none
	Steps         []okr.Step // value scale that colours as Status does; empty where no colour is due, and where no single value decides
	ThresholdText string     // the same in words, or the range that a maintained key result has to stay in
	History       Line       // complete buckets of the time range, for a sparkline
	Decision      string     // what to do about it
}

// Objectives are the objectives of a period at one instant.
type Objectives struct {
	At       time.Time
	Period   *okr.Period
	Revision int64
	Locale   string
	Rows     []ObjectiveState
	Notices  []string
}

// ObjectiveState is an objective as it was set, and where it stands.
type ObjectiveState struct {
	Row
	Set         *okr.Objective
	PeriodTitle string
	ParentTitle string // "" without a parent
}

// Line is a run of values in equal buckets, oldest first.
type Line struct {
	Grain okr.Grain
	Times []time.Time // starts
	Value []float64
}

// Series are the lines of metrics over a time range.
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
	// Partial is the index of the first bucket that still runs or is half-loaded, −1 for none.
	Partial int
}

// Tree is the North Star and the metrics that drive it.
type Tree struct {
	At       time.Time
	Revision int64
	Locale   string
	Nodes    []TreeNode
	Edges    []TreeEdge
}

// TreeNode is one metric of the tree.
type TreeNode struct {
	Row
	Depth int
}

// TreeEdge leads from a metric to one that drives it.
type TreeEdge struct {
	From, To string // metrics
}

// Definitions are the one-page definitions of metrics.
type Definitions struct {
	Revision int64
	Locale   string
	Rows     []Definition
	Notices  []string
}

// Definition is what everybody should know about a metric.
type Definition struct {
	Metric        *okr.Metric
	Title         string
	Description   string
	Roles         []query.Role
	Teams         []string
	Auxiliary     []string // titles of the metrics to look at beside it
	Decisions     []string // what is done when a rule on it fires
	ThresholdText string   // traffic-light criteria in words
	Baseline      series.BaselineResult
	SuggestLow    float64 // targets from which to start a discussion
	SuggestHigh   float64
	LastFact      time.Time // start of the newest bucket with a value, zero for none
}
