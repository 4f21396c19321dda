package okr_test

import (
	"math"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestTextIn(t *testing.T) {
	both := okr.Text{"en": "Churn", "ja": "解約率"}
	tests := map[string]struct {
		text         okr.Text
		locale, want string
	}{
		"The language that was asked for wins.":         {both, "ja", "解約率"},
		"A region falls back to its language.":          {both, "ja-JP", "解約率"},
		"An underscore does as well as a hyphen.":       {both, "ja_JP", "解約率"},
		"An unknown language gets English.":             {both, "fr", "Churn"},
		"No locale gets English.":                       {both, "", "Churn"},
		"Plain wording serves every language.":          {okr.Plain("NPS"), "ja", "NPS"},
		"Without English the first language is better.": {okr.Text{"ja": "解約率"}, "en", "解約率"},
		"No wording is empty.":                          {nil, "en", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.text.In(tt.locale); got != tt.want {
				t.Errorf("In(%q) = %q, want %q", tt.locale, got, tt.want)
			}
		})
	}
}

func TestFormatValue(t *testing.T) {
	two := 2
	tests := map[string]struct {
		value    float64
		unit     string
		decimals *int
		want     string
	}{
		"A share is written in percent.":                   {0.1024, "percentunit", nil, "10.2 %"},
		"Decimals are kept.":                               {0.1024, "percentunit", &two, "10.24 %"},
		"Thousands are grouped.":                           {1234567, "short", nil, "1,234,567"},
		"Money has its sign before it.":                    {-1234.4, "currencyUSD", nil, "−$1,234"},
		"Times name their unit.":                           {12, "h", nil, "12.0 h"},
		"Small numbers that are not whole keep two digits": {2.456, "none", nil, "2.46"},
		"A rounded zero has no sign.":                      {-0.0001, "percentunit", nil, "0.0 %"},
		"A custom unit follows the number.":                {7, "suffix:steps", nil, "7 steps"},
		"No value is a dash.":                              {math.NaN(), "short", nil, "–"},
		"Nor is there one beyond all bounds.":              {math.Inf(-1), "currencyJPY", nil, "–"},
		"Money that is rounded to nothing has no sign.":    {-0.4, "currencyJPY", nil, "¥0"},
		"Fifteen digits are grouped.":                      {-123456789012345, "currencyJPY", nil, "−¥123,456,789,012,345"},
		"A unit before the number":                         {-1234, "prefix:Nr ", nil, "−Nr 1,234"},
		"A currency of one's own has no decimals.":         {1234.5, "currency:円", nil, "円1,234"},
		"What is counted follows the number.":              {1234, "count:orders", nil, "1,234 orders"},
		"A unit that is not known is written out.":         {1234, "reqps", nil, "1,234 reqps"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := okr.FormatValue(tt.value, tt.unit, tt.decimals); got != tt.want {
				t.Errorf("FormatValue = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	names := []string{"churn_rate", "crash_rate", "ltv", "cac"}
	for word, want := range map[string]string{
		"churnrate": "churn_rate", "chrun_rate": "churn_rate", "ltc": "ltv", "something_else": "", "": "",
	} {
		if got := okr.Nearest(word, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestPeriodAt(t *testing.T) {
	c := okr.Catalog{Periods: []okr.Period{
		{Meta: okr.Meta{Name: "2026"}, Start: date("2026-01-01"), End: date("2027-01-01")},
		{Meta: okr.Meta{Name: "2026-Q2"}, Start: date("2026-04-01"), End: date("2026-07-01")},
		{Meta: okr.Meta{Name: "2028-Q1"}, Start: date("2028-01-01"), End: date("2028-04-01")},
	}}
	c.Sort()
	tests := map[string]struct{ day, want string }{
		"The quarter wins over its year.":                   {"2026-05-01", "2026-Q2"},
		"Outside of the quarter the year holds the day.":    {"2026-08-01", "2026"},
		"Between periods the one that ended last is meant.": {"2027-06-01", "2026"},
		"Before the first period there is none.":            {"2025-06-01", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			if p, ok := c.PeriodAt(date(tt.day)); ok {
				got = p.Name
			}
			if got != tt.want {
				t.Errorf("PeriodAt(%s) = %q, want %q", tt.day, got, tt.want)
			}
		})
	}
}

func TestAppendChange(t *testing.T) {
	for share, want := range map[float64]string{
		0.015: "+1.5 %", -0.03: "−3.0 %", 0: "0.0 %", 0.0001: "0.0 %", -0.0001: "0.0 %", 12.345: "+1,234.5 %", math.NaN(): "", math.Inf(1): "",
	} {
		if got := string(okr.AppendChange([]byte("week "), share)); got != "week "+want {
			t.Errorf("a change by %v is written %q, want %q", share, got, want)
		}
	}
}
