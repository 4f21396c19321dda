package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// request is a query whose words have been resolved, asked at one instant.
type request struct {
	Query
	grain   okr.Grain // GrainUnknown: chosen per metric
	compare []series.Comparison
	filters []series.Filter

	at     time.Time // evaluation time: now, or the end of the time range where that is over
	today  okr.Date  // of the evaluation time, in the organisation's calendar
	from   time.Time // start of the time range
	locale string
	named  []string    // the query's metrics, the overview spelled out; empty for all
	period *okr.Period // nil where the catalog has none

	oversized bool // it names more than is looked at
}

// resolve understands what can be understood without a catalog.
func (q Query) resolve() (request, problems) {
	r := request{Query: q.tidy()}
	if wrong := r.checkSize(); len(wrong) > 0 {
		r.oversized = true
		return r, wrong
	}
	if r.QueryType == "" {
		r.QueryType = QueryScorecard
	}
	if err := checkSchema(q.Schema); err != nil {
		return r, problems{err}
	}
	if !slices.Contains(QueryTypes(), r.QueryType) {
		return r, problems{badQuery("queryType", "unknown query type %q: want %s", r.QueryType, list(QueryTypes()))}
	}
	wrong := r.checkFields()
	r.resolveWords(&wrong)
	r.resolveFilters(&wrong)
	if q.Limit < 0 {
		wrong.add("limit", "limit is %d: want 0 (no limit) or more", q.Limit)
	}
	r.checkFit(&wrong)
	return r, wrong
}

func checkSchema(version int) error {
	switch {
	case version > Schema:
		return badQuery("schema", "the query is of version %d of the model, and this plugin knows versions up to %d: update the plugin",
			version, Schema)
	case version < 0:
		return badQuery("schema", "schema is %d: want %d, or leave it out", version, Schema)
	}
	return nil
}

func (r *request) resolveWords(wrong *problems) {
	if r.Grain != "" && r.Grain != "auto" {
		g, err := okr.ParseGrain(r.Grain)
		if err != nil {
			wrong.add("grain", "%v, auto", err)
		}
		r.grain = g
	}
	checkWords(wrong, "roles", "role", r.Roles, Roles())
	checkWords(wrong, "lines", "line", r.Lines, LineKinds())
	checkWords(wrong, "kinds", "kind of entry", r.Kinds, EntryKinds())
	if r.Open {
		r.checkOpen(wrong)
	}
	if r.External != "" {
		checkWords(wrong, "external", "choice", []External{r.External}, []External{ExternalOnly, ExternalWithout})
	}
	r.checkFormat(wrong)
	for _, name := range r.Compare {
		c, err := series.ParseComparison(name)
		if err != nil {
			wrong.add("compare", "%v", err)
		}
		r.compare = append(r.compare, c)
	}
}

// checkOpen refuses kinds of entries that are never open.
func (r *request) checkOpen(wrong *problems) {
	for _, kind := range r.Kinds {
		if lasting := lastingKinds(); slices.Contains(EntryKinds(), kind) && !slices.Contains(lasting, kind) {
			wrong.add("open", "entries of the kind %s are neither open nor closed: choose %s, or leave open out", kind, list(lasting))
		}
	}
}

func checkWords[T ~string](wrong *problems, field, what string, words, known []T) {
	for _, word := range words {
		if !slices.Contains(known, word) {
			wrong.add(field, "unknown %s %q: want %s", what, word, list(known))
		}
	}
}

func (r *request) resolveFilters(wrong *problems) {
	for _, f := range r.Filters {
		parsed, err := series.NewFilter(f.Key, f.Operator, f.Value)
		if err != nil {
			wrong.add("filters", "%v", err)
			continue
		}
		r.filters = append(r.filters, parsed)
	}
}

// checkFit finds words that are right by themselves and leave nothing to show together.
func (r *request) checkFit(wrong *problems) {
	onlyObjectives := len(r.Roles) > 0 && !slices.ContainsFunc(r.Roles, func(role Role) bool { return role != RoleObjective })
	switch {
	case !onlyObjectives || !slices.Contains(fieldsOf[r.QueryType], "roles"):
	case r.QueryType == QueryDefinitions:
		wrong.add("roles", "objectives have no definition: choose another role, or queryType %s", QueryObjectives)
	case r.Format == FormatStat || r.Format == FormatAlert:
		wrong.add("roles", "format %s shows metrics, and objectives have none: choose another role, or format table", r.Format)
	case len(r.Metrics) > 0:
		wrong.add("metrics", "objectives have no metric: leave the metrics out, or choose another role")
	case r.External != "":
		wrong.add("external", "objectives have no metric that could be external: leave it out, or choose another role")
	}
}

func list[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}

// checkRange refuses time ranges that hold no time, where a question needs some.
func (r *request) checkRange(span TimeRange, wrong *problems) {
	to := span.To
	if to.IsZero() {
		to = r.at
	}
	// Series and replays have to begin somewhere; others take the zero time for no time.
	endless := r.QueryType != QuerySeries && (r.QueryType != QueryAlerts || r.Format != FormatTimeline)
	before := len(*wrong)
	if !span.From.IsZero() || !endless {
		wrong.years("the time range starts", span.From)
	}
	wrong.years("the time range ends", to.Add(-1)) // exclusive
	switch {
	case len(*wrong) > before:
	case r.QueryType == QuerySeries && !span.From.Before(to):
		wrong.add("", "the time range ends (%s) before it starts (%s)", to.Format(time.RFC3339), span.From.Format(time.RFC3339))
	case r.QueryType == QueryAlerts && r.Format == FormatTimeline && !span.From.Before(r.at):
		wrong.add("", "the time range starts (%s) after it ends: there is nothing to replay", span.From.Format(time.RFC3339))
	}
}

// problems are what is wrong with one query. Each is a *BadQueryError.
type problems []error

func (p *problems) add(field, format string, args ...any) {
	*p = append(*p, &BadQueryError{Field: field, Reason: fmt.Sprintf(format, args...)})
}

func (p *problems) join(err error) {
	if err != nil {
		*p = append(*p, err)
	}
}

func (p *problems) years(what string, t time.Time) {
	if err := okr.CheckYears(what, t); err != nil {
		p.add("", "%v", err)
	}
}
