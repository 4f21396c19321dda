package plugin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// withJournal is a data source on a real database, as a user with the given roles of PostgreSQL.
func withJournal(t *testing.T, roles ...string) (*Datasource, postgres.Config) {
	t.Helper()
	cfg := pgtest.New(t)
	prepare(t, cfg)
	d := newFromGrafana(t, configured(t, pgtest.Login(t, cfg, roles...), parseURL(t, cfg).Host))
	t.Cleanup(d.Dispose)
	return d, cfg
}

type call struct {
	method, url, body string
	user              *backend.User
	headers           map[string][]string
}

func (c call) perform(t *testing.T, to backend.CallResourceHandler) *backend.CallResourceResponse {
	t.Helper()
	path, _, _ := strings.Cut(c.url, "?")
	in := inGrafana
	in.User = c.user
	headers := map[string][]string{"Content-Type": {"application/json"}}
	for k, v := range c.headers {
		headers[k] = v
	}
	var got answers
	err := to.CallResource(t.Context(), &backend.CallResourceRequest{
		PluginContext: in, Method: c.method, Path: path, URL: c.url, Body: []byte(c.body), Headers: headers,
	}, &got)
	if err != nil || len(got) != 1 {
		t.Fatalf("%d answers, error %v", len(got), err)
	}
	return got[0]
}

var (
	mika = &backend.User{Login: "mika", Name: "Mika", Role: "Editor"}
	kim  = &backend.User{Login: "kim", Role: "Admin"}
)

func post(body string) call {
	return call{method: http.MethodPost, url: "journal", body: body, user: mika}
}

func entryOf(t *testing.T, r *backend.CallResourceResponse) entryInfo {
	t.Helper()
	var e entryInfo
	if err := json.Unmarshal(r.Body, &e); r.Status != http.StatusOK || err != nil {
		t.Fatalf("%d %s %v", r.Status, r.Body, err)
	}
	return e
}

func TestEditorsWriteIntoTheJournalAndEverybodyReadsIt(t *testing.T) {
	d, _ := withJournal(t, "okr_writer")
	sale := post(`{"kind":"annotation","at":"2026-11-02","until":"2026-11-08","text":"Sale","metric":"orders","tags":["shop"]}`)
	first := entryOf(t, sale.perform(t, d))
	if first.ID == "" || first.Author != "mika" || first.At.UTC().Format("01-02 15:04") != "11-01 15:00" ||
		first.Until.UTC().Format("01-02 15:04") != "11-08 15:00" {
		t.Fatalf("%+v", first)
	}
	corrected := post(`{"kind":"annotation","at":"2026-11-02T00:00:00+09:00","text":"Sale <b>","metric":"orders",` +
		`"replaces":"` + first.ID + `"}`)
	corrected.user = kim
	second := entryOf(t, corrected.perform(t, d))

	viewer := &backend.User{Login: "vera", Role: "Viewer"}
	list := call{method: http.MethodGet, user: viewer}
	list.url = "journal?kinds=annotation,bet&metrics=orders&from=2026-11-01&to=2026-11-30&locale=ja"
	got := list.perform(t, d)
	want := fmt.Sprintf(`[{"id":%q,"kind":"annotation","at":"2026-11-01T15:00:00Z","until":null,"text":"Sale \u003cb\u003e",`+
		`"subject":"orders",`+
		`"metric":"orders","objective":"","keyResult":"","kpi":"","team":"growth","author":"kim","tags":[],"replaces":%q}]`, second.ID, first.ID)
	if body := strings.TrimSpace(string(got.Body)); got.Status != 200 || body != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}

	response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{PluginContext: inGrafana, Queries: []backend.DataQuery{
		newQuery("A", `{"queryType":"journal","kinds":["annotation"],"format":"annotations"}`),
	}})
	if err != nil || response.Responses["A"].Error != nil {
		t.Fatal(err, response.Responses["A"].Error)
	}
	title, _ := response.Responses["A"].Frames[0].FieldByName("text")
	if title.Len() != 1 || title.At(0) != "Sale &lt;b&gt;<br>By: kim" {
		t.Errorf("%d: %v", title.Len(), title.At(0))
	}
}

// testRoles shows that the role of the user travels from Grafana to the plugin.
func testRoles(t *testing.T, to backend.CallResourceHandler) {
	nothing := post(`{"kind":"bet"}`)
	checkProblem(t, nothing.perform(t, to), 400, "text: say something")
	nothing.user = &backend.User{Login: "vera", Role: "Viewer"}
	checkProblem(t, nothing.perform(t, to), 403, "POST journal needs the role Editor, and you have Viewer: "+
		"ask an administrator of Grafana, or use a service account with that role")
}

func TestADoubleClickWritesOnce(t *testing.T) {
	d, _ := withJournal(t, "okr_writer")
	click := post(`{"kind":"bet","text":"Shorter form","keyResult":"easy_start/signups"}`)
	click.headers = map[string][]string{"Idempotency-Key": {"3f1c"}}
	ids := make([]string, 6)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() { ids[i] = entryOf(t, click.perform(t, d)).ID })
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("%v", ids)
		}
	}
	click.body = `{"kind":"bet","text":"Longer form"}`
	checkProblem(t, click.perform(t, d), 409,
		`the key "3f1c" was used for entry `+ids[0]+`, which says something else: take another key`)
}

func TestWhatCannotBeWrittenIsRefused(t *testing.T) {
	d, cfg := withJournal(t, "okr_writer")
	written := entryOf(t, post(`{"kind":"decision","text":"first"}`).perform(t, d)).ID
	newest := entryOf(t, post(`{"kind":"decision","text":"second","replaces":`+written+`}`).perform(t, d)).ID
	as := func(user *backend.User) call {
		c := post(`{"kind":"bet","text":"x"}`)
		c.user = user
		return c
	}
	form := post(`kind=bet&text=x`)
	form.headers = map[string][]string{"Content-Type": {"application/x-www-form-urlencoded"}}
	long := post(`{"kind":"bet","text":"x"}`)
	long.headers = map[string][]string{"Idempotency-Key": {strings.Repeat("x", 201)}}
	const kinds = "want check_in, bet, learning, blocker, experiment, decision, interview, annotation, review"
	role := func(have string) string {
		return "POST journal needs the role Editor, and you have " + have +
			": ask an administrator of Grafana, or use a service account with that role"
	}
	for name, c := range map[string]struct {
		call   call
		status int
		detail string
	}{
		"A viewer":               {as(&backend.User{Login: "vera", Role: "Viewer"}), 403, role("Viewer")},
		"Nobody":                 {as(nil), 403, role("none")},
		"A form of another site": {form, 415, "send the entry as JSON, with Content-Type: application/json"},
		"More than an entry can hold": {
			post(`{"text":"` + strings.Repeat("x", 70_000) + `"}`), 413,
			"the entry is larger than 65536 bytes: shorten it",
		},
		"A key that is a text": {long, 400, "Idempotency-Key: at most 200 characters"},
		"No JSON":              {post(`{`), 400, "the entry is not as it should be: unexpected EOF"},
		"Two entries": {
			post(`{"kind":"bet","text":"x"}{}`), 400,
			"the entry is not as it should be: more follows after the entry",
		},
		"A list where an entry belongs": {
			post(`[{"kind":"bet","text":"x"}]`), 400, "the entry is not as it should be: got a list, want an object in braces",
		},
		"A number where a text belongs": {
			post(`{"kind":"bet","text":5}`), 400, "the entry is not as it should be: text: got a number, want text in quotes",
		},
		"An author of one's own choice": {
			post(`{"kind":"bet","text":"x","author":"boss"}`), 400,
			`the entry is not as it should be: unknown field "author"`,
		},
		"A kind that nobody writes": {
			post(`{"kind":"definition","text":"x"}`), 400,
			"kind: unknown kind of entry \"definition\": " + kinds,
		},
		"No text": {post(`{"kind":"bet","text":" "}`), 400, "text: say something"},
		"A metric with a slip": {
			post(`{"kind":"bet","text":"x","metric":"order"}`), 400,
			`metric: the catalog has no metric "order": did you mean orders?`,
		},
		"A time that is none": {
			post(`{"kind":"bet","text":"x","at":"soon"}`), 400,
			`at: "soon" is not a time: write RFC 3339 (2026-11-22T09:00:00Z), a date (2026-11-22) or milliseconds`,
		},
		"A number that is no entry": {
			post(`{"kind":"bet","text":"x","replaces":1.5}`), 400,
			"replaces: 1.5 is not the id of an entry",
		},
		"An entry that is not there": {
			post(`{"kind":"bet","text":"x","replaces":"4711"}`), 400,
			"replaces: the journal has no entry 4711",
		},
		"An entry that has been replaced": {
			post(`{"kind":"bet","text":"x","replaces":` + written + `}`), 409,
			"entry " + written + " has been replaced already: look at entry " + newest + ", and replace that one",
		},
		"Removing": {
			call{method: "DELETE", url: "journal", user: kim},
			405,
			"journal cannot be asked for like this: use GET or POST instead of DELETE",
		},
		"A list of a kind that is not one": {
			call{method: "GET", url: "journal?kinds=bets"},
			400,
			`kinds: unknown kind of entry "bets": ` + kinds + ", definition",
		},
		"A list of a length that is none": {
			call{method: "GET", url: "journal?limit=all"},
			400,
			`limit: "all" is not a number`,
		},
	} {
		t.Run(name, func(t *testing.T) { checkProblem(t, c.call.perform(t, d), c.status, c.detail) })
	}
	if n := strings.Count(string(call{method: "GET", url: "journal"}.perform(t, d).Body), `"id"`); n != 1 {
		t.Errorf("the journal has %d entries", n)
	}
	// Every server sees an entry at once, whoever wrote it.
	pgtest.Exec(t, cfg, "INSERT INTO okr.journal_entry (kind, at, text, author) VALUES ('bet', '2026-11-01', 'elsewhere', 'x')")
	if body := string(call{method: "GET", url: "journal"}.perform(t, d).Body); !strings.Contains(body, "elsewhere") {
		t.Errorf("%s", body)
	}
}

func TestAReaderOfTheDatabaseIsToldWhichRightIsMissing(t *testing.T) {
	d, _ := withJournal(t, "okr_reader")
	for user, reason := range map[*backend.User]string{
		kim:  "Run as an administrator: GRANT okr_writer TO",
		mika: "the data source's database user lacks a right: an administrator sees the reason here",
	} {
		bet := post(`{"kind":"bet","text":"x"}`)
		bet.user = user
		if got := bet.perform(t, d); got.Status != 502 || !strings.Contains(string(got.Body), reason) {
			t.Errorf("%s: %d %s", user.Login, got.Status, got.Body)
		}
	}
}
