package plugin

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/resource/httpadapter"
)

// resource is what one address answers. What cannot be read or posted is nil.
type resource struct {
	path string
	get  answerer // for everybody who sees the data source
	post answerer
	role role // that posting needs
}

// answerer returns a body to be written as JSON.
type answerer func(*http.Request) (any, error)

func (d *Datasource) addresses() []resource {
	return []resource{
		{path: "journal", get: d.entries, post: d.addEntry, role: editor},
		{path: "metrics", get: d.metrics},
		{path: "objectives", get: d.objectives},
		{path: "owners", get: d.owners},
		{path: "periods", get: d.periods},
		{path: "queries/check", post: d.checkQuery},
		{path: "rules", get: d.rules},
		{path: "rules/preview", post: d.previewRules}, // the gate asks for the role that the replay's cost deserves
		{path: "segments", get: d.segments},
		{path: "teams", get: d.teams},
	}
}

// CallResource answers the look-ups of the editors. Reading needs no role beyond seeing the data source.
func (d *Datasource) CallResource(
	ctx context.Context, req *backend.CallResourceRequest, sender backend.CallResourceResponseSender,
) error {
	return d.resources.CallResource(ctx, req, sender)
}

func (d *Datasource) newResources() backend.CallResourceHandler {
	mux := http.NewServeMux()
	addresses := d.addresses()
	paths := make([]string, 0, len(addresses))
	for _, r := range addresses {
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
		methods := map[string]answerer{http.MethodGet: res.get, http.MethodPost: res.post}
		answer := methods[r.Method]
		if answer == nil {
			refuseMethod(w, r, res)
			return
		}
		if d.broken != nil {
			d.fail(w, r, d.broken)
			return
		}
		if r.Method == http.MethodPost {
			if err := res.role.allow(backend.UserFromContext(r.Context()), "POST "+res.path); err != nil {
				d.fail(w, r, err)
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		ctx, pass, end := d.begin(r.Context(), backend.UserFromContext(r.Context()), false)
		defer end()
		ctx, answered := pass.query(ctx)
		defer answered()
		body, err := answer(r.WithContext(ctx))
		if err != nil {
			d.fail(w, r, err)
			return
		}
		writeJSON(w, r, body)
	})
}

func refuseMethod(w http.ResponseWriter, r *http.Request, res resource) {
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

// role is what a person may do in an organisation of Grafana. Service accounts have one, too.
type role int

// Roles, each of which may do what the ones before it may.
const (
	viewer role = iota
	editor
	admin
)

var roleNames = []string{"Viewer", "Editor", "Admin"}

// ForbiddenError says that somebody lacks the role for something.
type ForbiddenError struct {
	What       string
	Need, Have string
}

func (e *ForbiddenError) Error() string {
	return fmt.Sprintf("%s needs the role %s, and you have %s: ask an administrator of Grafana, or use a service account with that role",
		e.What, e.Need, e.Have)
}

// allow refuses people who lack the role for something.
func (needed role) allow(user *backend.User, what string) error {
	if needed == viewer {
		return nil
	}
	have := roleOf(user)
	if slices.Index(roleNames, have) >= int(needed) {
		return nil
	}
	return &ForbiddenError{What: what, Need: roleNames[needed], Have: have}
}

// roleOf is the name of a person's role; "none" for nobody.
func roleOf(user *backend.User) string {
	if user == nil {
		return "none"
	}
	return user.Role
}

func isAdmin(ctx context.Context) bool {
	return roleOf(backend.UserFromContext(ctx)) == roleNames[admin]
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
