package csvfile

import "fmt"

// RowError is a row, or the header, that cannot be used.
type RowError struct {
	File   string
	Line   int      // from 1
	Column int      // of the field in the line, in bytes from 1
	Field  string   // name of the column, "" for the row as a whole
	Reason string   // what is wrong and what would be right
	Record []string // the row as it was read, for writing it to a file of rejects; nil where it could not be split
}

func (e *RowError) Error() string {
	place := fmt.Sprintf("%s:%d:%d: ", e.File, e.Line, e.Column)
	if e.Field != "" {
		place += e.Field + ": "
	}
	return place + e.Reason
}
