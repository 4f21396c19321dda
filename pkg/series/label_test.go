package series_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/series"
)

func TestLabelsThatLookAlikeAreOne(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"Plain text":                             {"DE", "DE"},
		"No label":                               {"", ""},
		"Blanks around":                          {" DE \t", "DE"},
		"The line end of another system":         {"DE\r", "DE"},
		"Nothing but blanks":                     {" \u3000\t", ""},
		"Nothing that can be seen":               {"\u200b\ufeff", ""},
		"A blank before a character without one": {"DE \u200b", "DE"},
		"Two blanks inside":                      {"New  York", "New York"},
		"A blank that does not break":            {"New\u00a0York", "New York"},
		"A wide blank":                           {"東京　都", "東京 都"},
		"An accent apart":                        {"Cafe\u0301", "Caf\u00e9"},
		"A voiced sign apart":                    {"か\u3099", "が"},
		"Hangul in parts":                        {"\u1112\u1161\u11ab", "한"},
		"An accent behind a zero width":          {"Cafe\u200b\u0301", "Caf\u00e9"},
		"The Ångström sign":                      {"\u212b", "\u00c5"},
		"A zero-width space":                     {"Ger\u200bmany", "Germany"},
		"A byte order mark":                      {"\ufeffDE", "DE"},
		"A soft hyphen":                          {"Ger\u00admany", "Germany"},
		"A word joiner":                          {"DE\u2060", "DE"},
		"Marks of direction":                     {"\u200eDE\u200f", "DE"},
		"Text that is turned around":             {"\u202egnp\u202c", "gnp"},
		"A Hangul filler":                        {"DE\u3164", "DE"},
		"A joiner between letters":               {"D\u200dE\u200c", "DE"},
		"A variant of a letter":                  {"A\ufe0f", "A"},
		"A variant of a digit":                   {"1\ufe0f", "1"},
		"Tags without a flag":                    {"DE\U000e0067\U000e007f", "DE"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := series.NormalLabel(test.text); err != nil || got != test.want {
				t.Errorf("%+q is %+q (%v), want %+q", test.text, got, err, test.want)
			}
		})
	}
}

func TestWhatCanBeSeenInALabelStays(t *testing.T) {
	for name, label := range map[string]string{
		"A family of emoji":         "👨\u200d👩\u200d👧",
		"A doctor":                  "👩🏽\u200d⚕\ufe0f",
		"A heart in colour":         "❤\ufe0f",
		"A keycap":                  "1\ufe0f\u20e3",
		"The flag of Scotland":      "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
		"A variant of an ideograph": "葛\U000e0100城",
		"Persian":                   "می\u200cخواهم",
		"A half form":               "क\u094d\u200dष",
		"A full-width letter":       "Ａ",
		"Signs":                     `a/b "c" <d> & {{e}} = +1`,
		"A case":                    "de",
		"200 bytes":                 strings.Repeat("x", 200),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := series.NormalLabel(label); err != nil || got != label {
				t.Errorf("%+q is %+q (%v)", label, got, err)
			}
		})
	}
}

func TestWhatIsNoLabelIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"A line break inside": {"D\nE", "holds the control character U+000A: remove it"},
		"A tab inside":        {"D\tE", "holds the control character U+0009: remove it"},
		"An escape sequence":  {"\x1b[31mDE", "holds the control character U+001B: remove it"},
		"A nothing":           {"D\x00E", "holds the control character U+0000: remove it"},
		"A control of C1":     {"D\u009bE", "holds the control character U+009B: remove it"},
		"Another encoding":    {"D\xffE", "is not UTF-8 text"},
		"Too long":            {strings.Repeat("x", 201), "has 201 bytes: 200 is the most"},
		"Much too long":       {strings.Repeat("é", 3200), "has 6400 bytes: 200 is the most"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := series.NormalLabel(test.text); err == nil || err.Error() != test.want {
				t.Errorf("%+q is %+q (%v), want %s", test.text, got, err, test.want)
			}
		})
	}
}

// TestTheLengthCountsWhatIsKept adds any number of spaces and invisible characters.
func TestTheLengthCountsWhatIsKept(t *testing.T) {
	text := strings.Repeat("\u200b ", 500) + strings.Repeat("x", 200) + strings.Repeat(" ", 500)
	if got, err := series.NormalLabel(text); err != nil || len(got) != 200 {
		t.Errorf("%d bytes are kept: %v", len(got), err)
	}
}

// alphabet has the characters of real labels, and those that cause trouble.
var alphabet = []rune("aZ9 -=éßが漢한كमंक्❤👩🏽⚕🏴#" +
	"\t\n\r\u0000\u001b\u0085\u00a0\u00ad\u0301\u0338\u3099\u034f\u1161\u11ab\u2003\u2028" +
	"\u200b\u200c\u200d\u200e\u202e\u2060\u20e3\u3000\u3164" +
	"\ufe0f\ufeff\u180b\U000e0067\U000e007f\U000e0100")

func anyText(t *rapid.T) string {
	return string(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(alphabet), rapid.Rune()), 0, 12).Draw(t, "text"))
}

func TestALabelStaysAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkLabel(t.Fatalf, anyText(t))
	})
}

// TestWhatIsAddedUnseenChangesNothing adds invisible characters to a label, where they have no function.
func TestWhatIsAddedUnseenChangesNothing(t *testing.T) {
	letters := rapid.SampledFrom([]rune("abcXYZ019-_éが漢한"))
	unseen := rapid.SampledFrom([]string{
		"\u200b", "\u200c", "\u200d", "\u200e", "\u202a", "\u2060", "\ufeff",
		"\u00ad", "\u034f", "\u3164", "\ufe0f",
	})
	rapid.Check(t, func(t *rapid.T) {
		label := string(rapid.SliceOfN(letters, 1, 12).Draw(t, "label"))
		var b strings.Builder
		for _, r := range label {
			b.WriteString(norm.NFD.String(string(r)))
			if unicode.Is(unicode.Han, r) {
				continue // has variants
			}
			b.WriteString(strings.Join(rapid.SliceOfN(unseen, 0, 3).Draw(t, "unseen"), ""))
		}
		text := " \u200b" + b.String() + "\u00a0\r\n"
		if got, err := series.NormalLabel(text); err != nil || got != label {
			t.Fatalf("%+q is %+q (%v), want %+q", text, got, err, label)
		}
	})
}

func checkLabel(fatalf func(string, ...any), text string) {
	folded := series.FoldLabel(text)
	if again := series.FoldLabel(folded); again != folded {
		fatalf("%+q becomes %+q, and that %+q", text, folded, again)
	}
	if canonical := norm.NFC.String(folded); utf8.ValidString(text) && canonical != folded {
		fatalf("%+q becomes %+q, which is not in normal form C", text, folded)
	}
	for _, form := range []norm.Form{norm.NFC, norm.NFD} {
		if other := series.FoldLabel(form.String(text)); other != folded {
			fatalf("%+q becomes %+q, and in another form %+q", text, folded, other)
		}
	}
	label, err := series.NormalLabel(text)
	if err != nil {
		return
	}
	again, err := series.NormalLabel(label)
	if err != nil || again != label || label != folded || len(label) > series.MaxLabel || !utf8.ValidString(label) {
		fatalf("%+q is the label %+q, and that is %+q (%v)", text, label, again, err)
	}
	if strings.ContainsFunc(label, unicode.IsControl) || strings.TrimSpace(label) != label || strings.Contains(label, "  ") {
		fatalf("%+q is the label %+q", text, label)
	}
}

func FuzzNormalLabel(f *testing.F) {
	for _, text := range []string{
		"", "DE", " DE\r", "Cafe\u0301", "e\u200b\u0301", "क\u094d\u200d", "👩🏽\u200d⚕\ufe0f", "D\xffE", "\x1b]0;x\a", "🏴\U000e0067\U000e007f",
		"a\u00a0\u2028b", "\u0958", "1\ufe0f\u20e3",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { checkLabel(t.Fatalf, text) })
}
