package series

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxLabel is the most bytes of a label. It keeps labels short enough for the key of a database table.
const MaxLabel = 200

// WholeLabel stands in files for all labels of a segment together. No fact has it as a label.
const WholeLabel = "*"

// ErrNotUTF8 is the error for a label that is not UTF-8.
var ErrNotUTF8 = errors.New("is not UTF-8 text")

// NormalLabel is the common form of labels that look the same, so that one segment has one label: Unicode normal form C,
// without invisible characters, single spaces inside and none around. Files, statements, filters and the catalog read
// labels with it. The error says what is wrong with text that cannot be a label.
func NormalLabel(text string) (string, error) {
	if !utf8.ValidString(text) {
		return "", ErrNotUTF8
	}
	label := FoldLabel(text)
	for _, r := range label {
		if unicode.IsControl(r) {
			return "", fmt.Errorf("holds the control character %U: remove it", r)
		}
	}
	if n := len(label); n > MaxLabel {
		return "", fmt.Errorf("has %d bytes: %d is the most", n, MaxLabel)
	}
	return label, nil
}

// FoldLabel is NormalLabel for texts that need not be labels: it refuses nothing and keeps control characters inside.
func FoldLabel(text string) string {
	if plainLabel(text) || isNormalLabel(text) {
		return text
	}
	text = norm.NFC.String(text)
	// Invisible characters may have separated characters that combine. Each round removes some, or is the last.
	for {
		seen := norm.NFC.String(singleSpaces(visible(text)))
		if seen == text {
			return text
		}
		text = seen
	}
}

// plainLabel reports whether a label is printable ASCII without spaces to remove, as nearly all are.
func plainLabel(text string) bool {
	blank := true // before the first character
	for i := range len(text) {
		switch b := text[i]; {
		case b == ' ' && blank, b < ' ', b > '~':
			return false
		default:
			blank = b == ' '
		}
	}
	return text == "" || !blank
}

// isNormalLabel reports whether a label needs no change. Bytes of another encoding would become the replacement character.
func isNormalLabel(text string) bool {
	blank := true
	for _, r := range text {
		if space := unicode.IsSpace(r); invisible(r) || space && (blank || r != ' ') {
			return false
		}
		blank = r == ' '
	}
	return !blank && utf8.ValidString(text) && norm.NFC.IsNormalString(text)
}

// singleSpaces removes spaces around a text and makes one of several inside. Tabs and line breaks inside are control
// characters and stay.
func singleSpaces(text string) string {
	var b strings.Builder
	pending := false
	for _, r := range strings.TrimSpace(text) {
		if unicode.IsSpace(r) && !unicode.IsControl(r) {
			pending = true
			continue
		}
		if pending {
			b.WriteByte(' ')
			pending = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
