package series

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
	blackFlag = '\U0001f3f4' // begins the flag of a region, followed by tag characters
	virama    = 9            // canonical combining class
	firstTag  = '\U000e0020'
	lastTag   = '\U000e007f'
	asEmoji   = '\ufe0f'
	keycap    = '\u20e3' // follows a digit, # or * as an emoji
)

// visible removes invisible characters: zero-width ones, direction marks, soft hyphens and fillers. It keeps joiners and
// variation selectors where they change how a text looks.
func visible(text string) string {
	runes := []rune(text)
	kept := make([]rune, 0, len(runes))
	for i, r := range runes {
		if !invisible(r) || len(kept) > 0 && shapes(kept[len(kept)-1], r, runes[i+1:]) {
			kept = append(kept, r)
		}
	}
	return string(kept)
}

// invisible reports whether fonts do not show a character: in terms of Unicode, default ignorable and format characters,
// except prepended marks (as around Arabic numbers) and the layout of hieroglyphs.
func invisible(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return false
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r), r >= 0x13430 && r <= 0x1343f:
		return false
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r), unicode.Is(unicode.Variation_Selector, r):
		return true
	}
	return false
}

// shapes reports whether an invisible character changes how its neighbours look: a joiner in an emoji or after a virama, a
// non-joiner there and between cursive letters, a variation selector, or a tag in the flag of a region.
func shapes(before, r rune, after []rune) bool {
	switch {
	case r == joiner:
		next, ok := nextVisible(after)
		return joins(before) || ok && unicode.IsSymbol(next) && (unicode.IsSymbol(before) || unicode.Is(unicode.Variation_Selector, before))
	case r == nonJoiner:
		next, ok := nextVisible(after)
		return joins(before) || ok && cursive(before) && cursive(next)
	case unicode.Is(unicode.Variation_Selector, r):
		if unicode.Is(unicode.Variation_Selector, before) {
			return false
		}
		next, _ := nextVisible(after)
		return unicode.In(before, unicode.Han, unicode.Mongolian) || unicode.IsSymbol(before) || r == asEmoji && next == keycap
	case r >= firstTag && r <= lastTag:
		return before == blackFlag || before >= firstTag && before <= lastTag
	}
	return false
}

func nextVisible(runes []rune) (rune, bool) {
	for _, r := range runes {
		if !invisible(r) {
			return r, true
		}
	}
	return 0, false
}

// joins reports whether a character is a virama, which joins the letters around it in scripts of India.
func joins(r rune) bool { return norm.NFC.PropertiesString(string(r)).CCC() == virama }

// cursive reports whether a letter may join the next one.
func cursive(r rune) bool {
	return unicode.IsLetter(r) && unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko, unicode.Mandaic)
}
