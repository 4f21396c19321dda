package plugin

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"
)

// problemDetails is an error of a resource after RFC 9457. Message repeats the detail, because Grafana reads that field.
type problemDetails struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	Status  int    `json:"status"`
	Detail  string `json:"detail"`
	Message string `json:"message"`
}

func writeProblem(w http.ResponseWriter, r *http.Request, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	writeBody(w, r, status, problemDetails{
		Type:    "about:blank",
		Title:   http.StatusText(status),
		Status:  status,
		Detail:  detail,
		Message: detail,
	})
}

func writeJSON(w http.ResponseWriter, r *http.Request, body any) {
	w.Header().Set("Content-Type", "application/json")
	writeBody(w, r, http.StatusOK, body)
}

func writeBody(w http.ResponseWriter, r *http.Request, status int, body any) {
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.DefaultLogger.FromContext(r.Context()).Warn("A response could not be written", "path", r.URL.Path, "error", err)
	}
}

// fail answers with an error and gives Grafana its source.
func (d *Datasource) fail(w http.ResponseWriter, r *http.Request, err error) {
	c := d.explain(r.Context(), err, isAdmin(r.Context()))
	if c.source == backend.ErrorSourceDownstream {
		if err := backend.WithDownstreamErrorSource(r.Context()); err != nil {
			log.DefaultLogger.FromContext(r.Context()).Debug("The error's source could not be noted", "error", err)
		}
	}
	if quota := new(QuotaError); errors.As(err, &quota) {
		w.Header().Set("Retry-After", strconv.Itoa(quota.seconds()))
	}
	writeProblem(w, r, int(c.status), c.message)
}
