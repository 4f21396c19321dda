package query

import (
	"slices"
	"unicode/utf8"

	"github.com/northstar/okrkpi/pkg/okr"
)

// MaxBytes is the maximum size of a query in JSON.
const MaxBytes = 64 << 10

// Limits of one query. A dashboard variable replaces "All" by all values, so the metrics of a large company must fit.
const (
	maxNames   = 1000 // metrics or rules
	maxWords   = 50   // elements of any other list
	maxName    = 200  // bytes of a name, a word or a language
	maxPattern = 4096 // bytes of a filter's value
	MaxErrors  = 20   // errors of one answer
)

// tidy removes repeated elements from every list and keeps the order.
func (q Query) tidy() Query {
	q.Metrics, q.Roles, q.Compare, q.Lines = unique(q.Metrics), unique(q.Roles), unique(q.Compare), unique(q.Lines)
	q.GroupBy, q.Filters, q.Rules, q.Kinds = unique(q.GroupBy), unique(q.Filters), unique(q.Rules), unique(q.Kinds)
	return q
}

// unique returns list without repeated elements. If nothing is repeated, which is usual, it returns list itself.
func unique[T comparable](list []T) []T {
	if len(list) <= maxWords && !repeats(list) {
		return list
	}
	seen := make(map[T]bool, min(len(list), maxNames))
	for _, word := range list {
		seen[word] = true
	}
	if len(seen) == len(list) {
		return list
	}
	rest := make([]T, 0, len(seen))
	for _, word := range list {
		if seen[word] {
			rest = append(rest, word)
			seen[word] = false
		}
	}
	return rest
}

// repeats reports whether a short list has repeated elements. It does not allocate.
func repeats[T comparable](list []T) bool {
	for i := range list {
		if slices.Contains(list[:i], list[i]) {
			return true
		}
	}
	return false
}

// checkSize rejects oversized queries before anything else is checked.
func (q *Query) checkSize() Errors {
	var wrong Errors
	for _, l := range []struct {
		field   string
		n, most int
	}{
		{"metrics", len(q.Metrics), maxNames},
		{"rules", len(q.Rules), maxNames},
		{"roles", len(q.Roles), maxWords},
		{"compare", len(q.Compare), maxWords},
		{"lines", len(q.Lines), maxWords},
		{"groupBy", len(q.GroupBy), maxWords},
		{"filters", len(q.Filters), maxWords},
		{"kinds", len(q.Kinds), maxWords},
	} {
		if l.n > l.most {
			wrong.Add(l.field, "%s are named, and one query may name %s: ask for fewer, or in several queries",
				okr.FormatCount(l.n), okr.FormatCount(l.most))
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	text := func(field, s string, most int) {
		if len(s) > most && len(wrong) < MaxErrors {
			wrong.Add(field, "%q… has %s bytes: want at most %s", beginning(s), okr.FormatCount(len(s)), okr.FormatCount(most))
		}
	}
	text("queryType", string(q.QueryType), maxName)
	text("period", q.Period, maxName)
	text("team", q.Team, maxName)
	text("objective", q.Objective, maxName)
	text("grain", q.Grain, maxName)
	text("external", string(q.External), maxName)
	text("format", string(q.Format), maxName)
	text("locale", q.Locale, maxName)
	texts(text, "metrics", q.Metrics)
	texts(text, "roles", q.Roles)
	texts(text, "compare", q.Compare)
	texts(text, "lines", q.Lines)
	texts(text, "groupBy", q.GroupBy)
	texts(text, "rules", q.Rules)
	texts(text, "kinds", q.Kinds)
	for _, f := range q.Filters {
		text("filters", f.Key, maxName)
		text("filters", f.Operator, maxName)
		text("filters", f.Value, maxPattern)
	}
	return wrong
}

func texts[T ~string](check func(field, s string, most int), field string, list []T) {
	for _, s := range list {
		check(field, string(s), maxName)
	}
}

// beginning returns the first bytes of a long text, cut between characters.
func beginning(s string) string {
	const enough = 40
	end := enough
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}
