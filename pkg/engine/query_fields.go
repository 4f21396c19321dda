package engine

import (
	"slices"
	"strings"
)

// A query's fields that not every type of query looks at. One that would change nothing is refused, so that nobody takes an
// answer for narrowed or split that is not.
var queryFields = []struct {
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

// fieldsOf are the fields that each type of query looks at, beside limit, locale and schema.
var fieldsOf = map[QueryType][]string{
	QueryScorecard:   {"format", "metrics", "roles", "objective", "team", "period", "grain", "filters", "external"},
	QuerySeries:      {"format", "metrics", "grain", "lines", "compare", "groupBy", "filters", "objective", "period"},
	QueryTree:        {"metrics", "objective", "team", "period", "grain", "filters"},
	QueryDefinitions: {"format", "metrics", "roles", "objective", "team", "period", "external"},
	QueryAlerts:      {"format", "metrics", "team", "rules"},
	QueryObjectives:  {"format", "objective", "team", "period"},
	QueryJournal:     {"format", "kinds", "open", "metrics", "objective", "team"},
}

// formatsOf are the shapes that each type of query can be answered in. The usual one of a series has no name: it depends
// on whether the lines share their buckets.
var formatsOf = map[QueryType][]Format{
	QuerySeries:      {FormatMulti},
	QueryScorecard:   {FormatTable, FormatStat, FormatAlert},
	QueryDefinitions: {FormatTable},
	QueryAlerts:      {FormatTable, FormatAlert, FormatObserved, FormatTimeline},
	QueryObjectives:  {FormatTable},
	QueryJournal:     {FormatTable, FormatAnnotations},
}

func (r *request) checkFields() problems {
	var wrong problems
	for _, f := range queryFields {
		if !f.set(&r.Query) || slices.Contains(fieldsOf[r.QueryType], f.name) {
			continue
		}
		var others []string
		for _, t := range QueryTypes() {
			if slices.Contains(fieldsOf[t], f.name) {
				others = append(others, string(t))
			}
		}
		choice := ""
		if len(others) > 0 {
			choice = ", or choose queryType " + strings.Join(others, " or ")
		}
		wrong.add(f.name, "queryType %s has no %s: leave it out%s", r.QueryType, f.name, choice)
	}
	return wrong
}

func (r *request) checkFormat(wrong *problems) {
	formats := formatsOf[r.QueryType]
	if r.Format == "" || len(formats) == 0 || slices.Contains(formats, r.Format) {
		return
	}
	wrong.add("format", "queryType %s has no format %q: want %s, or leave it out", r.QueryType, r.Format, list(formats))
}
