package query

import (
	"errors"
	"fmt"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Error is what is wrong with a query. It is for whoever wrote the query to correct.
type Error struct {
	Field  string // of the query, "" for the whole
	Reason string // what is wrong and what would be right
}

func (e *Error) Error() string {
	if e.Field == "" {
		return e.Reason
	}
	return e.Field + ": " + e.Reason
}

// Errorf makes an *Error about a field.
func Errorf(field, format string, args ...any) error {
	return &Error{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// Errors are all that is wrong with one query. Each is an *Error.
type Errors []error

// Add adds an error about a field.
func (e *Errors) Add(field, format string, args ...any) {
	*e = append(*e, Errorf(field, format, args...))
}

// Join adds an error that is not nil.
func (e *Errors) Join(err error) {
	if err != nil {
		*e = append(*e, err)
	}
}

// Years adds an error where a time lies outside of the years that there are facts of.
func (e *Errors) Years(what string, t time.Time) {
	if err := okr.CheckYears(what, t); err != nil {
		e.Add("", "%v", err)
	}
}

// Split takes the error of a query apart: everything that is wrong with the query, or an error of another kind.
func Split(err error) ([]*Error, error) {
	if err == nil {
		return nil, nil
	}
	all := []error{err}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		all = joined.Unwrap()
	}
	found := make([]*Error, len(all))
	for i := range all {
		if !errors.As(all[i], &found[i]) {
			return nil, err
		}
	}
	return found, nil
}
