package main

import (
	"reflect"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// querySource is the file of the query model: its words, its fields, and the table of query types.
func querySource() string {
	w := newWriter("pkg/query")
	typedList(w, "In the order of the query editor: the most common type comes first.", "queryTypes", "QueryType", query.Offered())
	typedList(w, "Shapes of an answer.", "formats", "Format", query.Formats())
	typedList(w, "What metrics are for.", "roles", "Role", query.Roles())
	typedList(w, "Buckets that a query may have.", "grains", "Grain", grains())
	typedList(w, "Lines of a series.", "lines", "Line", query.Lines())
	typedList(w, "What a series is compared with.", "comparisons", "Comparison", comparisons())
	typedList(w, "How a filter compares.", "operators", "Operator", series.FilterOperators())
	typedList(w, "What an entry of the journal is about.", "entryKinds", "EntryKind", query.EntryKinds())
	typedList(w, "Metrics that outside forces move: those only, or all others.", "externals", "External", query.Externals())
	w.constant("Version of the model, as queries state it.", "schema", query.Schema)
	w.constant("Stands for the metrics of the organisation's overview.", "overviewMetrics", query.OverviewMetrics)
	list(w, "Stand for the period in which the time range ends, and its neighbours.", "relativePeriods",
		[]string{engine.CurrentPeriod, engine.PreviousPeriod, engine.NextPeriod})
	w.fields("Narrows a query to segments.", "Filter", reflect.TypeFor[query.Filter](), false, typeInQuery)
	w.fields("A query. A field that is left out means the default. Names may hold dashboard variables.", "Query",
		reflect.TypeFor[query.Query](), true, typeInQuery)
	table(w, "The fields that a type of query looks at. The others are neither shown nor kept.", "fieldsOf",
		func(s query.Spec) ([]string, bool) { return s.Fields, true })
	table(w, "The formats that people choose from, the usual one first, where there is more than one.", "formatsOf",
		func(s query.Spec) ([]query.Format, bool) { return s.Choices(), len(s.Choices()) > 0 })
	table(w, "The types that alerting can evaluate, with the formats to choose from. A series has one.", "alertFormatsOf",
		func(s query.Spec) ([]query.Format, bool) { return s.Alerting.Formats, s.Alerting.Default != "" })
	return w.String()
}

// typeInQuery is the type of a field. Words of a list have the type of that list; a grain may be a dashboard variable, too.
func typeInQuery(f reflect.StructField, key string) string {
	switch key {
	case "operator":
		return "Operator"
	case "compare":
		return "Comparison[]"
	}
	switch f.Type {
	case reflect.TypeFor[query.Type]():
		return "QueryType"
	case reflect.TypeFor[query.Format]():
		return "Format"
	case reflect.TypeFor[query.External]():
		return "External"
	case reflect.TypeFor[[]query.Role]():
		return "Role[]"
	case reflect.TypeFor[[]query.Line]():
		return "Line[]"
	case reflect.TypeFor[[]query.EntryKind]():
		return "EntryKind[]"
	case reflect.TypeFor[[]query.Filter]():
		return "Filter[]"
	}
	return plain(f.Type)
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

// table writes a list for each type of query that has one.
func table[T ~string](w *writer, about, name string, listOf func(query.Spec) (list []T, ok bool)) {
	w.comment(about)
	w.add("export const %s = {\n", name)
	for _, t := range query.Offered() {
		s, _ := query.SpecOf(t)
		if list, ok := listOf(s); ok {
			w.add("  %s: %s,\n", t, join(list))
		}
	}
	w.add("} as const;\n")
}
