package catalog

import (
	"bytes"
	"fmt"

	"github.com/goccy/go-yaml"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Encode writes a catalog as YAML in its canonical form: one document per thing, ordered by kind and name, with every
// default spelled out, so that a stored revision keeps its meaning when defaults change. Parse reads the same catalog
// back.
func Encode(c *okr.Catalog) ([]byte, error) {
	var docs []any
	docs = append(docs, writeOrganization(c.Organization))
	docs = appendDocs(docs, c.Teams, writeTeam)
	docs = appendDocs(docs, c.Periods, writePeriod)
	docs = appendDocs(docs, c.Metrics, writeMetric)
	docs = appendDocs(docs, c.KPIs, writeKPI)
	docs = appendDocs(docs, c.Objectives, writeObjective)
	var out bytes.Buffer
	for i, doc := range docs {
		if i > 0 {
			out.WriteString("---\n")
		}
		data, err := yaml.MarshalWithOptions(doc, yaml.IndentSequence(true))
		if err != nil {
			return nil, fmt.Errorf("write the catalog as YAML: %w", err)
		}
		out.Write(data)
	}
	return out.Bytes(), nil
}

func appendDocs[T, S any](docs []any, things []T, write func(T) document[S]) []any {
	for _, t := range things {
		docs = append(docs, write(t))
	}
	return docs
}
