package plugin

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"
)

// resource is one address with its handlers: nil for a method that it does not have.
type resource struct {
	path string
	get  handler // for everybody who sees the data source
	post handler
	role role // that posting needs
}

// handler answers a request with a body, which is written as JSON.
type handler func(*http.Request) (any, error)

func (d *Datasource) resourceList() []resource {
	return []resource{
		{path: "journal", get: d.listEntries, post: d.postEntry, role: editor},
		{path: "metrics", get: d.metrics},
		{path: "objectives", get: d.objectives},
		{path: "owners", get: d.owners},
		{path: "periods", get: d.periods},
		{path: "queries/check", post: d.checkQuery},
		{path: "rules", get: d.rules},
		{path: "rules/preview", post: d.previewRules}, // the ticket checks the role, by the replay's cost
		{path: "segments", get: d.segments},
		{path: "teams", get: d.teams},
	}
}

// CallResource answers look-ups, such as those of the query editor. Reading needs no role beyond seeing the data source.
func (d *Datasource) CallResource(
	ctx context.Context, req *backend.CallResourceRequest, sender backend.CallResourceResponseSender,
) error {
	return d.resources.CallResource(ctx, req, sender)
}

func (d *Datasource) newResources() backend.CallResourceHandler {
	mux := http.NewServeMux()
	list := d.resourceList()
	paths := make([]string, 0, len(list))
	for _, r := range list {
		mux.Handle("/"+r.path, d.serve(r))
		paths = append(paths, r.path)
	}
	last := len(paths) - 1
	known := strings.Join(paths[:last], ", ") + " or " + paths[last]
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, http.StatusNotFound, "there is no resource "+r.URL.Path+": want "+known)
	})
	return httpadapter.New(mux)
}

func (d *Datasource) serve(res resource) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers := map[string]handler{http.MethodGet: res.get, http.MethodPost: res.post}
		handle := handlers[r.Method]
		if handle == nil {
			writeMethodNotAllowed(w, r, res)
			return
		}
		if d.configErr != nil {
			d.fail(w, r, d.configErr)
			return
		}
		if r.Method == http.MethodPost {
			if err := res.role.allow(backend.UserFromContext(r.Context()), "POST "+res.path); err != nil {
				d.fail(w, r, err)
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		ctx, admission, end := d.begin(r.Context(), backend.UserFromContext(r.Context()), false)
		defer end()
		ctx, answered := admission.startQuery(ctx)
		defer answered()
		body, err := handle(r.WithContext(ctx))
		if err != nil {
			d.fail(w, r, err)
			return
		}
		writeJSON(w, r, body)
	})
}

func writeMethodNotAllowed(w http.ResponseWriter, r *http.Request, res resource) {
	var allowed []string
	advice := "%s can only be read: use GET instead of %s"
	if res.get != nil {
		allowed = append(allowed, http.MethodGet)
	}
	if res.post != nil {
		allowed = append(allowed, http.MethodPost)
		advice = "%s cannot be asked for like this: use " + strings.Join(allowed, " or ") + " instead of %s"
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeProblem(w, r, http.StatusMethodNotAllowed, fmt.Sprintf(advice, res.path, r.Method))
}

// maxBody is the size of the largest body that may be posted.
const maxBody = 1 << 20

// language is the language of titles: the request's, else the data source's, else the organisation's.
func (d *Datasource) language(r *http.Request, organization string) string {
	for _, l := range []string{r.URL.Query().Get("locale"), d.locale} {
		if l != "" {
			return l
		}
	}
	return organization
}
