package catalog

import (
	"github.com/goccy/go-yaml/ast"
	"github.com/invopop/jsonschema"

	"github.com/northstar/okrkpi/pkg/okr"
)

// originSpec is source of a Metric: a word, or a mapping with a SQL statement.
type originSpec struct {
	kind string // facts or events; "": see sql
	sql  *sqlSpec
}

// sqlSpec is source.sql of a Metric.
type sqlSpec struct {
	Statement    string   `yaml:"statement" jsonschema:"required" text:"code"`
	Start        okr.Date `yaml:"start" jsonschema:"required"`
	LookbackDays *int     `yaml:"lookbackDays,omitempty" limit:"count"`
}

type originSQL struct {
	SQL *sqlSpec `yaml:"sql" jsonschema:"required"`
}

func (o *originSpec) read(d *decoder, n ast.Node, path string) {
	if s, ok := scalarText(n); ok {
		switch s {
		case okr.SourceFacts.String(), okr.SourceEvents.String():
			o.kind = s
		case okr.SourceSQL.String():
			d.report(d.at(path), "schema/required", "write source: {sql: {statement: …, start: …}}",
				"a SQL source needs its statement")
		default:
			d.report(d.at(path), "schema/enum", suggest(s, []string{"facts", "events", "sql"}, "want"),
				"unknown source %q", s)
		}
		return
	}
	var m originSQL
	d.fill(n, &m, path)
	o.sql = m.SQL
}

// written is the word, or the mapping with the statement.
func (o originSpec) written() any {
	if o.sql != nil {
		return originSQL{SQL: o.sql}
	}
	return o.kind
}

// JSONSchema describes a source to editors.
func (originSpec) JSONSchema() *jsonschema.Schema {
	held := jsonschema.Definitions{}
	origin := structSchema(originSQL{}, held)
	origin.Properties.Set("sql", held["sql"])
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		{Enum: []any{okr.SourceFacts.String(), okr.SourceEvents.String()}},
		origin,
	}}
}
