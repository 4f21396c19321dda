// Command typescript writes the model of a query for the front end: go generate ./pkg/query.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: typescript FILE")
		os.Exit(2)
	}
	if err := os.WriteFile(os.Args[1], []byte(source()), 0o644); err != nil { //nolint:gosec // source code is for everybody
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// source is the file: lists of words, and the table of query types.
func source() string {
	var b strings.Builder
	b.WriteString("// Generated from pkg/query by `go generate ./pkg/query`. Do not edit.\n")
	words(&b, "In the order in which people are asked: what they need most often comes first.", "queryTypes", query.Offered())
	words(&b, "Shapes of an answer.", "formats", query.Formats())
	words(&b, "What metrics are for.", "roles", query.Roles())
	words(&b, "Buckets that a query may ask for.", "grains", grains())
	words(&b, "Lines of a series.", "lines", query.Lines())
	words(&b, "What a series is compared with.", "comparisons", comparisons())
	words(&b, "How a filter compares.", "operators", series.FilterOperators())
	words(&b, "What an entry of the journal is about.", "entryKinds", query.EntryKinds())
	words(&b, "Metrics that outside forces move: those only, or all others.", "externals",
		query.Externals())
	fmt.Fprintf(&b, "\n/** Version of the model, as queries state it. */\nexport const schema = %d;\n", query.Schema)
	fmt.Fprintf(&b, "\n/** Stands for the metrics of the organisation's overview. */\nexport const overviewMetrics = %s;\n",
		quote(query.OverviewMetrics))
	table(&b, "The fields that a type of query looks at. The others are neither shown nor kept.", "fieldsOf",
		func(s query.Spec) ([]string, bool) { return s.Fields, true })
	table(&b, "The formats that people choose from, the usual one first, where there is more than one.", "formatsOf",
		func(s query.Spec) ([]query.Format, bool) { return s.Choices(), len(s.Choices()) > 0 })
	table(&b, "The types that alerting can evaluate, with the formats to choose from. A series has one.", "alertFormatsOf",
		func(s query.Spec) ([]query.Format, bool) { return s.Alerting.Formats, s.Alerting.Usual != "" })
	return b.String()
}

func grains() []string {
	list := []string{"auto"}
	for g := okr.Hour; g <= okr.Quarter; g++ {
		list = append(list, g.String())
	}
	return list
}

func comparisons() (list []string) {
	for _, c := range series.Comparisons() {
		list = append(list, c.String())
	}
	return list
}

func words[T ~string](b *strings.Builder, what, name string, list []T) {
	fmt.Fprintf(b, "\n/** %s */\nexport const %s = %s as const;\n", what, name, join(list))
}

// table writes a list for each type of query that has one.
func table[T ~string](b *strings.Builder, what, name string, of func(query.Spec) (list []T, ok bool)) {
	fmt.Fprintf(b, "\n/** %s */\nexport const %s = {\n", what, name)
	for _, t := range query.Offered() {
		s, _ := query.SpecOf(t)
		if list, ok := of(s); ok {
			fmt.Fprintf(b, "  %s: %s,\n", t, join(list))
		}
	}
	b.WriteString("} as const;\n")
}

func join[T ~string](list []T) string {
	quoted := make([]string, len(list))
	for i, word := range list {
		quoted[i] = quote(string(word))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func quote(word string) string {
	text, _ := json.Marshal(word) // a text can always be written
	return string(text)
}
