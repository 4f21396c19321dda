package query

import (
	"slices"
	"strings"
)

// Spec describes one query type.
type Spec struct {
	Type Type
	// Fields of the type, by their JSON names and in the order of the query editor, without limit, locale and schema.
	Fields []string
	// Formats of the type, the default first. The default format of a series has no name: it depends on whether the lines share their buckets.
	Formats []Format
	// Chosen is the order of the formats in the query editor, if it differs from Formats.
	Chosen []Format
	// Needs holds what some formats require of the result.
	Needs map[Format]Needs
	// Alerting says how an alert rule can evaluate the type.
	Alerting Alerting
	// Cacheable means that an answer depends only on the catalog, the facts and the hour.
	Cacheable bool
}

// Needs is what a format requires of the result. Only package answer and above know formats; the engine knows Needs.
type Needs struct {
	OneRowPerMetric bool // each named metric has one row, in its most important role
	RowsPerLine     bool // lines of a series do not share rows
	Replay          bool // alert rules are evaluated in each bucket of the time range
}

// Alerting says how an alert rule can evaluate a query type. It needs numbers with stable labels.
type Alerting struct {
	Formats []Format // formats that it can evaluate; empty if there is none, or if the type has only one format
	Default Format   // replaces any other format; "" if the type cannot be evaluated
	Instead string   // what to choose if the type cannot be evaluated
}

// specs is the table of query types.
var specs = []Spec{
	{
		Type:      Scorecard,
		Fields:    []string{"format", "metrics", "roles", "objective", "team", "period", "grain", "filters", "external"},
		Formats:   []Format{FormatTable, FormatStat, FormatAlert},
		Needs:     map[Format]Needs{FormatStat: {OneRowPerMetric: true}},
		Alerting:  Alerting{Formats: []Format{FormatAlert, FormatStat}, Default: FormatAlert},
		Cacheable: true,
	},
	{
		Type:      Series,
		Fields:    []string{"metrics", "grain", "lines", "compare", "groupBy", "filters", "objective", "period", "format"},
		Formats:   []Format{FormatMulti},
		Needs:     map[Format]Needs{FormatMulti: {RowsPerLine: true}},
		Alerting:  Alerting{Default: FormatMulti},
		Cacheable: true,
	},
	{
		Type:      Tree,
		Fields:    []string{"metrics", "objective", "team", "period", "grain", "filters"},
		Alerting:  Alerting{Instead: "choose scorecard with the metrics of the tree, or alerts"},
		Cacheable: true,
	},
	{
		Type:   Definitions,
		Fields: []string{"format", "metrics", "roles", "objective", "team", "period", "external"}, Formats: []Format{FormatTable},
		Alerting: Alerting{
			Instead: "definitions are texts: choose scorecard or series for the values of their metrics, or alerts",
		},
		Cacheable: true,
	},
	{
		Type:     Alerts,
		Fields:   []string{"format", "rules", "metrics", "team"},
		Formats:  []Format{FormatTable, FormatAlert, FormatObserved, FormatTimeline},
		Chosen:   []Format{FormatTable, FormatTimeline, FormatAlert, FormatObserved},
		Needs:    map[Format]Needs{FormatTimeline: {Replay: true}},
		Alerting: Alerting{Formats: []Format{FormatAlert, FormatObserved}, Default: FormatAlert},
	},
	{
		Type:   Objectives,
		Fields: []string{"format", "objective", "team", "period"}, Formats: []Format{FormatTable},
		Alerting:  Alerting{Instead: "choose scorecard for the values of key results, or alerts for rules on their attainment or pace"},
		Cacheable: true,
	},
	{
		Type:     Journal,
		Fields:   []string{"format", "kinds", "open", "metrics", "objective", "team"},
		Formats:  []Format{FormatTable, FormatAnnotations},
		Alerting: Alerting{Instead: "entries are texts: choose alerts for rules of the catalog, or scorecard or series for values"},
	},
}

// Choices returns the formats that the query editor offers, nil if there is nothing to choose.
func (s Spec) Choices() []Format {
	switch {
	case len(s.Chosen) > 0:
		return s.Chosen
	case len(s.Formats) > 1:
		return s.Formats
	}
	return nil
}

// Specs returns the table of query types.
func Specs() []Spec { return slices.Clone(specs) }

// Offered returns all types in the order of the query editor, the most common first.
func Offered() []Type {
	return []Type{Scorecard, Series, Objectives, Alerts, Journal, Tree, Definitions}
}

// SpecOf returns the description of a type. An empty type means a scorecard. ok is false for an unknown type.
func SpecOf(t Type) (s Spec, ok bool) {
	if t == "" {
		t = Scorecard
	}
	if i := slices.IndexFunc(specs, func(s Spec) bool { return s.Type == t }); i >= 0 {
		return specs[i], true
	}
	return Spec{}, false
}

// Types returns all query types.
func Types() []Type {
	types := make([]Type, len(specs))
	for i := range specs {
		types[i] = specs[i].Type
	}
	return types
}

// AlertSafe returns the query in a format that alerting can evaluate. For a type without such a format the *Error says what to choose
// instead. A query of an unknown type is returned unchanged.
func AlertSafe(q Query) (Query, error) {
	s, ok := SpecOf(q.QueryType)
	switch a := s.Alerting; {
	case !ok:
		return q, nil
	case a.Default == "":
		return q, Errorf("queryType", "alerting needs numbers, and %s has none that it can evaluate: %s", q.QueryType, a.Instead)
	case !slices.Contains(a.Formats, q.Format):
		q.Format = a.Default
	}
	return q, nil
}

// fields has, for each field, whether a query sets it. Limit, locale and schema are not listed: every type has them.
var fields = []struct {
	name string
	set  func(*Query) bool
}{
	{"period", func(q *Query) bool { return q.Period != "" }},
	{"team", func(q *Query) bool { return q.Team != "" }},
	{"objective", func(q *Query) bool { return q.Objective != "" }},
	{"metrics", func(q *Query) bool { return len(q.Metrics) > 0 }},
	{"roles", func(q *Query) bool { return len(q.Roles) > 0 }},
	{"grain", func(q *Query) bool { return q.Grain != "" && q.Grain != "auto" }},
	{"compare", func(q *Query) bool { return len(q.Compare) > 0 }},
	{"lines", func(q *Query) bool { return len(q.Lines) > 0 }},
	{"groupBy", func(q *Query) bool { return len(q.GroupBy) > 0 }},
	{"filters", func(q *Query) bool { return len(q.Filters) > 0 }},
	{"rules", func(q *Query) bool { return len(q.Rules) > 0 }},
	{"kinds", func(q *Query) bool { return len(q.Kinds) > 0 }},
	{"open", func(q *Query) bool { return q.Open }},
	{"external", func(q *Query) bool { return q.External != "" }},
	{"format", func(q *Query) bool { return q.Format != "" }},
}

// checkFields rejects fields that the type ignores, so that nobody believes an answer to be filtered or grouped when it is not.
func (q *Query) checkFields(s Spec, wrong *Errors) {
	for _, f := range fields {
		if !f.set(q) || slices.Contains(s.Fields, f.name) {
			continue
		}
		var others []string
		for _, other := range specs {
			if slices.Contains(other.Fields, f.name) {
				others = append(others, string(other.Type))
			}
		}
		choice := ""
		if len(others) > 0 {
			choice = ", or choose queryType " + strings.Join(others, " or ")
		}
		wrong.Add(f.name, "queryType %s has no %s: leave it out%s", q.QueryType, f.name, choice)
	}
}

func (q *Query) checkFormat(s Spec, wrong *Errors) {
	if q.Format != "" && len(s.Formats) > 0 && !slices.Contains(s.Formats, q.Format) {
		wrong.Add("format", "queryType %s has no format %q: want %s, or leave it out", q.QueryType, q.Format, list(s.Formats))
	}
}
