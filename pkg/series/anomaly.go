package series

import (
	"fmt"
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// AnomalyLimit is the modified z-score above which a value is unusual, and AnomalyWindow the number of complete buckets
// before it that are usually looked at.
const (
	AnomalyLimit  = 3.5
	AnomalyWindow = 26
)

const (
	anomalyFewest   = 6  // points below which nothing is said
	anomalyReliable = 12 // points from which a score is more than provisional
	madFactor       = 0.6745
	meanADFactor    = 1.253314
)

// Verdict says how much a modified z-score is worth.
type Verdict int

// Verdicts. None: too few points, or no value to judge. NoVariation: all points are the same, so that no distance from
// them can be measured.
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

// Z is how far a value is from its history, in robust standard deviations.
type Z struct {
	Score   float64 // NaN unless the verdict is Provisional or Enough
	Points  int     // of the history that have a value
	Verdict Verdict
}

// Unusual reports whether the score is beyond AnomalyLimit on either side.
func (z Z) Unusual() bool { return okr.Above(math.Abs(z.Score), AnomalyLimit) }

// ModifiedZ scores x against the values before it: 0.6745·(x − median)/MAD, or (x − median)/(1.253314·mean absolute
// deviation) where more than half of the values are the same (Iglewicz and Hoaglin, How to Detect and Handle Outliers,
// 1993). Below 6 points there is no score, below 12 it is provisional.
func ModifiedZ(history []float64, x float64) Z {
	var room [usual]float64
	points := appendPresent(room[:0], history)
	z := Z{Score: math.NaN(), Points: len(points), Verdict: None}
	if z.Points < anomalyFewest || math.IsNaN(x) {
		return z
	}
	median := medianOf(points)
	away := points // they are not needed any more
	for i, p := range points {
		away[i] = math.Abs(okr.Minus(p, median))
	}
	distance := okr.Minus(x, median)
	if mad := medianOf(away); mad > 0 {
		z.Score = madFactor * distance / mad
	} else if meanAD := Mean(away); meanAD > 0 {
		z.Score = distance / (meanADFactor * meanAD)
	} else {
		z.Verdict = NoVariation
		return z
	}
	z.Verdict = Enough
	if z.Points < anomalyReliable {
		z.Verdict = Provisional
	}
	return z
}
