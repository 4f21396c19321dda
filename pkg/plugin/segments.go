package plugin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

type segmentInfo struct {
	Key    string   `json:"key"`
	Values []string `json:"values"`
}

// segmentSpan is how far back values of segments are looked for.
const segmentSpan = 92 * 24 * time.Hour

// segments lists the keys by which facts can be told apart, and the values that occur: of the metric that the request
// names, or of all. Filters, as in a query, leave the values that occur beside others.
func (d *Datasource) segments(r *http.Request) (any, error) {
	q := query.Query{}
	if name := r.URL.Query().Get("metric"); name != "" {
		q.Metrics = []string{name}
	}
	if text := r.URL.Query().Get("filters"); text != "" {
		if err := json.Unmarshal([]byte(text), &q.Filters); err != nil {
			return nil, &query.Error{
				Field:  "filters",
				Reason: fmt.Sprintf(`want JSON such as [{"key":"plan","operator":"=","value":"pro"}]: %s`, query.JSONWords(err)),
			}
		}
	}
	v, err := d.engine.View(r.Context(), d.lately())
	if err != nil {
		return nil, err
	}
	found, err := v.Segments(r.Context(), q)
	if err != nil {
		return nil, err
	}
	list := make([]segmentInfo, 0, len(found))
	for _, s := range found {
		list = append(list, segmentInfo{Key: s.Key, Values: append([]string{}, s.Values...)})
	}
	return list, nil
}

func (d *Datasource) lately() engine.TimeRange {
	now := d.clock()
	return engine.TimeRange{From: now.Add(-segmentSpan), To: now}
}
