package query

import (
	"slices"
	"strings"
)

// Spec is what is known of one type of query.
type Spec struct {
	Type Type
	// Fields that the type looks at, as they are named in JSON, in the order of the query editor; beside limit, locale and schema.
	Fields []string
	// Formats that a query may name, the usual one first. The usual one of a series has no name: it depends on whether the lines share
	// their buckets.
	Formats []Format
	// Chosen are the formats in the order of the query editor, where that is another one.
	Chosen []Format
	// Needs are what some formats ask of the numbers that they show.
	Needs map[Format]Needs
	// Alerting is how an alert rule can evaluate the type.
	Alerting Alerting
	// Cacheable tells whether an answer depends on nothing but the catalog, the facts and the hour.
	Cacheable bool
}

// Needs is what the shape of an answer asks of its numbers. Nothing below the answer looks at formats.
type Needs struct {
	OneRowPerMetric bool // each named metric has one row, in its most important role
	RowsPerLine     bool // lines of a series share no rows
	Replay          bool // alert rules are judged in each bucket of the time range
}

// Alerting is how an alert rule can evaluate a type of query: numbers whose labels stay the same.
type Alerting struct {
	Formats []Format // that are evaluated as they are; none where it cannot be evaluated, or has one format only
	Usual   Format   // in place of any other format; "" where it cannot be evaluated
	Instead string   // what to choose where it cannot be evaluated
}

// specs is the table of query types.
var specs = []Spec{
	{
		Type:      Scorecard,
		Fields:    []string{"format", "metrics", "roles", "objective", "team", "period", "grain", "filters", "external"},
		Formats:   []Format{FormatTable, FormatStat, FormatAlert},
		Needs:     map[Format]Needs{FormatStat: {OneRowPerMetric: true}},
		Alerting:  Alerting{Formats: []Format{FormatAlert, FormatStat}, Usual: FormatAlert},
		Cacheable: true,
	},
	{
		Type:      Series,
		Fields:    []string{"metrics", "grain", "lines", "compare", "groupBy", "filters", "objective", "period", "format"},
		Formats:   []Format{FormatMulti},
		Needs:     map[Format]Needs{FormatMulti: {RowsPerLine: true}},
		Alerting:  Alerting{Usual: FormatMulti},
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
		Alerting: Alerting{Formats: []Format{FormatAlert, FormatObserved}, Usual: FormatAlert},
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

// Choices are the formats that the query editor offers; none where there is nothing to choose.
func (s Spec) Choices() []Format {
	switch {
	case len(s.Chosen) > 0:
		return s.Chosen
	case len(s.Formats) > 1:
		return s.Formats
	}
	return nil
}

// Specs lists what is known of every type of query.
func Specs() []Spec { return slices.Clone(specs) }

// Offered lists every type in the order of the query editor: what people need most often comes first.
func Offered() []Type {
	return []Type{Scorecard, Series, Objectives, Alerts, Journal, Tree, Definitions}
}

// SpecOf is what is known of a type; no type means a scorecard. ok is false where there is no such type.
func SpecOf(t Type) (s Spec, ok bool) {
	if t == "" {
		t = Scorecard
	}
	if i := slices.IndexFunc(specs, func(s Spec) bool { return s.Type == t }); i >= 0 {
		return specs[i], true
	}
	return Spec{}, false
}

// Types lists every type of query.
func Types() []Type {
	types := make([]Type, len(specs))
	for i := range specs {
		types[i] = specs[i].Type
	}
	return types
}

// AlertSafe gives a query of alerting a format that it can evaluate: numbers with stable labels. The error of a type that has none
// says what to choose instead. A type that does not exist is left alone.
func AlertSafe(q Query) (Query, error) {
	s, ok := SpecOf(q.QueryType)
	switch a := s.Alerting; {
	case !ok:
		return q, nil
	case a.Usual == "":
		return q, Errorf("queryType", "alerting needs numbers, and %s has none that it can evaluate: %s", q.QueryType, a.Instead)
	case !slices.Contains(a.Formats, q.Format):
		q.Format = a.Usual
	}
	return q, nil
}

// fields tells which fields of a query say something. Limit, locale and schema matter to every type.
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

// checkFields refuses fields that would change nothing, so that nobody takes an answer for narrowed or split that is not.
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
