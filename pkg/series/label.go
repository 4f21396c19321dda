package series

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxLabel is how many bytes a label has at most. It keeps labels short enough for the key of a database table.
const MaxLabel = 200

// WholeLabel stands in files for all labels of a segment together. It is the label of no fact.
const WholeLabel = "*"

// ErrNotUTF8 is a label in another encoding.
var ErrNotUTF8 = errors.New("is not UTF-8 text")

// NormalLabel is the one form of a label that people cannot tell from it, so that one segment has one label: in Unicode's
// normal form C, without characters that cannot be seen, and with single spaces inside and none around. Every way in
// reads labels with it: files, statements, filters and the catalog. An error says what is wrong with a text that is none.
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

// FoldLabel is NormalLabel for what need not be a label: it refuses nothing, and keeps control characters inside.
func FoldLabel(text string) string {
	if plainLabel(text) || normalLabel(text) {
		return text
	}
	text = norm.NFC.String(text)
	// What cannot be seen may have stood between characters that belong together: each round removes some or is the last.
	for {
		seen := norm.NFC.String(singleSpaces(visible(text)))
		if seen == text {
			return text
		}
		text = seen
	}
}

// plainLabel reports whether a label is printable ASCII without blanks to remove, as nearly all are.
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

// normalLabel reports whether there is nothing to change in a label. Bytes in another encoding become the replacement character.
func normalLabel(text string) bool {
	blank := true
	for _, r := range text {
		if space := unicode.IsSpace(r); invisible(r) || space && (blank || r != ' ') {
			return false
		}
		blank = r == ' '
	}
	return !blank && utf8.ValidString(text) && norm.NFC.IsNormalString(text)
}

// singleSpaces makes one space of white space, and removes it around. Tabs and line breaks inside are control characters,
// and stay.
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
