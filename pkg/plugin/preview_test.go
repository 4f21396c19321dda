package plugin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// Two orders a day are 14 a week, in each of the four whole weeks from October 19 to November 15. They are yellow below 20
// and red below 5.
func TestAPreviewCountsWhatRulesWouldHaveDone(t *testing.T) {
	const weeks = `"from":"2026-10-19","to":"2026-11-15"`
	cases := map[string]struct {
		body string
		want string // of the first number
		all  int
	}{
		"A rule of the catalog that fires all the time": {
			`{"rules":["orders_yellow"],` + weeks + `}`,
			`{"rule":"orders_yellow","title":"orders is yellow","metric":"orders","team":"growth","severity":"warning","grain":"week",` +
				`"threshold":"below 20, red: below 5","buckets":4,"times":1,"perQuarter":3.2611607142857144,"firing":4,` +
				`"longest":4,"noData":0,"runs":[{"first":"2026-10-19T00:00:00+09:00","last":"2026-11-09T00:00:00+09:00","buckets":4}],` +
				`"silenced":[]}`, 1,
		},
		"All rules": {`{` + weeks + `}`, `"rule":"orders_red"`, 3},
		"A rule that nobody has applied yet, with a suggestion that there cannot be": {
			`{"rule":"` + strings.ReplaceAll(crowded, "\n", `\n`) + `",` + weeks + `,"alarmsPerQuarter":1}`,
			`"noSuggestion":"no threshold does"`, 1,
		},
		"The rules on a metric": {`{"metrics":["signup_rate"],` + weeks + `}`, "", 0},
	}
	d := newTestDatasource(t, &memory{})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			response := call{method: http.MethodPost, url: "rules/preview?locale=en", body: c.body, user: kim}.perform(t, d)
			if response.Status != 200 {
				t.Fatalf("%d %s", response.Status, response.Body)
			}
			var got struct {
				From, To string
				Numbers  []json.RawMessage
			}
			if err := json.Unmarshal(response.Body, &got); err != nil {
				t.Fatal(err)
			}
			if got.From != "2026-10-19T00:00:00+09:00" || got.To != "2026-11-16T00:00:00+09:00" {
				t.Errorf("from %s to %s", got.From, got.To)
			}
			if len(got.Numbers) != c.all {
				t.Fatalf("%d numbers: %s", len(got.Numbers), response.Body)
			}
			if c.all > 0 && !strings.Contains(string(got.Numbers[0]), c.want) {
				t.Fatalf("got\n%s\nwant\n%s", got.Numbers[0], c.want)
			}
		})
	}
}

const crowded = `apiVersion: okr/v1
kind: AlertRule
metadata: {name: crowded, title: Crowded}
spec: {expr: orders > 10, severity: info, team: growth, decision: Hire.}
`

// bomb is some hundred bytes of a rule in which each merge key repeats the level below five times.
func bomb() string {
	text := `x0: &x0 {a: 1}\n`
	for level := range 9 {
		alias := fmt.Sprintf("*x%d", level)
		text += fmt.Sprintf(`x%[1]d: &x%[1]d {<<: [%[2]s, %[2]s, %[2]s, %[2]s, %[2]s]}\n`, level+1, alias)
	}
	return text + `<<: *x9\n`
}

func TestAPreviewThatCannotBeIsRefused(t *testing.T) {
	cases := map[string]struct {
		body   string
		role   string
		status int
		text   string
	}{
		"A rule of one's own by a Viewer": {
			`{"rule":"` + strings.ReplaceAll(crowded, "\n", `\n`) + `"}`, "Viewer", 403,
			"trying a rule of one's own on the past needs the role Editor, and you have Viewer",
		},
		"A body that is none":         {`rules`, "Admin", 400, "want JSON such as"},
		"A rule where a list belongs": {`{"rules":"x"}`, "Admin", 400, `"from": "2026-01-01"}: rules: got text, want a list in brackets`},
		"A word that nobody knows":    {`{"rool":"x"}`, "Admin", 400, `unknown field "rool"`},
		"A rule that the catalog does not have": {
			`{"rules":["orders_rad"]}`, "Admin", 400, `rules: the catalog has no alert rule "orders_rad": did you mean orders_red?`,
		},
		"A rule with a mistake": {
			`{"rule":"` + strings.ReplaceAll(strings.Replace(crowded, "orders >", "ordrs >", 1), "\n", `\n`) + `"}`, "Admin", 400,
			"rule:4:",
		},
		"Something else than a rule": {
			`{"rule":"apiVersion: okr/v1\nkind: Team\nmetadata: {name: sales}\nspec: {}\n"}`, "Admin", 400,
			"there are 0 alert rules [rule/count]",
		},
		"A rule and something else": {
			`{"rule":"` + strings.ReplaceAll(crowded, "\n", `\n`) + `---\napiVersion: okr/v1\nkind: Team\nmetadata: {name: sales}\nspec: {}\n"}`,
			"Admin", 400, "more than an alert rule",
		},
		"A bomb of merge keys": {
			`{"rule":"` + strings.ReplaceAll(crowded, "\n", `\n`) + bomb() + `"}`, "Admin", 400,
			"aliases and merge keys make more than 20000 keys and values of the document",
		},
		"Brackets without end": {
			`{"rule":"` + strings.Repeat("[", 50_000) + `"}`, "Admin", 400,
			"the document has more than 10000 signs and words",
		},
		"A rule as long as a book": {
			`{"rule":"#` + strings.Repeat("a", 100_000) + `"}`, "Admin", 400,
			"the rule has 100001 bytes: 65536 is the most",
		},
		"A text that terminals obey": {
			`{"rule":"` + strings.ReplaceAll(strings.Replace(crowded, "Hire", `\u001b[31mHire`, 1), "\n", `\n`) + `"}`, "Admin", 400,
			"the file holds the control character U+001B",
		},
		"JSON inside of itself": {`{"rule":` + strings.Repeat("[", 20_000) + `}`, "Admin", 400, "want JSON such as"},
		"A rule beside names":   {`{"rule":"x","rules":["y"]}`, "Admin", 400, "rules: the rule is given: leave the names out"},
		"A time that is none":   {`{"from":"monday"}`, "Admin", 400, `from: "monday" is not a time`},
		"A time before all facts": {
			`{"from":"0026-11-15"}`, "Admin", 400, "the time range starts in the year 26: it has to lie within the years 1900 to 2199",
		},
		"A time after all facts":     {`{"to":"3000-10-01"}`, "Admin", 400, "the time range ends in the year 3000"},
		"A time range without time":  {`{"from":"2026-11-15","to":"2026-10-01"}`, "Admin", 400, "the time range is empty"},
		"A negative number of calls": {`{"alarmsPerQuarter":-1}`, "Admin", 400, "alarmsPerQuarter: -1 is not a number of times"},
	}
	d := newTestDatasource(t, &memory{})
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			user := *kim
			user.Role = c.role
			response := call{method: http.MethodPost, url: "rules/preview", body: c.body, user: &user}.perform(t, d)
			var p problemDetails
			if err := json.Unmarshal(response.Body, &p); err != nil {
				t.Fatal(err)
			}
			if response.Status != c.status || !strings.Contains(p.Detail, c.text) {
				t.Fatalf("%d %s", response.Status, p.Detail)
			}
		})
	}
}
