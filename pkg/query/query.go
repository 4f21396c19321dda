// Package query is the model of a query as the query editor, the command line and tests write it. One table has the query types with their
// fields and formats. The package checks everything that needs no catalog.
package query

import (
	"encoding/json"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Schema is the version of the query model. A query without a version is of version 1.
const Schema = 1

// Filter restricts a query to segments. Operator is =, !=, =~ or !~ (regular expressions that must match the whole value).
type Filter struct {
	Key      string `json:"key"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
}

// Query is one query. Empty fields mean the default.
type Query struct {
	QueryType Type        `json:"queryType"`
	Period    string      `json:"period,omitempty"`
	Team      string      `json:"team,omitempty"`
	Objective string      `json:"objective,omitempty"`
	Metrics   []string    `json:"metrics,omitempty"`
	Roles     []Role      `json:"roles,omitempty"`
	Grain     string      `json:"grain,omitempty"`
	Compare   []string    `json:"compare,omitempty"`
	Lines     []Line      `json:"lines,omitempty"`
	GroupBy   []string    `json:"groupBy,omitempty"`
	Filters   []Filter    `json:"filters,omitempty"`
	Rules     []string    `json:"rules,omitempty"`
	Kinds     []EntryKind `json:"kinds,omitempty"`
	Open      bool        `json:"open,omitempty"`
	External  External    `json:"external,omitempty"`
	Format    Format      `json:"format,omitempty"`
	Limit     int         `json:"limit,omitempty"`
	Locale    string      `json:"locale,omitempty"`
	Schema    int         `json:"schema,omitempty"`
}

// Parse reads a query in JSON. It ignores unknown keys, such as those that Grafana adds (refId, datasource, intervalMs and so on), and
// removes repeated elements from lists. Errors are *Error.
func Parse(data []byte) (Query, error) {
	if len(data) > MaxBytes {
		return Query{}, Errorf("", "the query has %s bytes, and %s are the most: name fewer things, or ask several queries",
			okr.FormatCount(len(data)), okr.FormatCount(MaxBytes))
	}
	var q Query
	if err := json.Unmarshal(data, &q); err != nil {
		// A later version may also change the type of a field.
		var later struct{ Schema int }
		if json.Unmarshal(data, &later) == nil && later.Schema > Schema {
			return Query{}, checkSchema(later.Schema)
		}
		return Query{}, BadJSON(err, "")
	}
	return q.tidy(), nil
}
