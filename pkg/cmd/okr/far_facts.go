package main

import (
	"fmt"
	"strings"

	"github.com/northstar/okrkpi/pkg/postgres"
)

const farAdvice = "Loaded all the same: if the year is wrong, correct the row, load it again and delete the wrong fact (docs/facts.md)."

// placeOf lists file and line of the first of the far facts, in each file that has some.
func placeOf(far postgres.FarFacts, files []*importFile) string {
	var places []string
	for _, f := range files {
		if line := f.rows.FirstLine(far.Metric, far.First.Year(), far.Last.Year()); line > 0 {
			places = append(places, fmt.Sprintf("%s:%d", f.input.name, line))
		}
	}
	return strings.Join(places, ", ")
}
