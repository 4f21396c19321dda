package okr

// The numbers by which this package and the catalog judge. Each is defined once, with its meaning, unit and source. "The
// method" is the practice of OKRs and KPIs that this tool follows; "ours" is followed by the reason. docs/numbers.md lists
// them.

// Attainment at the end of a period, a share from 0 to 1.
const (
	// DefaultSuccessLine is the attainment that counts as success, and that the pace is measured against. Ours: the middle of the
	// success band. An organisation may set another one.
	DefaultSuccessLine = 0.7

	// SuccessFrom and SuccessTo are the ends of the default success band. Source: the method, by which 0.6 to 0.8 is a success. An
	// organisation may set others.
	SuccessFrom = 0.6
	SuccessTo   = 0.8

	// DesignDoubt is the attainment up to which the design of an objective is questioned. Source: the method.
	DesignDoubt = 0.4
)

// Pace, which is attainment divided by the attainment expected by now.
const (
	// PaceGreen is the least pace that is green. Ours: whoever keeps it against a success line of 0.7 ends at 0.67, inside the
	// success band.
	PaceGreen = 0.95

	// PaceYellow is the least pace that is yellow. Ours: whoever keeps it against a success line of 0.7 ends at 0.53, below the
	// success band and above the doubt about the design.
	PaceYellow = 0.75

	// GraceDays is how many days after the start of a period key results are only observed. Ours: so
	// little is expected by then that the noise of one week would decide the colour.
	GraceDays = 14
)

// AmbitionLow and AmbitionHigh are the usual ambition of a target, as a multiple of the baseline. Source: the method, which
// begins the discussion of a target at 1.2 to 1.5 times the baseline.
const (
	AmbitionLow  = 1.2
	AmbitionHigh = 1.5
)

// Counts. Source of all: the method, by which more costs focus.
const (
	FewestKeyResults = 3 // of an objective
	MostKeyResults   = 5 // of an objective
	MostKPIs         = 3 // of one tier, per team
)

// Months before a period over which an automatic baseline is the median. Source: the method, which takes the last 3 to 6.
const (
	FewestBaselineMonths = 3 // and the default
	MostBaselineMonths   = 6
)

// Unusual values.
const (
	// UnusualScore is the modified z-score, in robust standard deviations, beyond which a value is unusual on either side.
	// Source: B. Iglewicz and D. Hoaglin, How to Detect and Handle Outliers, 1993.
	UnusualScore = 3.5

	// UnusualJump is the least part of the way from the median to an unusual value that has come since the value before, for the
	// value to be marked and to alert. Ours: a change that begins in the middle of a week arrives in two halves, and the second
	// one stays below it; docs/alert-guards.md measures what it finds and misses.
	UnusualJump = 0.6
)
