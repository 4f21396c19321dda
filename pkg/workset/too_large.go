package workset

import (
	"fmt"
	"strings"
)

// TooLargeError says that the facts of one request do not fit into the memory. They were not loaded, or not completely.
type TooLargeError struct {
	Metrics []string // of the request
	Bytes   int64    // that the facts take at least
	Max     int64    // of the budget
}

func (e *TooLargeError) Error() string {
	what, cure := "the facts of metric "+strings.Join(e.Metrics, ""), "raise Memory, or load fewer segments of it"
	if n := len(e.Metrics); n > 1 {
		const shown = 3
		names := strings.Join(e.Metrics[:min(n, shown)], ", ")
		if n > shown {
			names += fmt.Sprintf(" and %d more", n-shown)
		}
		what, cure = fmt.Sprintf("the facts of %d metrics (%s)", n, names), "ask for fewer metrics at once, or raise Memory"
	}
	return fmt.Sprintf("%s take at least %s, more than the %s that \"Memory\" in the data source's settings allows: %s",
		what, megabytes(e.Bytes+(1<<20-1)), megabytes(e.Max), cure)
}

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", bytes>>20) }
