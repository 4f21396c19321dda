package okr

import (
	"fmt"
	"slices"
	"strings"
)

// enum holds the names of the values of an integer type. The name of 0, the unknown value, is "".
type enum[T ~int] struct {
	what  string
	names []string
}

func (e enum[T]) name(v T) string {
	if int(v) < 0 || int(v) >= len(e.names) {
		return fmt.Sprintf("%s(%d)", e.what, int(v))
	}
	return e.names[v]
}

// all lists every value that has a name, in the order of the names.
func (e enum[T]) all() []T {
	values := make([]T, 0, len(e.names))
	for v := T(1); int(v) < len(e.names); v++ {
		values = append(values, v)
	}
	return values
}

func (e enum[T]) parse(s string) (T, error) {
	if i := slices.Index(e.names, s); i > 0 {
		return T(i), nil
	}
	return 0, fmt.Errorf("unknown %s %s: want %s", e.what, Quote(s), strings.Join(e.names[1:], ", "))
}

// Grain is the length of a bucket. The values are ordered from short to long.
type Grain int

// Grains. A quarter follows the organisation's fiscal year.
const (
	GrainUnknown Grain = iota
	Hour
	Day
	Week
	Month
	Quarter
)

var grains = enum[Grain]{"grain", []string{"", "hour", "day", "week", "month", "quarter"}}

func (g Grain) String() string { return grains.name(g) }

// ParseGrain reads a grain's name.
func ParseGrain(s string) (Grain, error) { return grains.parse(s) }

// MetricType says how facts of a metric combine into a coarser bucket.
type MetricType int

// Metric types. Distinct counts and medians cannot be combined: they have values only at the grains and segments of their
// facts.
const (
	MetricTypeUnknown MetricType = iota
	Ratio
	Sum
	Mean
	Last
	Distinct
	Median
	Derived
)

var metricTypes = enum[MetricType]{"metric type", []string{"", "ratio", "sum", "mean", "last", "distinct", "median", "derived"}}

func (t MetricType) String() string { return metricTypes.name(t) }

// ParseMetricType reads a metric type's name.
func ParseMetricType(s string) (MetricType, error) { return metricTypes.parse(s) }

// Additive reports whether facts may be combined over time and segments.
func (t MetricType) Additive() bool { return t == Ratio || t == Sum || t == Mean || t == Last }

// HasSample reports whether the denominator counts observations, and so says how reliable a value is.
func (t MetricType) HasSample() bool { return t == Ratio || t == Mean }

// Direction says which way a metric gets better.
type Direction int

// Directions. With Band, values inside a band are good and values outside are bad.
const (
	DirectionUnknown Direction = iota
	Up
	Down
	Band
)

var directions = enum[Direction]{"direction", []string{"", "up", "down", "band"}}

func (d Direction) String() string { return directions.name(d) }

// ParseDirection reads a direction's name.
func ParseDirection(s string) (Direction, error) { return directions.parse(s) }

// Status is the traffic light of a key result, KPI or objective.
type Status int

// Statuses. Observing: no colour is due yet, or there are no thresholds. Untrusted: the value cannot be true.
const (
	StatusUnknown Status = iota
	Green
	Yellow
	Red
	Observing
	NoData
	Untrusted
)

var statuses = enum[Status]{"status", []string{"", "green", "yellow", "red", "observing", "no_data", "untrusted"}}

func (s Status) String() string { return statuses.name(s) }

// Sign is a character for the status, for readers who cannot tell colours apart.
func (s Status) Sign() string {
	switch s {
	case Green:
		return "●"
	case Yellow:
		return "▲"
	case Red:
		return "■"
	case Observing:
		return "◌"
	case Untrusted:
		return "?"
	case NoData, StatusUnknown:
	}
	return "–"
}

// Statuses lists all statuses but the unknown one, in the order of charts and enum fields.
func Statuses() []Status { return statuses.all() }

// Grade is the judgement of an attainment at the end of a period.
type Grade int

// Grades.
const (
	GradeUnknown Grade = iota
	QuestionDesign
	Short
	Success
	Beyond
)

var grades = enum[Grade]{"grade", []string{"", "question_design", "short", "success", "beyond"}}

func (g Grade) String() string { return grades.name(g) }

// Tier separates the few KPIs that people discuss from those that are there for their alerts.
type Tier int

// Tiers.
const (
	TierUnknown Tier = iota
	Main
	Monitoring
)

var tiers = enum[Tier]{"tier", []string{"", "main", "monitoring"}}

func (t Tier) String() string { return tiers.name(t) }

// ParseTier reads a tier's name.
func ParseTier(s string) (Tier, error) { return tiers.parse(s) }

// KeyResultType says how a key result is attained: by reaching a value, or by keeping one.
type KeyResultType int

// Key result types.
const (
	KeyResultTypeUnknown KeyResultType = iota
	Reach
	Maintain
)

var keyResultTypes = enum[KeyResultType]{"key result type", []string{"", "reach", "maintain"}}

func (t KeyResultType) String() string { return keyResultTypes.name(t) }

// ParseKeyResultType reads a key result type's name.
func ParseKeyResultType(s string) (KeyResultType, error) { return keyResultTypes.parse(s) }

// Level is one of the levels of ambition that a key result may have.
type Level int

// Levels, from modest to bold.
const (
	LevelUnknown Level = iota
	Target
	Stretch
	Moonshot
)

var levels = enum[Level]{"level", []string{"", "target", "stretch", "moonshot"}}

func (l Level) String() string { return levels.name(l) }

// ParseLevel reads a level's name.
func ParseLevel(s string) (Level, error) { return levels.parse(s) }

// SourceKind says where a metric's facts come from.
type SourceKind int

// Source kinds.
const (
	SourceKindUnknown SourceKind = iota
	SourceFacts
	SourceSQL
	SourceEvents
)

var sourceKinds = enum[SourceKind]{"source", []string{"", "facts", "sql", "events"}}

func (k SourceKind) String() string { return sourceKinds.name(k) }

// ParseSourceKind reads a source kind's name.
func ParseSourceKind(s string) (SourceKind, error) { return sourceKinds.parse(s) }

// Mode is the size of the organisation. The catalog states it; it is never inferred. Only Growth has a meaning yet.
type Mode int

// Modes.
const (
	ModeUnknown Mode = iota
	Small
	Growth
	Large
)

var modes = enum[Mode]{"mode", []string{"", "small", "growth", "large"}}

func (m Mode) String() string { return modes.name(m) }

// ParseMode reads a mode's name.
func ParseMode(s string) (Mode, error) { return modes.parse(s) }
