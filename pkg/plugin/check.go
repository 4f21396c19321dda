package plugin

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// checkResult lists what is wrong with a query, in the words of the error that the query itself would fail with.
type checkResult struct {
	Findings []queryError `json:"problems"`
}

type queryError struct {
	Field   string `json:"field"` // of the query, "" for the whole
	Message string `json:"message"`
}

// checkQuery finds everything that is wrong with the posted query, without computing an answer. The parameters from and to are its
// time range, the last quarter by default; alerting=true checks it as a query of an alert rule.
func (d *Datasource) checkQuery(r *http.Request) (any, error) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, &query.Error{Field: "body", Reason: fmt.Sprintf("cannot be read: %v", err)}
	}
	span, err := d.checkRange(r)
	if err != nil {
		return nil, err
	}
	q, err := d.parseQuery(data, r.URL.Query().Get("alerting") == "true")
	found, err := query.Split(err)
	if err == nil && len(found) == 0 {
		found, err = d.answers.Check(r.Context(), q, span)
	}
	if err != nil {
		return nil, err
	}
	result := checkResult{Findings: make([]queryError, len(found))}
	for i, f := range found {
		result.Findings[i] = queryError{f.Field, f.Reason}
	}
	return result, nil
}

// parseQuery reads a query in JSON. It takes the data source's language where the query names none, and only what alerting can
// evaluate from an alert rule.
func (d *Datasource) parseQuery(data []byte, fromAlert bool) (query.Query, error) {
	q, err := query.Parse(data)
	if err == nil && fromAlert {
		q, err = query.AlertSafe(q)
	}
	if q.Locale == "" {
		q.Locale = d.locale
	}
	return q, err
}

// checkRange is the time range that a query is checked for.
func (d *Datasource) checkRange(r *http.Request) (engine.TimeRange, error) {
	span := d.lastQuarter()
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
