package postgres

import (
	"fmt"
	"unicode/utf8"
)

// sourceLimits protect the memory from a statement that yields single events or long texts by mistake. A fact takes about
// 100 bytes while it is read.
type sourceLimits struct {
	rows   int64 // rows of a statement; many may add up to one fact
	facts  int
	labels int // bytes of all different label combinations, labelsCost for each included
}

var defaultSourceLimits = sourceLimits{rows: 50_000_000, facts: 5_000_000, labels: 256 << 20}

// labelsCost is the bytes of a label combination besides its text.
const labelsCost = 150

// maxSourceLabel is the most characters of a text that are read as a label, before surrounding white space and invisible
// characters are removed. A label is far shorter.
const maxSourceLabel = 8192

// LimitError says that the result of a metric's statement is too large. Nothing was stored.
type LimitError struct {
	Metric string
	What   string // what is too much: "gives more than 5 rows"
	Fix    string
	Err    error // nil: not a limit of the driver
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("metric %s: its statement %s. Nothing was stored: %s", e.Metric, e.What, e.Fix)
}

func (e *LimitError) Unwrap() error { return e.Err }

// group is the advice that makes a result small.
func (s *sourceRows) group() string {
	return fmt.Sprintf("group by the %v and the segments, or split the metric", s.metric.Grain)
}

// maxServerText is the most bytes of a text of the server in a message.
const maxServerText = 2000

// cutText shortens a text, between characters.
func cutText(text string) string {
	if len(text) <= maxServerText {
		return text
	}
	end := maxServerText
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
