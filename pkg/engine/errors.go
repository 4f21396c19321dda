package engine

import "fmt"

// BadQueryError is a question that makes no sense as it was asked. It is the asker's to correct.
type BadQueryError struct {
	Field  string // of the query, "" for the whole
	Reason string // what is wrong and what would be right
}

func (e *BadQueryError) Error() string {
	if e.Field == "" {
		return e.Reason
	}
	return e.Field + ": " + e.Reason
}

func badQuery(field, format string, args ...any) error {
	return &BadQueryError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// NoCatalogError says that no catalog has been applied yet.
type NoCatalogError struct{}

func (*NoCatalogError) Error() string {
	return "no catalog has been applied to this database yet: run `okr apply FOLDER`"
}
