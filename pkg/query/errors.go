package query

import (
	"errors"
	"fmt"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Error is an error in a query. The author of the query can correct it.
type Error struct {
	Field  string // of the query, "" for the whole query
	Reason string // what is wrong, and what would be right
}

func (e *Error) Error() string {
	if e.Field == "" {
		return e.Reason
	}
	return e.Field + ": " + e.Reason
}

// Errorf returns an *Error about a field.
func Errorf(field, format string, args ...any) error {
	return &Error{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// Errors holds all errors in one query. Each is an *Error.
type Errors []error

// Add adds an error about a field.
func (e *Errors) Add(field, format string, args ...any) {
	*e = append(*e, Errorf(field, format, args...))
}

// Join adds an error unless it is nil.
func (e *Errors) Join(err error) {
	if err != nil {
		*e = append(*e, err)
	}
}

// Years adds an error if a time is outside the supported years.
func (e *Errors) Years(what string, t time.Time) {
	if err := okr.CheckYears(what, t); err != nil {
		e.Add("", "%v", err)
	}
}

// Split splits err into the errors in a query. If any part of err is not an *Error, it returns nil and err.
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
