package okr

import "math"

// Progress is the raw attainment of a value: (value − baseline)/(target − baseline). A falling target needs no special
// case. The result is below 0 or above 1 where the value is not between baseline and target. ok is false where target and
// baseline are the same, or a number is missing (NaN).
func Progress(value, baseline, target float64) (raw float64, ok bool) {
	raw = Minus(value, baseline) / Minus(target, baseline)
	if math.IsNaN(raw) || math.IsInf(raw, 0) {
		return math.NaN(), false
	}
	return raw, true
}

// Clamp01 moves an attainment into 0…1.
func Clamp01(p float64) float64 { return min(max(p, 0), 1) }

// ElapsedShare is the share of a period, 0 to 1, that has passed at the start of day d.
func ElapsedShare(p Period, d Date) float64 {
	return Clamp01(float64(d.Days()-p.Start.Days()) / float64(p.Days()))
}

// PlannedShare is the share of the way from baseline to goal, 0 to 1, that a phased key result plans to have covered at
// the start of day d. The plan is made of straight lines: from the baseline at the start of the period through the phases
// to the goal at its end.
func PlannedShare(p Period, d Date, baseline, goal float64, phases []Phase) float64 {
	points := make([]Phase, 0, len(phases)+2)
	points = append(points, Phase{p.Start, baseline})
	points = append(points, phases...)
	if last := points[len(points)-1]; last.Date.Before(p.End) {
		points = append(points, Phase{p.End, goal})
	}
	share := func(v float64) float64 { return Clamp01((v - baseline) / (goal - baseline)) }
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if !d.Before(b.Date) {
			continue
		}
		if d.Before(a.Date) {
			return share(a.Value)
		}
		t := float64(d.Days()-a.Date.Days()) / float64(b.Date.Days()-a.Date.Days())
		return share(a.Value + t*(b.Value-a.Value))
	}
	return share(points[len(points)-1].Value)
}

// Pace is attainment divided by the attainment expected by now. ok is false where none is expected.
func Pace(attainment, expected float64) (ratio float64, ok bool) {
	if !(expected > 0) || math.IsNaN(attainment) {
		return math.NaN(), false
	}
	return attainment / expected, true
}

// PaceStatus is the colour of a pace.
func PaceStatus(ratio float64) Status {
	switch {
	case math.IsNaN(ratio):
		return NoData
	case AtLeast(ratio, PaceGreen):
		return Green
	case AtLeast(ratio, PaceYellow):
		return Yellow
	default:
		return Red
	}
}

// GradeOf judges a final attainment against the success band: Beyond from its high end, Success from its low end, Short
// above DesignDoubt, and QuestionDesign otherwise. It is GradeUnknown without an attainment (NaN).
func GradeOf(attainment float64, band [2]float64) Grade {
	switch {
	case math.IsNaN(attainment):
		return GradeUnknown
	case AtLeast(attainment, band[1]):
		return Beyond
	case AtLeast(attainment, band[0]):
		return Success
	case Above(attainment, DesignDoubt):
		return Short
	default:
		return QuestionDesign
	}
}

// Part is one key result, as it counts in its objective.
type Part struct {
	Attainment float64 // NaN: no value
	Weight     float64
	Status     Status
}

// RollUp combines key results into their objective: the weighted mean of the attainments, how many are missing (NaN) and
// left out of the mean, and the worst status. The mean is NaN where all are missing.
func RollUp(parts []Part) (attainment float64, missing int, status Status) {
	var sum, weight float64
	status = NoData
	for _, p := range parts {
		if worse(p.Status, status) {
			status = p.Status
		}
		if math.IsNaN(p.Attainment) {
			missing++
			continue
		}
		sum += p.Weight * p.Attainment
		weight += p.Weight
	}
	if weight == 0 {
		return math.NaN(), missing, status
	}
	return sum / weight, missing, status
}

// badness orders statuses from the least to the most serious. Those without a colour come first, so that any colour wins
// over them.
var badness = map[Status]int{NoData: 0, Observing: 1, Green: 2, Yellow: 3, Untrusted: 4, Red: 5}

func worse(a, b Status) bool { return badness[a] > badness[b] }
