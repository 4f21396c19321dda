package csvfile

import (
	"fmt"
	"io"
)

// Limits of a file, so that no file takes memory by its size or its mistakes.
const (
	// MaxRow is how many bytes a row has at most, line ends inside quotes included.
	MaxRow = 1 << 16
	// maxSegments is how many combinations of labels are remembered, over all metrics of a file.
	maxSegments = 1 << 18
	// maxRuns is how many stretches of 64 buckets are remembered to find rows that are given twice.
	maxRuns = 1 << 20
	// maxMemo is how long a text may be to be remembered with its meaning.
	maxMemo = 256
)

// LimitError ends the reading of a file: what follows cannot be told into rows.
type LimitError struct {
	File   string
	Line   int // where the row begins, from 1
	Reason string
}

func (e *LimitError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason) }

// bounded ends its reader before a row that is too long. Its user moves start to the end of each row.
type bounded struct {
	reader io.Reader
	given  int64 // bytes
	start  int64 // of the row
	ended  bool  // before the reader's own end
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.given-b.start > MaxRow {
		b.ended = true
		return 0, io.EOF
	}
	n, err := b.reader.Read(p)
	b.given += int64(n)
	return n, err
}
