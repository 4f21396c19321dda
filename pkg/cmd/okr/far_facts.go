package main

import (
	"fmt"
	"strings"

	"github.com/northstar/okrkpi/pkg/postgres"
)

const farAdvice = "Loaded all the same: if the year is wrong, correct the row, load it again and delete the wrong fact (docs/facts.md)."

// firstLines remember the first line of each metric and year in a file.
type firstLines struct {
	lines map[metricYear]int
	last  metricYear
}

type metricYear struct {
	metric string
	year   int
}

func (f *firstLines) note(metric string, year, line int) {
	at := metricYear{metric, year}
	if at == f.last {
		return
	}
	f.last = at
	if f.lines == nil {
		f.lines = map[metricYear]int{}
	}
	if _, known := f.lines[at]; !known {
		f.lines[at] = line
	}
}

// placeOf is where the first of some facts stands, in each file that has some.
func placeOf(far postgres.FarFacts, files []*checkedRows) string {
	var places []string
	for _, rows := range files {
		first := 0
		for year := far.First.Year(); year <= far.Last.Year(); year++ {
			if line, ok := rows.years.lines[metricYear{far.Metric, year}]; ok && (first == 0 || line < first) {
				first = line
			}
		}
		if first > 0 {
			places = append(places, fmt.Sprintf("%s:%d", rows.file.name, first))
		}
	}
	return strings.Join(places, ", ")
}
