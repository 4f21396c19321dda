package csvfile

// firstLines records the line of the first fact of each metric and year in a file.
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

// first is the line of the first fact of a metric in some years, both inclusive; 0 where there is none.
func (f *firstLines) first(metric string, from, until int) int {
	first := 0
	for year := from; year <= until; year++ {
		if line, ok := f.lines[metricYear{metric, year}]; ok && (first == 0 || line < first) {
			first = line
		}
	}
	return first
}
