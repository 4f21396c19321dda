package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"
	"pgregory.net/rapid"
)

func TestWhatATerminalWouldInterpretIsEscaped(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"Plain text":                {"Churn 解約率 👩\u200d⚕", "Churn 解約率 👩\u200d⚕"},
		"Lines and tabs":            {"a\n\tb", "a\n\tb"},
		"A colour":                  {"\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		"The title of the window":   {"\x1b]0;owned\a", `\x1b]0;owned\a`},
		"A return to the beginning": {"true\rfalse", `true\rfalse`},
		"A backspace and a delete":  {"a\b\x7f", `a\b\x7f`},
		"An escape of C1":           {"\u009b31m", `\u009b31m`},
		"Text that is turned":       {"\u202egnp.exe\u2066", `\u202egnp.exe\u2066`},
		"A hidden line end":         {"a\u2028b", `a\u2028b`},
		"Bytes that are no text":    {"a\xff\xfeb", `a\xff\xfeb`},
		"The sign for such bytes":   {"a\ufffdb", "a\ufffdb"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := visible(test.text); got != test.want {
				t.Errorf("%q is shown as %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestAllThatIsPrintedIsSafe(t *testing.T) {
	var out, errs bytes.Buffer
	c := &console{out: &out, err: &errs, colour: true}
	g := grid{header: []string{"\x1bh"}}
	g.add("\x1b[2Jcell")
	g.add(c.paint("\x1b[2Jpainted", text.FgRed))
	if err := errors.Join(c.grid(g), c.print("%s %v", "\x1b[2Jtext", errors.New("\x1b[2Jerror"))); err != nil {
		t.Fatal(err)
	}
	c.say("%s", "\x1b[2Jsaid")
	got := out.String() + errs.String()
	ours := strings.NewReplacer("\x1b[31m", "", "\x1b[0m", "")
	if strings.ContainsRune(ours.Replace(got), '\x1b') {
		t.Errorf("an escape reaches the terminal: %q", got)
	}
	for _, want := range []string{`\x1bh`, `\x1b[2Jcell`, "\x1b[31m\\x1b[2Jpainted\x1b[0m", `\x1b[2Jtext \x1b[2Jerror`, `\x1b[2Jsaid`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

func TestNoTextIsInterpreted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		shown := visible(s)
		if strings.ContainsFunc(shown, unsafeForTerminal) || !utf8.ValidString(shown) || visible(shown) != shown {
			t.Fatalf("%q is shown as %q", s, shown)
		}
	})
}

func TestSafeJSONMeansTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.String().Draw(t, "text") + "\x7f\u009b\u202e\x1b"
		var out bytes.Buffer
		c := &console{out: &out}
		if err := c.json([]string{want}); err != nil {
			t.Fatal(err)
		}
		var got []string
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || got[0] != want || strings.ContainsFunc(out.String(), unsafeForTerminal) {
			t.Fatalf("%q is written as %s (%v)", want, out.String(), err)
		}
	})
}

func TestATextIsNoFormulaInASpreadsheet(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "DE": "DE", "1": "1", "a=b": "a=b", "'=1": "'=1", "−0.1 %": "−0.1 %",
		`=HYPERLINK("http://evil")`: `'=HYPERLINK("http://evil")`, "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1",
		"\r=1": "'\r=1", "＝1": "'＝1",
	} {
		if got := sheetText(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}
