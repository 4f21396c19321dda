package csvfile

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// foreignForm explains a file that is not CSV in UTF-8: one in UTF-16 or Latin-1, or with another separator than the comma. It is ""
// for every other file. start is the beginning of the file.
func foreignForm(start []byte) string {
	line, _, whole := bytes.Cut(start, []byte("\n"))
	if bytes.IndexByte(line, 0) >= 0 || whole && !utf8.Valid(line) {
		return "the file is not in UTF-8: save it as CSV in UTF-8"
	}
	if bytes.IndexByte(line, ',') >= 0 {
		return ""
	}
	for _, separator := range []struct {
		sign  byte
		words string
	}{{';', "semicolons"}, {'\t', "tabs"}, {'|', "vertical bars"}} {
		if bytes.IndexByte(line, separator.sign) >= 0 {
			return fmt.Sprintf("the columns are separated by %s: save the file with commas between them", separator.words)
		}
	}
	return ""
}
