package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says what a finding means for the catalog.
type Severity int

// Severities. Only an error keeps a catalog from being used.
const (
	SeverityUnknown Severity = iota
	Error
	Warning
	Hint
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	case Hint:
		return "hint"
	case SeverityUnknown:
	}
	return "unknown severity"
}

// Finding is one thing that is wrong or unwise in a catalog, where it stands and what cures it.
type Finding struct {
	Severity Severity
	File     string // "" where the finding is not about a file
	Line     int    // from 1
	Column   int    // from 1, in characters
	Message  string
	Hint     string // the cure, "" for none
	Excerpt  string // the source line and, below it, the marked place
	Rule     string // stable name of the rule, for example "key-results/count"
}

// String shows the place, the message, the marked source line and the cure.
func (f Finding) String() string {
	var b strings.Builder
	if f.File != "" {
		fmt.Fprintf(&b, "%s:%d:%d: ", f.File, f.Line, f.Column)
	}
	fmt.Fprintf(&b, "%s: %s [%s]", f.Severity, f.Message, f.Rule)
	for line := range strings.Lines(f.Excerpt) {
		b.WriteString("\n    " + strings.TrimRight(line, "\n"))
	}
	if f.Hint != "" {
		b.WriteString("\n  → " + f.Hint)
	}
	return b.String()
}

// Findings are ordered by file, line and column.
type Findings []Finding

// Of returns the findings of one severity.
func (fs Findings) Of(s Severity) Findings {
	var out Findings
	for _, f := range fs {
		if f.Severity == s {
			out = append(out, f)
		}
	}
	return out
}

// Err is nil when no finding is an error, and otherwise a *FindingsError.
func (fs Findings) Err() error {
	if errs := fs.Of(Error); len(errs) > 0 {
		return &FindingsError{Findings: errs}
	}
	return nil
}

// FirstError is the first finding that keeps the catalog from being used, where there is one. One about a word that this
// version does not know comes before the others, as they follow from it: a newer version wrote it.
func (fs Findings) FirstError() (first Finding, newer bool) {
	errs := fs.Of(Error)
	for _, f := range errs {
		if f.Rule == "schema/unknown-key" || f.Rule == "schema/enum" {
			return f, true
		}
	}
	if len(errs) > 0 {
		first = errs[0]
	}
	return first, false
}

func (fs Findings) sort() {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Severity, b.Severity), strings.Compare(a.Rule, b.Rule))
	})
}

// FindingsError says that a catalog cannot be used.
type FindingsError struct {
	Findings Findings // of severity Error only, at least one
}

func (e *FindingsError) Error() string {
	var b strings.Builder
	what := "1 error"
	if n := len(e.Findings); n != 1 {
		what = fmt.Sprintf("%d errors", n)
	}
	fmt.Fprintf(&b, "the catalog has %s", what)
	for _, f := range e.Findings {
		b.WriteString("\n" + f.String())
	}
	return b.String()
}
