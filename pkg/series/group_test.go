package series_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func filter(t *testing.T, text string) series.Filter {
	t.Helper()
	part := strings.Fields(text)
	if len(part) == 2 {
		part = append(part, "")
	}
	f, err := series.NewFilter(part[0], part[1], part[2])
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestGroup(t *testing.T) {
	// The first bucket tells columns apart.
	cols := []series.Columns{
		{Segment: `{"country":"JP","plan":"pro"}`, First: 1},
		{Segment: `{"country":"DE","plan":"pro"}`, First: 2},
		{Segment: `{"country":"JP","plan":"free"}`, First: 3},
		{Segment: `{"plan":"pro"}`, First: 4},
		{Segment: `{"country":"JP"}`, First: 5},
		{Segment: "", First: 6},
	}
	tests := map[string]struct {
		typ     okr.MetricType
		by      []string
		filters []string
		want    string // segment: columns
	}{
		"without groups and filters everything is one": {okr.Sum, nil, nil, ":1 2 3 4 5 6"},
		"by one label": {okr.Sum, []string{"plan"}, nil, `:5 6; {"plan":"free"}:3; {"plan":"pro"}:1 2 4`},
		"by two labels": {
			okr.Ratio,
			[]string{"plan", "country"},
			nil,
			`:6; {"country":"DE","plan":"pro"}:2; {"country":"JP","plan":"free"}:3; ` +
				`{"country":"JP","plan":"pro"}:1; {"country":"JP"}:5; {"plan":"pro"}:4`,
		},
		"filtered": {
			okr.Mean, nil,
			[]string{"plan = pro"},
			":1 2 4",
		},
		"filtered by two labels": {
			okr.Last, nil,
			[]string{"plan = pro", "country != JP"},
			":2 4",
		},
		"filtered by pattern and grouped": {
			okr.Sum,
			[]string{"country"},
			[]string{"plan =~ pr.|x"},
			`:4; {"country":"DE"}:2; {"country":"JP"}:1`,
		},
		"filtered by the absence of a label": {okr.Sum, nil, []string{"country ="}, ":4 6"},
		"a filter that nothing matches leaves no group": {
			okr.Sum,
			[]string{"plan"},
			[]string{"plan = x"},
			"",
		},
		"a distinct count of the whole is the one unlabelled": {okr.Distinct, nil, nil, ":6"},
		"distinct counts by one label": {
			okr.Distinct,
			[]string{"plan"},
			nil,
			`{"plan":"pro"}:4`,
		},
		"a distinct count of one segment": {okr.Median, nil, []string{"plan = pro"}, ":4"},
		"distinct counts by one label within another": {
			okr.Median,
			[]string{"country"},
			[]string{"plan = pro"},
			`{"country":"DE"}:2; {"country":"JP"}:1`,
		},
		"a distinct count without a label": {
			okr.Distinct,
			[]string{"plan"},
			[]string{"country ="},
			`{"plan":"pro"}:4`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var filters []series.Filter
			for _, text := range test.filters {
				filters = append(filters, filter(t, text))
			}
			var groups []string
			for _, g := range series.Group(test.typ, cols, test.by, filters) {
				var firsts []string
				for _, c := range g.Columns {
					firsts = append(firsts, fmt.Sprint(c.First))
				}
				slices.Sort(firsts)
				groups = append(groups, string(g.Segment)+":"+strings.Join(firsts, " "))
			}
			if got := strings.Join(groups, "; "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
	if got := series.Group(okr.Sum, nil, nil, nil); got != nil {
		t.Errorf("no columns make the groups %v", got)
	}
}

func TestFilter(t *testing.T) {
	tests := map[string]struct {
		filter string
		label  string
		want   bool
	}{
		"equal":                                    {"plan = pro", "pro", true},
		"equal minds case":                         {"plan = pro", "Pro", false},
		"unequal":                                  {"plan != pro", "free", true},
		"unequal to the same":                      {"plan != pro", "pro", false},
		"a missing label is unequal":               {"plan != pro", "", true},
		"a missing label equals empty":             {"plan =", "", true},
		"a pattern matches the whole label":        {"plan =~ pr", "pro", false},
		"a pattern with alternatives does too":     {"plan =~ pro|free", "profree", false},
		"a pattern that matches":                   {"plan =~ pro|free", "free", true},
		"a dot also stands for a line break":       {"plan =~ a.b", "a\nb", true},
		"a pattern that should not match":          {"plan !~ pro|free", "team", true},
		"a pattern that should not match but does": {"plan !~ pro|free", "pro", false},
		"anything also matches a missing label":    {"plan =~ .*", "", true},
		"something does not":                       {"plan =~ .+", "", false},
		"an accent may be typed apart":             {"plan = Cafe\u0301", "Caf\u00e9", true},
		"an accent may be stored apart":            {"plan = Caf\u00e9", "Cafe\u0301", true},
		"what looks alike is not unequal":          {"plan != Cafe\u0301", "Caf\u00e9", false},
		"what cannot be seen does not matter":      {"plan = pro\u200b", "pro", true},
		"a blank that was stored does not matter":  {"plan = pro", "pro \r", true},
		"a pattern may be typed apart":             {"plan =~ Cafe\u0301|Bar", "Caf\u00e9", true},
		"a pattern sees no blanks around":          {"plan =~ pro", " pro\u200b", true},
		"nothing that can be seen is no label":     {"plan =", "\u200b", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			labels := map[string]string{"other": "x"}
			if test.label != "" {
				labels["plan"] = test.label
			}
			if got := filter(t, test.filter).Match(labels); got != test.want {
				t.Errorf("%s on %q: %v", test.filter, test.label, got)
			}
		})
	}
}

func TestAFilterNamesItsKey(t *testing.T) {
	if got := filter(t, "plan = pro").Key(); got != "plan" {
		t.Errorf("key is %q", got)
	}
}

func TestBadFilters(t *testing.T) {
	tests := map[string]struct{ key, operator, value, want string }{
		"without a key":                                    {"", "=", "x", "needs a key"},
		"with an unknown operator":                         {"plan", "=|", "x", `unknown operator "=|": want =, !=, =~, !~`},
		"with a broken pattern":                            {"plan", "=~", "(", `filter on plan: "(" is not a regular expression`},
		"with a pattern that is only one between brackets": {"plan", "=~", "D)|(?:R", `filter on plan: "D)|(?:R" is not a regular expression`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := series.NewFilter(test.key, test.operator, test.value); err == nil || !contains(err.Error(), test.want) {
				t.Errorf("error is %v, want %q", err, test.want)
			}
		})
	}
}

func TestAWholeSaysNothingOfTheLabelsThatItIsTheWholeOver(t *testing.T) {
	whole := series.Columns{Metric: "m", Grain: okr.Day, Segment: `{"plan":"pro"}`, Whole: "region", Num: []float64{1}, Den: []float64{1}}
	part := series.Columns{Metric: "m", Grain: okr.Day, Segment: `{"plan":"pro","region":"EU"}`, Num: []float64{2}, Den: []float64{1}}
	for name, tc := range map[string]struct {
		by      []string
		filters []string
		want    int // columns of all groups
	}{
		"all of it":                       {nil, nil, 2},
		"by another segment":              {[]string{"plan"}, nil, 2},
		"by the segment":                  {[]string{"region"}, nil, 1},
		"one label":                       {nil, []string{"region = EU"}, 1},
		"all but one label":               {nil, []string{"region != EU"}, 0},
		"none that matches":               {nil, []string{"region !~ EU"}, 0},
		"anything":                        {nil, []string{"region =~ .*"}, 1},
		"no label":                        {nil, []string{"region ="}, 0},
		"a label of another segment":      {nil, []string{"plan = pro"}, 2},
		"of another segment, by this one": {[]string{"region"}, []string{"plan = pro"}, 1},
	} {
		var filters []series.Filter
		for _, text := range tc.filters {
			filters = append(filters, filter(t, text))
		}
		got := 0
		for _, g := range series.Group(okr.Sum, []series.Columns{whole, part}, tc.by, filters) {
			got += len(g.Columns)
		}
		if got != tc.want {
			t.Errorf("%s: %d columns, want %d", name, got, tc.want)
		}
	}
}
