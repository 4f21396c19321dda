package csvfile

import (
	"fmt"
	"io"
)

// Limits of a file. They bound the memory that reading a large or malformed file takes.
const (
	// MaxRow is the most bytes of a row, including line ends inside quotes.
	MaxRow = 1 << 16
	// maxSegments is the most combinations of labels that are remembered, of all metrics of a file.
	maxSegments = 1 << 18
	// maxRuns is the most stretches of 64 buckets that are remembered, to find rows that are given twice.
	maxRuns = 1 << 20
	// maxMemo is the most bytes of a text that is remembered with its meaning.
	maxMemo = 256
)

// LimitError is a row that is too long. It ends the reading of a file, because the end of the row is unknown.
type LimitError struct {
	File   string
	Line   int // where the row begins, from 1
	Reason string
}

func (e *LimitError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason) }

// bounded ends its reader within a row that is too long. The caller moves start to the end of each row.
type bounded struct {
	reader io.Reader
	given  int64 // bytes that were read
	start  int64 // offset of the current row
	ended  bool  // ended early, within a row
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
