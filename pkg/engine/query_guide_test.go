package engine

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The guide tells of every type of query which fields it looks at, and of every format which types have it.
func TestTheGuideIsUpToDate(t *testing.T) {
	guide, err := os.ReadFile("../../docs/queries.md")
	if err != nil {
		t.Fatal(err)
	}
	fields, types := map[QueryType][]string{}, map[Format][]string{}
	quoted := regexp.MustCompile("`(\\w+)`")
	for line := range strings.Lines(string(guide)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			continue
		}
		name := strings.Trim(strings.Fields(cells[1] + " -")[0], "`")
		if slices.Contains(QueryTypes(), QueryType(name)) {
			for _, word := range quoted.FindAllStringSubmatch(cells[3], -1) {
				fields[QueryType(name)] = append(fields[QueryType(name)], word[1])
			}
		} else {
			types[Format(name)] = strings.Split(strings.TrimSpace(cells[2]), ", ")
		}
	}
	for _, q := range QueryTypes() {
		if !slices.Equal(fields[q], fieldsOf[q]) {
			t.Errorf("the guide says that %s looks at %v, and it looks at %v", q, fields[q], fieldsOf[q])
		}
		for _, f := range formatsOf[q] {
			if !slices.Contains(types[f], string(q)) {
				t.Errorf("the guide does not say that %s has the format %s", q, f)
			}
		}
	}
}
