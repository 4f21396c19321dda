package plugin

import (
	"context"
	"net/http"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"
)

// CallResource answers the look-ups of the editors. Reading needs no role beyond seeing the data source.
func (d *Datasource) CallResource(
	ctx context.Context, req *backend.CallResourceRequest, sender backend.CallResourceResponseSender,
) error {
	return d.resources.CallResource(ctx, req, sender)
}

func (d *Datasource) newResources() backend.CallResourceHandler {
	mux := http.NewServeMux()
	lookups := map[string]func(*http.Request) (any, error){
		"/metrics":    d.metrics,
		"/objectives": d.objectives,
		"/teams":      d.teams,
		"/periods":    d.periods,
		"/segments":   d.segments,
	}
	for path, lookUp := range lookups {
		mux.Handle(path, d.get(lookUp))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, http.StatusNotFound,
			"there is no resource "+r.URL.Path+": want metrics, objectives, teams, periods or segments")
	})
	return httpadapter.New(mux)
}

// get serves what a look-up returns as JSON.
func (d *Datasource) get(lookUp func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			w.Header().Set("Allow", http.MethodGet)
			writeProblem(w, r, http.StatusMethodNotAllowed,
				strings.TrimPrefix(r.URL.Path, "/")+" can only be read: use GET instead of "+r.Method)
			return
		}
		if d.broken != nil {
			fail(w, r, d.broken)
			return
		}
		body, err := lookUp(r)
		if err != nil {
			fail(w, r, err)
			return
		}
		writeJSON(w, r, body)
	})
}

// language is that of the titles: the one that the request names, else the data source's, else the organisation's.
func (d *Datasource) language(r *http.Request, organization string) string {
	for _, l := range []string{r.URL.Query().Get("locale"), d.locale} {
		if l != "" {
			return l
		}
	}
	return organization
}
