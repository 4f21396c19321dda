package provision_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/provision"
)

var update = flag.Bool("update", false, "write the files that the exports are compared with")

func read(t *testing.T, folder string) *okr.Catalog {
	t.Helper()
	files, err := catalog.ReadFolder(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	c, findings := catalog.Parse(files)
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestExportsAreTheFilesInTheRepository(t *testing.T) {
	for name, c := range map[string]struct {
		catalog, files string
		options        provision.Options
	}{
		"The demo's": {"../../provisioning/catalog", "../../provisioning/alerting", provision.Options{}},
		"Every kind of rule, in Japanese": {"testdata/catalog", "testdata/ja", provision.Options{
			DatasourceUID: "okr$1", FolderPrefix: "OKR ", DashboardUID: "drill", Locale: "ja", ReceiverInRules: true,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			files, err := provision.Export(read(t, c.catalog), c.options)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, f := range files {
				path := filepath.Join(c.files, f.Name)
				names = append(names, path)
				if *update {
					if err := os.WriteFile(path, f.Data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil || !bytes.Equal(f.Data, want) {
					t.Errorf("%s differs (%v): run `go test ./pkg/provision -update`, and look at what changed", path, err)
				}
			}
			if there, _ := filepath.Glob(filepath.Join(c.files, "*")); !slices.Equal(there, names) {
				t.Errorf("the folder holds %v, want %v", there, names)
			}
		})
	}
}

// exported is what the test reads back, by the keys that Grafana documents.
type exported struct {
	Groups []struct {
		Name, Folder, Interval string
		Rules                  []struct {
			UID, Title, Condition string
			NoDataState           string `yaml:"noDataState"`
			ExecErrState          string `yaml:"execErrState"`
			For                   string
			KeepFiringFor         string `yaml:"keepFiringFor"`
			Labels, Annotations   map[string]string
			NotificationSettings  struct{ Receiver string } `yaml:"notification_settings"`
		}
	}
}

func TestEveryRuleOfTheCatalogIsOneRuleOfGrafana(t *testing.T) {
	c := read(t, "testdata/catalog")
	files, err := provision.Export(c, provision.Options{ReceiverInRules: true})
	if err != nil {
		t.Fatal(err)
	}
	var out exported
	if err := yaml.Unmarshal(files[2].Data, &out); err != nil {
		t.Fatal(err)
	}
	uids, got := map[string]bool{}, map[string][]string{}
	for _, g := range out.Groups {
		for _, r := range g.Rules {
			if len(r.UID) > 40 || uids[r.UID] || r.ExecErrState != "Error" || r.Condition != "B" {
				t.Errorf("rule %s: uid %s, on errors %s, condition %s", r.Title, r.UID, r.ExecErrState, r.Condition)
			}
			uids[r.UID] = true
			got[r.Labels["rule"]] = []string{
				g.Folder, g.Name, g.Interval, r.NoDataState, r.For, r.KeepFiringFor, r.NotificationSettings.Receiver, r.Labels["team"],
			}
		}
	}
	want := map[string][]string{
		"daily_by_plan":  {"Alerts: Growth", "day", "30m", "OK", "2h", "1d", "growth@work", "growth"},
		"hourly":         {"Alerts: Growth", "hour", "5m", "Alerting", "0s", "", "growth@work", "growth"},
		"info_only":      {"Alerts: Growth", "week", "1h", "NoData", "0s", "", "", "growth"},
		"of_all":         {"Alerts: several teams", "week", "1h", "NoData", "0s", "", "", ""},
		"silent_team":    {"Alerts: Support", "week", "1h", "NoData", "0s", "", "", "support"},
		"tickets_red":    {"Alerts: Support", "week", "1h", "NoData", "0s", "", "", "support"},
		"tickets_yellow": {"Alerts: Support", "week", "1h", "NoData", "0s", "", "", "support"},
		"a_name_that_is_longer_than_the_longest_uid": {"Alerts: Growth", "week", "1h", "NoData", "0s", "", "growth@work", "growth"},
	}
	for _, r := range c.Rules() {
		if w := want[r.Name]; w != nil && !slices.Equal(got[r.Name], w) {
			t.Errorf("%s is %q, want %q", r.Name, got[r.Name], w)
		}
		if got[r.Name] == nil {
			t.Errorf("rule %s is missing", r.Name)
		}
	}
	if len(got) != len(c.Rules()) {
		t.Errorf("there are %d rules, want %d", len(got), len(c.Rules()))
	}
}

func TestUIDsAreStableAndShort(t *testing.T) {
	long := strings.Repeat("very_", 20) + "long"
	for name, want := range map[string]string{
		"churn":                                "okr-churn",
		"exactly_as_long_as_a_uid_may_be_1234": "okr-exactly_as_long_as_a_uid_may_be_1234",
	} {
		if got := provision.UID(name); got != want {
			t.Errorf("the uid of %s is %s, want %s", name, got, want)
		}
	}
	if a, b := provision.UID(long+"_a"), provision.UID(long+"_b"); a == b || len(a) != 40 || len(b) != 40 {
		t.Errorf("long names have the uids %s and %s", a, b)
	}
}

func TestRulesThatLeftTheCatalogAreDeleted(t *testing.T) {
	c := read(t, "testdata/catalog")
	rules := func(replaced string) []byte {
		t.Helper()
		files, err := provision.Export(c, provision.Options{Replaced: []byte(replaced)})
		if err != nil {
			t.Fatal(err)
		}
		return files[2].Data
	}
	first := rules("")
	cases := map[string]struct {
		replaced string
		want     []string
	}{
		"Nothing was there":                           {"", nil},
		"The same rules were there":                   {string(first), nil},
		"One has gone":                                {"groups: [{rules: [{uid: okr-gone}, {uid: okr-hourly}]}]", []string{"okr-gone"}},
		"One went two exports ago":                    {"deleteRules: [{uid: okr-b}, {uid: okr-a}]", []string{"okr-a", "okr-b"}},
		"One has come back":                           {"deleteRules: [{uid: okr-hourly}]", nil},
		"A rule that is no export's is left as it is": {"groups: [{rules: [{uid: theirs}]}]", nil},
	}
	for name, x := range cases {
		t.Run(name, func(t *testing.T) {
			var out struct {
				DeleteRules []struct {
					OrgID int `yaml:"orgId"`
					UID   string
				} `yaml:"deleteRules"`
			}
			if err := yaml.Unmarshal(rules(x.replaced), &out); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range out.DeleteRules {
				got = append(got, r.UID)
				if r.OrgID != 1 {
					t.Errorf("%s is deleted in organisation %d", r.UID, r.OrgID)
				}
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("deleted are %v, want %v", got, x.want)
			}
		})
	}
	if _, err := provision.Export(c, provision.Options{Replaced: []byte("groups: 7")}); err == nil {
		t.Error("a file that is no export is taken for one")
	}
}

func TestAllRulesAreEvaluatedAtTheWantedInterval(t *testing.T) {
	c := read(t, "testdata/catalog")
	files, err := provision.Export(c, provision.Options{Interval: 90 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	var out exported
	if err := yaml.Unmarshal(files[2].Data, &out); err != nil {
		t.Fatal(err)
	}
	for _, g := range out.Groups {
		if g.Interval != "90s" {
			t.Errorf("group %s of %s is evaluated every %s", g.Name, g.Folder, g.Interval)
		}
	}
	for _, wrong := range []time.Duration{time.Second, -time.Minute} {
		if _, err := provision.Export(c, provision.Options{Interval: wrong}); err == nil {
			t.Errorf("Grafana cannot evaluate every %v", wrong)
		}
	}
}

func TestLinksLeadToTheDashboardInTheLanguageOfTheMessage(t *testing.T) {
	for locale, want := range map[string]string{"en": "okrkpi-metric", "ja": "okrkpi-metric-ja", "ja-JP": "okrkpi-metric-ja"} {
		files, err := provision.Export(read(t, "testdata/catalog"), provision.Options{Locale: locale})
		if err != nil {
			t.Fatal(err)
		}
		var out exported
		if err := yaml.Unmarshal(files[2].Data, &out); err != nil {
			t.Fatal(err)
		}
		for _, r := range out.Groups[0].Rules {
			if link := r.Annotations["dashboard"]; !strings.Contains(link, "d/"+want+"?var-metric={{ $labels.metric }}") {
				t.Errorf("in %s rule %s links to %s", locale, r.Title, link)
			}
		}
	}
}

func TestDescriptionsNameWhatIsCompared(t *testing.T) {
	files, err := provision.Export(read(t, "../../provisioning/catalog"), provision.Options{Locale: "en"})
	if err != nil {
		t.Fatal(err)
	}
	var out exported
	if err := yaml.Unmarshal(files[2].Data, &out); err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, g := range out.Groups {
		for _, r := range g.Rules {
			got[r.Labels["rule"]] = []string{r.Annotations["number"], r.Annotations["threshold"]}
		}
	}
	for rule, want := range map[string][]string{
		"churn_above_limit":               {"Churn", "above 4.0 %"},
		"acquisition_too_dear":            {`metric("ltv", "month") / metric("cac", "month")`, "below 2.50"},
		"conversion_fell":                 {"Paid conversion", "value < 0.8 * median(8)"},
		"crash_rate_yellow":               {"Crashes", "above 0.60 %, red: above 1.00 %"},
		"support_load_red":                {"Tickets per support shift", "below 6.0 or above 24.0"},
		"churn_rate_unusual":              {"Churn", "jumped away from the usual, z beyond ±3.5"},
		"overseas_cost_per_signup_yellow": {"Cost per sign-up abroad", "above ¥2,600, red: above ¥3,000"},
	} {
		if !slices.Equal(got[rule], want) {
			t.Errorf("%s is about %q, want %q", rule, got[rule], want)
		}
	}
}

// A rule over two metrics that names neither in over is about none of them alone. With a scope it is about what that names.
func TestARuleOverSeveralMetricsIsLabelledAndLinkedByItsSubject(t *testing.T) {
	const scope = "  over: {kpis: [ltv_cac]}\n"
	files, err := catalog.ReadFolder(os.DirFS("../../provisioning/catalog"))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(files, func(f catalog.File) bool { return bytes.Contains(f.Data, []byte(scope)) })
	if i < 0 {
		t.Fatal("no rule is about the KPI ltv_cac")
	}
	exportOf := func() (labels map[string]string, link string) {
		c, findings := catalog.Parse(files)
		if err := findings.Err(); err != nil {
			t.Fatal(err)
		}
		written, err := provision.Export(c, provision.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out exported
		if err := yaml.Unmarshal(written[2].Data, &out); err != nil {
			t.Fatal(err)
		}
		for _, g := range out.Groups {
			for _, r := range g.Rules {
				if r.Labels["rule"] == "acquisition_too_dear" {
					return r.Labels, r.Annotations["dashboard"]
				}
			}
		}
		t.Fatal("the rule is not exported")
		return nil, ""
	}
	labels, link := exportOf()
	if labels["metric"] != "ltv_cac" || !strings.Contains(link, "okrkpi-metric?var-metric={{ $labels.metric }}") {
		t.Errorf("with a scope: labels %v, link %s", labels, link)
	}
	files[i].Data = bytes.Replace(files[i].Data, []byte(scope), nil, 1)
	labels, link = exportOf()
	if metric, ok := labels["metric"]; ok || labels["team"] != "growth" {
		t.Errorf("without a scope it is labelled with the metric %q, team %q", metric, labels["team"])
	}
	if want := "{{ externalURL }}alerting/grafana/okr-acquisition_too_dear/view"; link != want {
		t.Errorf("without a scope it links to %s, want %s", link, want)
	}
}
