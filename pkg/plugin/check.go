package plugin

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// checked is what is wrong with a query, in the words in which asking it fails.
type checked struct {
	Problems []queryError `json:"problems"`
}

type queryError struct {
	Field   string `json:"field"` // of the query, "" for the whole
	Message string `json:"message"`
}

// checkQuery tells everything that is wrong with the posted query, without asking it. The parameters from and to are its
// time range, the last quarter by default; alerting=true checks it as alerting would ask it.
func (d *Datasource) checkQuery(r *http.Request) (any, error) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, &query.Error{Field: "body", Reason: fmt.Sprintf("cannot be read: %v", err)}
	}
	span, err := d.checkedRange(r)
	if err != nil {
		return nil, err
	}
	q, err := d.understand(data, r.URL.Query().Get("alerting") == "true")
	found, err := query.Split(err)
	if err == nil && len(found) == 0 {
		found, err = d.answers.Check(r.Context(), q, span)
	}
	if err != nil {
		return nil, err
	}
	answer := checked{Problems: make([]queryError, len(found))}
	for i, p := range found {
		answer.Problems[i] = queryError{p.Field, p.Reason}
	}
	return answer, nil
}

// understand reads a query as its asker means it.
func (d *Datasource) understand(data []byte, fromAlert bool) (query.Query, error) {
	q, err := query.Parse(data)
	if err == nil && fromAlert {
		q, err = query.AlertSafe(q)
	}
	if q.Locale == "" {
		q.Locale = d.locale
	}
	return q, err
}

func (d *Datasource) checkedRange(r *http.Request) (engine.TimeRange, error) {
	span := d.lately()
	for name, end := range map[string]*time.Time{"from": &span.From, "to": &span.To} {
		given, err := readInstant(name, r.URL.Query().Get(name), time.UTC, 0)
		if err != nil {
			return span, err
		}
		if !given.IsZero() {
			*end = given
		}
	}
	return span, nil
}
