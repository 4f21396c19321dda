package catalog

import (
	"bytes"
	"reflect"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Encode writes a catalog in canonical form: one document per thing, ordered by kind and name, with all defaults, so that
// a stored revision keeps its meaning when defaults change. Parse reads the same catalog back.
func Encode(c *okr.Catalog) ([]byte, error) {
	docs := []any{writeOrganization(c.Organization)}
	docs = appendDocs(docs, c.Teams, writeTeam)
	docs = appendDocs(docs, c.Periods, writePeriod)
	docs = appendDocs(docs, c.Metrics, writeMetric)
	docs = appendDocs(docs, c.KPIs, writeKPI)
	docs = appendDocs(docs, c.Objectives, writeObjective)
	docs = appendDocs(docs, c.AlertRules, writeAlertRule)
	var out bytes.Buffer
	for i, doc := range docs {
		if i > 0 {
			out.WriteString("---\n")
		}
		treeOf(reflect.ValueOf(doc)).emitMapping(&out, 0)
	}
	return out.Bytes(), nil
}

func appendDocs[T, S any](docs []any, things []T, write func(T) document[S]) []any {
	for _, t := range things {
		docs = append(docs, write(t))
	}
	return docs
}
