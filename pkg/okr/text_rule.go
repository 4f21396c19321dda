package okr

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// TextRule says which texts a field takes. The catalog, the journal and the command line check texts by the same rules.
type TextRule struct {
	Longest int  // characters
	Lines   bool // line breaks and tabs are allowed
	Unseen  bool // invisible characters are allowed, as in labels, which are normalised later
}

// Kinds of text.
var (
	NameText  = TextRule{Longest: 100}                             // of a metric, a team, a key of a mapping
	LineText  = TextRule{Longest: MaxEntryAuthor}                  // a title, a person
	LabelText = TextRule{Longest: 1000, Lines: true, Unseen: true} // a label of a segment as it is written
	LinkText  = TextRule{Longest: 2000}                            // an address
	LongText  = TextRule{Longest: MaxEntryText, Lines: true}       // a description, a decision, an entry of the journal
	NoteText  = TextRule{Longest: 1000, Lines: true}               // why a catalog changes
	CodeText  = TextRule{Longest: 30_000, Lines: true}             // a condition, a formula, SQL
)

// TextError says why a text is refused.
type TextError struct {
	At     int // byte at which the first wrong character begins, -1 where the text as a whole is wrong
	Reason string
	Cure   string
}

func (e *TextError) Error() string { return e.Reason + ": " + e.Cure }

// Check finds the first fault of a text: its length, or a character that is invisible or controls how programs show text.
// It is nil for a good text.
func (rule TextRule) Check(text string) *TextError {
	if n := utf8.RuneCountInString(text); n > rule.Longest {
		return &TextError{-1, fmt.Sprintf("%d characters are more than %d", n, rule.Longest), "shorten it"}
	}
	if e := checkCharacters(text, rule.Unseen); e != nil {
		return e
	}
	if i := strings.IndexAny(text, "\n\t"); i >= 0 && !rule.Lines {
		return &TextError{i, fmt.Sprintf("holds the control character %U", text[i]), "write it in one line, without tabs"}
	}
	if text != "" && !rule.Unseen && strings.TrimFunc(text, showsNothing) == "" {
		return &TextError{-1, "shows nothing", "write something, or leave it out"}
	}
	return nil
}

// Clean is a text without the characters that control how programs show text, however long it is. It is for texts that
// were stored before there were rules.
func (rule TextRule) Clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case (r == '\n' || r == '\t') && !rule.Lines:
			return ' '
		case fault(r) != "":
			return -1
		}
		return r
	}, text)
}

// CheckFile finds the first character that a file may not have, not even in a comment.
func CheckFile(text string) *TextError { return checkCharacters(text, true) }

// checkCharacters finds the first character that no text may have. Line breaks, tabs, combining marks and the joiners of
// emoji and some scripts are fine. unseenToo allows invisible characters.
func checkCharacters(text string, unseenToo bool) *TextError {
	if plainText(text) {
		return nil
	}
	before := ' '
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd") {
			return &TextError{i, "is not valid UTF-8", "save it as UTF-8"}
		}
		what := fault(r)
		if what == "" && !unseenToo && unseen(before, r) {
			what = "%U, which cannot be seen"
		}
		if what != "" {
			return &TextError{i, "holds " + fmt.Sprintf(what, r), "remove it"}
		}
		before = r
	}
	return nil
}

// plainText reports whether a text is printable ASCII with line breaks and tabs, as most texts are.
func plainText(text string) bool {
	for i := range len(text) {
		if b := text[i]; b > '~' || b < ' ' && b != '\n' && b != '\t' {
			return false
		}
	}
	return true
}

// fault says what is wrong with a character, with %U for the character; "" for a good one.
func fault(r rune) string {
	switch {
	case r == '\n', r == '\t':
		return ""
	case unicode.IsControl(r):
		return "the control character %U"
	case turnsAround(r):
		return "%U, which turns the direction of writing around"
	case r == '\u2028', r == '\u2029':
		return "%U, which some programs take for a line break"
	case r == utf8.RuneError:
		return "%U, which stands for a character that was lost"
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
		return "%U, which is no character"
	}
	return ""
}

// turnsAround reports whether a character overrides, embeds or isolates the direction of writing.
func turnsAround(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// unseen reports whether a character is invisible and has no function after the one before it. Joiners, direction marks,
// number signs of Arabic, hieroglyph layout and the tags of regional flags have one.
func unseen(before, r rune) bool {
	switch {
	case r == '\u200c', r == '\u200d', r == '\u200e', r == '\u200f', r == '\u061c', r == '\u034f':
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r), r >= 0x13430 && r <= 0x1343f:
		return false
	case tag(r):
		return before != '\U0001f3f4' && !tag(before)
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

func tag(r rune) bool { return r >= 0xe0020 && r <= 0xe007f }

func showsNothing(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// WithoutUnseen drops invisible characters that come along with copied text: zero-width spaces, soft hyphens and byte
// order marks.
func WithoutUnseen(text string) string {
	if plainText(text) {
		return text
	}
	before := ' '
	return strings.Map(func(r rune) rune {
		if unseen(before, r) && !turnsAround(r) {
			return -1
		}
		before = r
		return r
	}, text)
}
