package okr

import "math"

// Status is the status of a value. A value on a threshold has the better colour. Without thresholds it is Observing,
// without a value (NaN) NoData.
func (t Thresholds) Status(v float64, d Direction) Status {
	switch {
	case math.IsNaN(v):
		return NoData
	case t.IsZero():
		return Observing
	case t.beyond(v, d, t.Red, t.RedBand):
		return Red
	case t.beyond(v, d, t.Yellow, t.YellowBand):
		return Yellow
	default:
		return Green
	}
}

func (Thresholds) beyond(v float64, d Direction, limit *float64, band *[2]float64) bool {
	switch d {
	case Up:
		return limit != nil && Below(v, *limit)
	case Down:
		return limit != nil && Above(v, *limit)
	case Band:
		return band != nil && (Below(v, band[0]) || Above(v, band[1]))
	case DirectionUnknown:
	}
	return false
}

// Steps is the colour scale of the thresholds: it colours every value as Status does. It is nil without thresholds.
func (t Thresholds) Steps(d Direction) []Step {
	if t.IsZero() {
		return nil
	}
	var cuts []Step
	for _, limit := range []*float64{t.Red, t.Yellow} {
		switch {
		case limit == nil || d == Band:
		case d == Down:
			cuts = append(cuts, stepAbove(*limit))
		default:
			cuts = append(cuts, stepFrom(*limit))
		}
	}
	for _, band := range []*[2]float64{t.RedBand, t.YellowBand} {
		if band != nil && d == Band {
			cuts = append(cuts, stepFrom(band[0]), stepAbove(band[1]))
		}
	}
	return scale(cuts, func(v float64) Status { return t.Status(v, d) })
}

// PaceSteps is the colour scale of the values of a key result: it colours every value as its pace does, given the expected
// attainment. It is nil where none is expected.
func PaceSteps(baseline, goal, expected float64) []Step {
	if !(expected > 0) || Same(baseline, goal) {
		return nil
	}
	at := func(pace float64) float64 { return baseline + pace*expected*(goal-baseline) }
	cut := func(pace float64, worse, better Status) Step {
		least, _ := sameRange(pace)
		if goal > baseline {
			return Step{From: at(least), Limit: at(pace), Status: better}
		}
		return Step{From: next(at(least)), Limit: at(pace), After: true, Status: worse}
	}
	yellow, green := cut(PaceYellow, Red, Yellow), cut(PaceGreen, Yellow, Green)
	if goal > baseline {
		return []Step{lowest(Red), yellow, green}
	}
	return []Step{lowest(Green), green, yellow}
}

// Holds are the thresholds of a maintained key result: red is where the value is worse than its goal or outside its band.
func (k KeyResult) Holds(d Direction) Thresholds {
	if d == Band {
		return Thresholds{RedBand: k.MaintainIn}
	}
	goal := k.Goal()
	return Thresholds{Red: &goal}
}
