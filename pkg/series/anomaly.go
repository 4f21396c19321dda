package series

import (
	"fmt"
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// AnomalyWindow is how many complete buckets before a value are its history. Ours: half a year of weeks, which covers a
// season and forgets the one before.
const AnomalyWindow = 26

const (
	// AnomalyFewest is the least number of points for a score. Ours: the median of fewer moves with each of them.
	AnomalyFewest = 6

	// AnomalyReliable is the number of points from which a score is not provisional any more. Ours: a quarter of weeks.
	AnomalyReliable = 12

	// MADFactor is the median absolute deviation of a normal distribution, in standard deviations: its 75th percentile.
	// Source: B. Iglewicz and D. Hoaglin, How to Detect and Handle Outliers, 1993.
	MADFactor = 0.6745

	// MeanADFactor times the mean absolute deviation of a normal distribution is its standard deviation: √(π/2).
	MeanADFactor = 1.253314
)

// Verdict says how reliable a modified z-score is.
type Verdict int

// Verdicts. None: too few points, or no value. NoVariation: all points are the same, so that distances have no unit.
const (
	VerdictUnknown Verdict = iota
	None
	NoVariation
	Provisional
	Enough
)

var verdicts = []string{"", "none", "no_variation", "provisional", "enough"}

func (v Verdict) String() string {
	if int(v) < 0 || int(v) >= len(verdicts) {
		return fmt.Sprintf("verdict(%d)", int(v))
	}
	return verdicts[v]
}

// Z is the distance of a value from its history, in robust standard deviations.
type Z struct {
	Score   float64 // NaN unless the verdict is Provisional or Enough
	Points  int     // values in the history
	Verdict Verdict
}

// Unusual reports whether the score is beyond okr.UnusualScore on either side.
func (z Z) Unusual() bool { return okr.Above(math.Abs(z.Score), okr.UnusualScore) }

// ModifiedZ is the modified z-score of x against the values before it: MADFactor·(x − median)/MAD. Where more than half of
// the values are the same, the MAD is 0, and the score is (x − median)/(MeanADFactor·mean absolute deviation). Missing
// values (NaN) in the history are left out. Source: B. Iglewicz and D. Hoaglin, How to Detect and Handle Outliers, 1993.
func ModifiedZ(history []float64, x float64) Z {
	var room [usual]float64
	points := appendPresent(room[:0], history)
	z := Z{Score: math.NaN(), Points: len(points), Verdict: None}
	if z.Points < AnomalyFewest || math.IsNaN(x) {
		return z
	}
	median := medianOf(points)
	away := points // reuses the memory: the points are not needed any more
	for i, p := range points {
		away[i] = math.Abs(okr.Minus(p, median))
	}
	distance := okr.Minus(x, median)
	if mad := medianOf(away); mad > 0 {
		z.Score = MADFactor * distance / mad
	} else if meanAD := Mean(away); meanAD > 0 {
		z.Score = distance / (MeanADFactor * meanAD)
	} else {
		z.Verdict = NoVariation
		return z
	}
	z.Verdict = Enough
	if z.Points < AnomalyReliable {
		z.Verdict = Provisional
	}
	return z
}
