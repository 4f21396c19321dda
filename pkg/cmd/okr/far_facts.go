package main

import (
	"fmt"
	"strings"

	"github.com/northstar/okrkpi/pkg/postgres"
)

const farAdvice = "Loaded all the same: if the year is wrong, correct the row, load it again and delete the wrong fact (docs/facts.md)."

// placeOf is the place of the first of some facts, in each file with some.
func placeOf(far postgres.FarFacts, files []*importFile) string {
	var places []string
	for _, f := range files {
		if line := f.rows.FirstLine(far.Metric, far.First.Year(), far.Last.Year()); line > 0 {
			places = append(places, fmt.Sprintf("%s:%d", f.input.name, line))
		}
	}
	return strings.Join(places, ", ")
}
