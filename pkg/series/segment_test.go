package series_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/series"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

func TestSegmentOf(t *testing.T) {
	tests := map[string]struct {
		labels map[string]string
		want   series.Segment
	}{
		"no labels are no text":                 {nil, ""},
		"one label":                             {map[string]string{"plan": "pro"}, `{"plan":"pro"}`},
		"labels are sorted by key":              {map[string]string{"plan": "pro", "at": "JP"}, `{"at":"JP","plan":"pro"}`},
		"an empty value is no label":            {map[string]string{"plan": "", "country": "JP"}, `{"country":"JP"}`},
		"only empty values are no text":         {map[string]string{"plan": ""}, ""},
		"quotes and backslashes are escaped":    {map[string]string{"a": `x"y\z`}, `{"a":"x\"y\\z"}`},
		"other alphabets stay as they are":      {map[string]string{"プラン": "無料"}, `{"プラン":"無料"}`},
		"markup is not escaped":                 {map[string]string{"a": "<b>&"}, `{"a":"<b>&"}`},
		"control characters are escaped":        {map[string]string{"a": "x\ny"}, `{"a":"x\ny"}`},
		"text that looks like a segment itself": {map[string]string{"a": `","b":"`}, `{"a":"\",\"b\":\""}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := series.SegmentOf(test.labels)
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			labels := maps.Clone(test.labels)
			maps.DeleteFunc(labels, func(_, v string) bool { return v == "" })
			if back := got.Labels(); !maps.Equal(back, labels) {
				t.Errorf("labels are %v, want %v", back, labels)
			}
		})
	}
}

func TestParseSegment(t *testing.T) {
	tests := map[string]struct {
		text string
		want series.Segment
		bad  bool
	}{
		"as Postgres prints it":     {`{"plan": "pro", "country": "JP"}`, `{"country":"JP","plan":"pro"}`, false},
		"an empty object":           {`{}`, "", false},
		"an empty object with room": {` { } `, "", false},
		"nothing":                   {``, "", false},
		"escapes":                   {`{"a":"\u00fc\ud83d\ude00"}`, `{"a":"ü😀"}`, false},
		"a number is no label":      {`{"a":1}`, "", true},
		"a list is no segment":      {`["a"]`, "", true},
		"half an object":            {`{"a":"b"`, "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := series.ParseSegment(test.text)
			if got != test.want || (err != nil) != test.bad {
				t.Errorf("got %s, %v", got, err)
			}
			if test.bad && !contains(err.Error(), "is not a JSON object of texts") {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func TestSegmentJSON(t *testing.T) {
	if got := series.Segment("").JSON(); got != "{}" {
		t.Errorf("no labels are written as %s", got)
	}
	if got := series.SegmentOf(map[string]string{"a": "b"}).JSON(); got != `{"a":"b"}` {
		t.Errorf("one label is written as %s", got)
	}
}

func TestTextThatIsNoSegmentHasNoLabels(t *testing.T) {
	for _, s := range []series.Segment{"x", `{"a":1}`, `{"a":"b"`, `{"a":"b",}`, `{"a" "b"}`} {
		if got := s.Labels(); len(got) != 0 {
			t.Errorf("%q has labels %v", s, got)
		}
	}
}

func TestEqualLabelsAreEqualSegments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		labels := rapid.MapOf(rapid.String(), rapid.StringMatching(`.+`)).Draw(t, "labels")
		s := series.SegmentOf(labels)
		if got := s.Labels(); !maps.Equal(got, labels) {
			t.Fatalf("%s has labels %q, want %q", s, got, labels)
		}
		again, err := series.ParseSegment(s.JSON())
		if err != nil || again != s {
			t.Fatalf("%s is read as %s, %v", s, again, err)
		}
	})
}

func FuzzParseSegment(f *testing.F) {
	for _, text := range []string{
		"", "{}", `{"a":"b"}`, `{"b": "x", "a": "\u0041\n"}`, `{"a":"","b":"\\\""}`, `{"":"x"}`, "null",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := series.ParseSegment(text)
		if err != nil {
			return
		}
		if !json.Valid([]byte(s.JSON())) || !utf8.ValidString(string(s)) {
			t.Fatalf("%q is not JSON", s)
		}
		again, err := series.ParseSegment(s.JSON())
		if err != nil || again != s {
			t.Fatalf("%q is read again as %q, %v", s, again, err)
		}
		if got := series.SegmentOf(s.Labels()); got != s {
			t.Fatalf("%q becomes %q through its labels", s, got)
		}
	})
}
