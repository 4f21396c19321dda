package provision

import (
	"math"
	"regexp"
	"strings"
	"testing"
	gotemplate "text/template"

	"github.com/northstar/okrkpi/pkg/okr"
)

// functions do what the documentation of Grafana's templates says of these.
var functions = gotemplate.FuncMap{
	"match": regexp.MatchString, "externalURL": func() string { return "https://grafana.example/" },
	"reReplaceAll": func(pattern, replacement, text string) string {
		return regexp.MustCompile(pattern).ReplaceAllString(text, replacement)
	},
}

// expand fills in an annotation as Grafana does. A value that the query does not give is missing, one that is null is not
// a number.
func expand(t *testing.T, annotation string, labels map[string]string, values map[string]float64) string {
	t.Helper()
	type captured struct{ Value float64 }
	in := struct {
		Labels map[string]string
		Values map[string]captured
	}{labels, map[string]captured{}}
	for refID, v := range values {
		in.Values[refID] = captured{v}
	}
	tmpl, err := gotemplate.New("").Option("missingkey=invalid").Funcs(functions).
		Parse("{{ $labels := .Labels }}{{ $values := .Values }}" + annotation)
	if err != nil {
		t.Fatalf("%s: %v", annotation, err)
	}
	var out strings.Builder
	if err := tmpl.Execute(&out, in); err != nil {
		t.Fatalf("%s: %v", annotation, err)
	}
	return out.String()
}

func TestObservedValuesAreWrittenInTheUnitOfTheirMetric(t *testing.T) {
	decimals := func(n int) *int { return &n }
	cases := map[string]struct {
		unit     string
		decimals *int
		value    float64
		want     string
	}{
		"A share, precise enough to stand beside its limit": {"percentunit", decimals(1), 0.0404, "4.04 %"},
		"A share without decimals":                          {"percentunit", nil, 0.5, "50 %"},
		"A percentage":                                      {"percent", decimals(1), 12.34, "12.3 %"},
		"Money":                                             {"currencyJPY", nil, 2612.4, "¥2,612"},
		"Money with a sign that templates know":             {"currencyUSD", decimals(2), 1234567.891, "$1,234,567.89"},
		"Minutes":                                           {"m", decimals(0), 61.2, "61 min"},
		"Hours without decimals":                            {"h", nil, 2.25, "2.2 h"},
		"A count":                                           {"short", decimals(0), 851234, "851,234"},
		"Hundreds of millions":                              {"short", decimals(0), 123456789, "123,456,789"},
		"Hundreds stay as they are":                         {"short", decimals(0), 851, "851"},
		"A whole number without decimals":                   {"short", nil, 1200, "1,200"},
		"A fraction without decimals":                       {"", nil, 2.5, "2.50"},
		"More than a billion":                               {"currencyJPY", nil, 1234567890, "¥1,234,567,890"},
		"Less than nothing":                                 {"currencyJPY", decimals(0), -1234567890.4, "−¥1,234,567,890"},
		"Nothing, rounded from below":                       {"short", decimals(1), -0.04, "0.0"},
		"Many decimals":                                     {"currencyEUR", decimals(4), 1234.56789, "€1,234.5679"},
		"A multiple as a share":                             {"percentunit", decimals(1), 123.45, "12,345 %"},
		"A share below nothing":                             {"percentunit", decimals(1), -0.0404, "−4.04 %"},
		"A tiny share":                                      {"percentunit", nil, 0.00001, "0.001 %"},
		"A share that is rounded to nothing":                {"percentunit", nil, -0.000001, "0 %"},
		"A great percentage":                                {"percent", nil, 12345.67, "12,345.7 %"},
		"Many hours":                                        {"h", nil, 1234567.25, "1,234,567.2 h"},
		"A currency of letters":                             {"currencyCHF", decimals(2), -1000.5, "−CHF 1,000.50"},
		"Nought without decimals":                           {"", nil, 0, "0"},
		"A unit of its own":                                 {"suffix:tickets", decimals(1), 18.25, "18.2 tickets"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := &okr.Metric{Meta: okr.Meta{Name: "m"}, Unit: c.unit, Decimals: c.decimals}
			text := new(exporter).observed([]okr.Subject{{Metric: m}}, ruleThreshold{})
			if got := expand(t, text, nil, map[string]float64{"C": c.value}); got != c.want {
				t.Errorf("%v is written %q, want %q by\n%s", c.value, got, c.want, text)
			}
		})
	}
}

func TestMissingValuesAreADash(t *testing.T) {
	text := new(exporter).observed([]okr.Subject{{Metric: &okr.Metric{Unit: "percentunit"}}}, ruleThreshold{})
	for name, values := range map[string]map[string]float64{
		"The query failed": nil, "The value is null": {"C": math.NaN()},
	} {
		if got := expand(t, text, nil, values); got != "–" {
			t.Errorf("%s: the message says %q", name, got)
		}
	}
}

func TestAValueIsWrittenByTheMetricThatItIsOf(t *testing.T) {
	subjects := []okr.Subject{
		{Metric: &okr.Metric{Meta: okr.Meta{Name: "share"}, Unit: "percentunit"}},
		{Metric: &okr.Metric{Meta: okr.Meta{Name: "wait"}, Unit: "m", Decimals: new(int)}},
		{Metric: &okr.Metric{Meta: okr.Meta{Name: "other_share"}, Unit: "percentunit"}},
	}
	text := new(exporter).observed(subjects, ruleThreshold{})
	for metric, want := range map[string]string{"share": "50 %", "other_share": "50 %", "wait": "0 min"} {
		if got := expand(t, text, map[string]string{"metric": metric}, map[string]float64{"C": 0.5}); got != want {
			t.Errorf("0.5 of %s is written %q, want %q", metric, got, want)
		}
	}
}

func TestTextsOfTheCatalogAreNotTemplates(t *testing.T) {
	for _, text := range []string{
		"plain", "{{ .x }}", "${HOME} $HOME $$", "${{ x", "{{{ $x", "$__env{HOME}", "100 %", `"quoted" and \ back`,
	} {
		written := escaped(text)
		if regexp.MustCompile(`\$[{_\w]`).MatchString(written) {
			t.Errorf("%q is written %q, in which Grafana may find a variable", text, written)
		}
		if got := expand(t, written, nil, nil); got != text {
			t.Errorf("%q arrives as %q", text, got)
		}
	}
}

// A label of a segment is a value of the alert, not a part of the template; a text of the catalog may end where a template
// begins.
func TestLabelsAndTextsAreNoTemplates(t *testing.T) {
	for _, text := range []string{"{{ .Labels }}", "{", "{{", "{{{", "$labels.team", "}}", "a {", `"`, "`"} {
		labels := map[string]string{"country": text}
		if got := expand(t, escaped("Churn "+text)+orNone("$labels.country"), labels, nil); got != "Churn "+text+text {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}
