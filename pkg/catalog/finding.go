package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity is the severity of a finding.
type Severity int

// Severities. Only errors make a catalog unusable.
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

// Finding is one thing that is wrong or unwise in a catalog, with its place and what to do.
type Finding struct {
	Severity Severity
	File     string // "": not about a file
	Line     int    // from 1
	Column   int    // from 1, in characters
	Message  string
	Hint     string // what to do; "": nothing known
	Excerpt  string // the source line, and a line that marks the place
	Rule     string // stable name of the rule, for example "key-results/count"
}

// String shows the place, the message, the source line with the place marked, and what to do.
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

// Err is a *FindingsError if any finding is an error, else nil.
func (fs Findings) Err() error {
	if errs := fs.Of(Error); len(errs) > 0 {
		return &FindingsError{Findings: errs}
	}
	return nil
}

// FirstError is the error to report first. Words that this version does not know come before others, because the others
// follow from them: a newer version wrote the catalog.
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
	Findings Findings // errors only, at least one
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
