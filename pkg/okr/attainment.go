package okr

import "math"

// Progress is the raw attainment of a value on the way from baseline to target: (value − baseline)/(target − baseline).
// It works for falling targets as it stands, and is below 0 or above 1 outside the way. ok is false where target and
// baseline are the same or a number is missing (NaN).
func Progress(value, baseline, target float64) (raw float64, ok bool) {
	raw = Minus(value, baseline) / Minus(target, baseline)
	if math.IsNaN(raw) || math.IsInf(raw, 0) {
		return math.NaN(), false
	}
	return raw, true
}

// Clamp01 limits an attainment to 0…1.
func Clamp01(p float64) float64 { return min(max(p, 0), 1) }

// ElapsedShare is the share of a period, 0…1, that is over at the start of day d.
func ElapsedShare(p Period, d Date) float64 {
	return Clamp01(float64(d.Days()-p.Start.Days()) / float64(p.Days()))
}

// PlannedShare is the share of the way from baseline to goal, 0…1, that a phased key result plans to have covered at the
// start of day d: straight lines from the baseline at the period's start through the phases to the goal at its end.
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

// Pace is attainment relative to the attainment expected by now. ok is false while nothing is expected.
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

// GradeOf judges a final attainment against the success band: at or above its upper end is beyond, inside is success, above
// DesignDoubt short, and DesignDoubt or less questions the design of the objective.
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

// Part is one key result's share in its objective.
type Part struct {
	Attainment float64 // NaN: no value
	Weight     float64
	Status     Status
}

// RollUp combines key results into their objective: the weighted mean of the attainments that have a value, how many
// have none, and the worst colour. The mean is NaN where no key result has a value.
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

// badness orders statuses for a roll-up: a colour says more than its absence.
var badness = map[Status]int{NoData: 0, Observing: 1, Green: 2, Yellow: 3, Untrusted: 4, Red: 5}

func worse(a, b Status) bool { return badness[a] > badness[b] }
