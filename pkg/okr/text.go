package okr

import (
	"fmt"
	"slices"
	"strings"
)

// Text is wording by language tag ("en", "ja"). The key "" holds wording without a stated language.
type Text map[string]string

// Plain returns wording without a stated language.
func Plain(s string) Text {
	if s == "" {
		return nil
	}
	return Text{"": s}
}

// Both is wording in English and Japanese.
func Both(en, ja string) Text { return Text{"en": en, "ja": ja} }

// In returns the wording for a locale such as "ja" or "ja-JP". It falls back to the language without the region, to
// wording without a language, to English, and last to the first language in alphabetical order.
func (t Text) In(locale string) string {
	// A look-up is several times as fast as iterating over the only key.
	if s, ok := t[locale]; ok && locale != "" {
		return s
	}
	if len(t) == 1 {
		if s, ok := t[""]; ok {
			return s
		}
		for _, s := range t {
			return s
		}
	}
	lang, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(locale, "_", "-")), "-")
	for _, key := range []string{strings.ToLower(locale), lang, "", "en"} {
		if s, ok := t[key]; ok && (key != "" || s != "") {
			return s
		}
	}
	keys := make([]string, 0, len(t))
	for k := range t {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	if len(keys) == 0 {
		return ""
	}
	return t[keys[0]]
}

// Language returns the language of the words that are not in the catalog: "ja", or else "en".
func Language(locale string) string {
	if IsJapanese(locale) {
		return "ja"
	}
	return "en"
}

// IsJapanese reports whether words that are not in the catalog are shown in Japanese; otherwise they are English.
func IsJapanese(locale string) bool { return strings.HasPrefix(strings.ToLower(locale), "ja") }

// Format is the wording for a locale, with values in place of its verbs, as fmt.Sprintf has them.
func (t Text) Format(locale string, values ...any) string {
	return fmt.Sprintf(t.In(locale), values...)
}

// IsZero reports whether there is no wording at all.
func (t Text) IsZero() bool { return len(t) == 0 }
