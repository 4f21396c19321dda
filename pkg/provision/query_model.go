package provision

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/northstar/okrkpi/pkg/query"
)

// queryModel is a query of this data source as Grafana keeps it: its JSON model, and the keys that Grafana adds to every query.
type queryModel struct {
	refID string
	query query.Query
}

// MarshalYAML writes the keys in the order of the query type's fields, then other keys by name.
func (m queryModel) MarshalYAML() (any, error) {
	spec, ok := query.SpecOf(m.query.QueryType)
	if !ok {
		return nil, fmt.Errorf("there is no type of query %q", m.query.QueryType)
	}
	written, err := json.Marshal(m.query)
	if err != nil {
		return nil, err
	}
	values := map[string]any{}
	if err := json.Unmarshal(written, &values); err != nil {
		return nil, err
	}
	values["refId"], values["intervalMs"], values["maxDataPoints"] = m.refID, 60_000, 100

	first := append([]string{"refId", "queryType"}, spec.Fields...)
	place := func(key string) int {
		if i := slices.Index(first, key); i >= 0 {
			return i
		}
		return len(first)
	}
	model := &yaml.Node{Kind: yaml.MappingNode}
	for _, key := range slices.SortedFunc(maps.Keys(values), func(a, b string) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
	}) {
		name, value := &yaml.Node{}, &yaml.Node{}
		if err := errors.Join(name.Encode(key), value.Encode(values[key])); err != nil {
			return nil, err
		}
		model.Content = append(model.Content, name, value)
	}
	return model, nil
}
