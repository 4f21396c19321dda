package query

import (
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Checked is a query with its parsed words.
type Checked struct {
	Query       Query // with its type set, and without repeated words
	Grain       okr.Grain
	Comparisons []series.Comparison
	Filters     []series.Filter
	Needs       Needs // of its format
	// TooLarge means that the query exceeds a limit and that only its size has been checked.
	TooLarge bool
}

// Check checks everything that needs no catalog and returns all errors.
func (q Query) Check() (Checked, Errors) {
	c := Checked{Query: q.tidy()}
	if wrong := c.Query.checkSize(); len(wrong) > 0 {
		c.TooLarge = true
		return c, wrong
	}
	if c.Query.QueryType == "" {
		c.Query.QueryType = Scorecard
	}
	if err := checkSchema(q.Schema); err != nil {
		return c, Errors{err}
	}
	s, ok := SpecOf(c.Query.QueryType)
	if !ok {
		return c, Errors{Errorf("queryType", "unknown query type %q: want %s", c.Query.QueryType, list(Types()))}
	}
	var wrong Errors
	c.Query.checkFields(s, &wrong)
	c.Needs = s.Needs[c.Query.Format]
	c.readWords(s, &wrong)
	c.readFilters(&wrong)
	if q.Limit < 0 {
		wrong.Add("limit", "limit is %d: want 0 (no limit) or more", q.Limit)
	}
	c.Query.checkFit(s, &wrong)
	return c, wrong
}

func checkSchema(version int) error {
	switch {
	case version > Schema:
		return Errorf("schema", "the query is of version %d of the model, and this plugin knows versions up to %d: update the plugin",
			version, Schema)
	case version < 0:
		return Errorf("schema", "schema is %d: want %d, or leave it out", version, Schema)
	}
	return nil
}

func (c *Checked) readWords(s Spec, wrong *Errors) {
	q := &c.Query
	if q.Grain != "" && q.Grain != "auto" {
		g, err := okr.ParseGrain(q.Grain)
		if err != nil {
			wrong.Add("grain", "%v, auto", err)
		}
		c.Grain = g
	}
	checkWords(wrong, "roles", "role", q.Roles, Roles())
	checkWords(wrong, "lines", "line", q.Lines, Lines())
	checkWords(wrong, "kinds", "kind of entry", q.Kinds, entryKindWords)
	if q.Open {
		q.checkOpen(wrong)
	}
	if q.External != "" {
		checkWords(wrong, "external", "choice", []External{q.External}, Externals())
	}
	q.checkFormat(s, wrong)
	for _, name := range q.Compare {
		comparison, err := series.ParseComparison(name)
		if err != nil {
			wrong.Add("compare", "%v", err)
		}
		c.Comparisons = append(c.Comparisons, comparison)
	}
}

// checkOpen rejects kinds of entries that are never open.
func (q *Query) checkOpen(wrong *Errors) {
	for _, kind := range q.Kinds {
		if lasting := LastingKinds(); slices.Contains(entryKindWords, kind) && !slices.Contains(lasting, kind) {
			wrong.Add("open", "entries of the kind %s are neither open nor closed: choose %s, or leave open out", kind, list(lasting))
		}
	}
}

// LastingKinds returns the kinds whose entries stay open until somebody closes them.
func LastingKinds() []EntryKind {
	return slices.DeleteFunc(EntryKinds(), func(k EntryKind) bool {
		kind, err := okr.ParseEntryKind(string(k))
		return err != nil || !kind.Lasts()
	})
}

func checkWords[T ~string](wrong *Errors, field, what string, words, known []T) {
	for _, word := range words {
		if !slices.Contains(known, word) {
			wrong.Add(field, "unknown %s %q: want %s", what, word, list(known))
		}
	}
}

func (c *Checked) readFilters(wrong *Errors) {
	for _, f := range c.Query.Filters {
		parsed, err := series.NewFilter(f.Key, f.Operator, f.Value)
		if err != nil {
			wrong.Add("filters", "%v", err)
			continue
		}
		c.Filters = append(c.Filters, parsed)
	}
}

// checkFit rejects combinations of valid words that select nothing.
func (q *Query) checkFit(s Spec, wrong *Errors) {
	onlyObjectives := len(q.Roles) > 0 && !slices.ContainsFunc(q.Roles, func(role Role) bool { return role != RoleObjective })
	switch {
	case !onlyObjectives || !slices.Contains(s.Fields, "roles"):
	case q.QueryType == Definitions:
		wrong.Add("roles", "objectives have no definition: choose another role, or queryType %s", Objectives)
	case q.Format == FormatStat || q.Format == FormatAlert:
		wrong.Add("roles", "format %s shows metrics, and objectives have none: choose another role, or format table", q.Format)
	case len(q.Metrics) > 0:
		wrong.Add("metrics", "objectives have no metric: leave the metrics out, or choose another role")
	case q.External != "":
		wrong.Add("external", "objectives have no metric that could be external: leave it out, or choose another role")
	}
}

func list[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}
