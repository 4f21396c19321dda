package query_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/query"
)

// The guide must list the fields of every query type, and the types of every format.
func TestTheGuideIsUpToDate(t *testing.T) {
	guide, err := os.ReadFile("../../docs/queries.md")
	if err != nil {
		t.Fatal(err)
	}
	fields, types := map[query.Type][]string{}, map[query.Format][]string{}
	quoted := regexp.MustCompile("`(\\w+)`")
	for line := range strings.Lines(string(guide)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			continue
		}
		name := strings.Trim(strings.Fields(cells[1] + " -")[0], "`")
		if slices.Contains(query.Types(), query.Type(name)) {
			for _, word := range quoted.FindAllStringSubmatch(cells[3], -1) {
				fields[query.Type(name)] = append(fields[query.Type(name)], word[1])
			}
		} else {
			types[query.Format(name)] = strings.Split(strings.TrimSpace(cells[2]), ", ")
		}
	}
	for _, q := range query.Specs() {
		if !slices.Equal(fields[q.Type], q.Fields) {
			t.Errorf("the guide says that %s looks at %v, and it looks at %v", q.Type, fields[q.Type], q.Fields)
		}
		for _, f := range q.Formats {
			if !slices.Contains(types[f], string(q.Type)) {
				t.Errorf("the guide does not say that %s has the format %s", q.Type, f)
			}
		}
	}
}
