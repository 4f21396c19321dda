package postgres

import (
	"fmt"
	"unicode/utf8"
)

// sourceLimits keep a statement that yields single events or long texts by mistake from filling the memory. A fact takes
// about 100 bytes while it is read.
type sourceLimits struct {
	rows   int64 // that a statement gives; many may add up to one fact
	facts  int
	labels int // bytes of all different combinations of labels together, with what it takes to keep each
}

var defaultSourceLimits = sourceLimits{rows: 50_000_000, facts: 5_000_000, labels: 256 << 20}

// labelsCost is what it takes to keep a combination of labels beside its text.
const labelsCost = 150

// maxSourceLabel is how many characters of a text are read as a label, before the white space around it and what cannot be
// seen are taken away. A label itself is far shorter.
const maxSourceLabel = 8192

// LimitError says that a metric's statement gives more than is taken. Nothing was stored.
type LimitError struct {
	Metric string
	What   string // it does: "gives more than 5 rows"
	Fix    string
	Err    error // nil where the limit is not one of the driver's
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("metric %s: its statement %s. Nothing was stored: %s", e.Metric, e.What, e.Fix)
}

func (e *LimitError) Unwrap() error { return e.Err }

// group is what makes a result small.
func (s *sourceRows) group() string {
	return fmt.Sprintf("group by the %v and the segments, or split the metric", s.metric.Grain)
}

// maxServerText bounds the texts of the server that are shown.
const maxServerText = 2000

// cutText shortens a text, at a character.
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
