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

// segmentSpan is how far back the look-up reads values of segments: a quarter.
const segmentSpan = 92 * 24 * time.Hour

// segments lists the keys of segments and the values that occur, of the metric in the request or of all. Filters, as in a query,
// keep the values that occur together with those that they select.
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
	v, err := d.engine.View(r.Context(), d.lastQuarter())
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

// lastQuarter is the time range from segmentSpan ago until now.
func (d *Datasource) lastQuarter() engine.TimeRange {
	now := d.clock()
	return engine.TimeRange{From: now.Add(-segmentSpan), To: now}
}
