package series

import (
	"fmt"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Nests reports whether every bucket of grain fine lies within one bucket of grain coarse, so that facts can be summed.
// Weeks do not nest in months.
func Nests(fine, coarse okr.Grain) bool {
	switch fine {
	case okr.Hour, okr.Day:
		return coarse >= fine && coarse <= okr.Quarter
	case okr.Month:
		return coarse == okr.Month || coarse == okr.Quarter
	case okr.Week, okr.Quarter:
		return coarse == fine
	case okr.GrainUnknown:
	}
	return false
}

// GrainError says that the facts of a metric give no values at a grain.
type GrainError struct {
	Metric string
	Type   okr.MetricType
	Have   []okr.Grain // of the facts, from fine to coarse
	Want   okr.Grain
}

func (e *GrainError) Error() string {
	if !e.Type.Additive() {
		return fmt.Sprintf("metric %s has facts per %s but not per %s, and values of type %s cannot be combined: "+
			"ask for %s, or load facts per %s", e.Metric, grainList(e.Have, " and "), e.Want, e.Type,
			grainList(e.Have, " or "), e.Want)
	}
	var possible []okr.Grain
	for g := okr.Hour; g <= okr.Quarter; g++ {
		if !slices.ContainsFunc(e.Have, func(have okr.Grain) bool { return !Nests(have, g) }) {
			possible = append(possible, g)
		}
	}
	text := fmt.Sprintf("metric %s has facts per %s, which cannot be summed per %s",
		e.Metric, grainList(e.Have, " and "), e.Want)
	if len(possible) == 0 {
		return text + ": load its facts at one grain"
	}
	return text + ": ask for " + grainList(possible, " or ")
}

func grainList(grains []okr.Grain, conjunction string) string {
	words := make([]string, len(grains))
	for i, g := range grains {
		words[i] = g.String()
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + conjunction + words[last]
}

// grainsOf lists the grains of columns, from fine to coarse.
func grainsOf(cols []Columns) []okr.Grain {
	var grains []okr.Grain
	for _, c := range cols {
		if !slices.Contains(grains, c.Grain) {
			grains = append(grains, c.Grain)
		}
	}
	slices.Sort(grains)
	return grains
}
