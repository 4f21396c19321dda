package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/provision"
	"github.com/northstar/okrkpi/pkg/series"
)

// trial is a Grafana with the demo company, whose alerts end at the receiver.
type trial struct {
	*company
	*grafana
	*receiver
}

func TestAlertsReachTheirTeams(t *testing.T) {
	if os.Getenv("GRAFANA_HOME") == "" {
		t.Skip("GRAFANA_HOME is not set, so there is no Grafana to start: that alerts reach their teams is NOT tested")
	}
	repository, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	original := filepath.Join(repository, "provisioning")
	okrTool, plugin := build(t, repository, t.TempDir())
	x := trial{company: newCompany(t, original), receiver: newReceiver(t)}
	x.grafana = startDemo(t, okrTool, plugin, copyProvisioning(t, original, x.catalog), x.company, x.receiver)

	for _, step := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"Every rule of the catalog is evaluated, and none fires", x.everyRuleIsEvaluated},
		{"A number beyond its threshold tells its team once, and tells it when it is back", x.oneMessageToTheTeam},
		{"Each segment is an alert of its own, and one that goes leaves the others alone", x.segments},
		{"A database that is away tells the fallback", x.databaseAway},
		{"A rule that leaves the catalog leaves Grafana", x.ruleLeaves},
		{"Messages are in Japanese, and reach the team also where rules name the contact point", x.japanese},
		{"The fallback, and nobody else, hears that all is well again", x.wellAgain},
	} {
		if !t.Run(step.name, step.run) {
			t.FailNow() // what follows would start from another state
		}
	}
}

func (x *trial) everyRuleIsEvaluated(t *testing.T) {
	want := x.catalog.Rules()
	states := x.waitFor(t, "evaluated", func(states map[string]ruleState) bool {
		return len(states) == len(want) && healthy(states, "ok")
	})
	for _, r := range want {
		s := states[r.Name]
		if s.State != "inactive" || s.LastError != "" || s.Interval != evaluated.Seconds() {
			t.Errorf("%s is %s every %v s: %s", r.Name, s.State, s.Interval, s.LastError)
		}
	}
	if s := states["churn_above_limit"]; s.Folder != "Alerts: Customer success" || s.Group != "week" ||
		s.Labels["team"] != "customer_success" || s.Labels["severity"] != "critical" || s.Labels["metric"] != "churn_rate" {
		t.Errorf("churn_above_limit stands in folder %q, group %q with %v", s.Folder, s.Group, s.Labels)
	}
	x.noMessage(t, "although nothing fires")
}

// link finds the address in a message.
var link = regexp.MustCompile(`http://\S+/d/\S+`)

func (x *trial) oneMessageToTheTeam(t *testing.T) {
	from, until := x.lastWeek()
	restore := x.multiply(t, "churn_rate", from, until, "", 2)
	m := x.only(t, "customer-success", "firing")
	m.says(t, "Churn above 4 %", "Fires when: above 4.0 %", "Number: Churn", "Owner: success@taskflow.example",
		"Decision: Find the cause at once, by country and by reason for leaving.")
	if !regexp.MustCompile(`(?m)^Observed: [5-7]\.\d+ %$`).MatchString(m.Message) {
		t.Error("the message does not say what was observed")
	}
	x.linkWorks(t, link.FindString(m.Message), "churn_rate")

	restore()
	m = x.only(t, "customer-success", "resolved")
	m.says(t, "Back to normal: Churn above 4 %")
	if !regexp.MustCompile(`(?m)^Observed: [2-3]\.\d+ %$`).MatchString(m.Message) {
		t.Error("the message does not say what is observed now")
	}
}

// linkWorks opens the link of a message.
func (x *trial) linkWorks(t *testing.T, link, metric string) {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil || !strings.HasPrefix(link, x.url) || u.Query().Get("var-metric") != metric || u.Query().Get("from") == "" {
		t.Fatalf("the link %q does not lead to %s (%v)", link, metric, err)
	}
	uid := strings.Split(u.Path, "/")[2]
	for _, path := range []string{u.RequestURI(), "/api/dashboards/uid/" + uid} {
		if status, _ := x.call(t, http.MethodGet, path, nil); status != http.StatusOK {
			t.Errorf("%s answers %d", path, status)
		}
	}
}

func (x *trial) segments(t *testing.T) {
	const rule, metric = "crashes_by_os", "crash_rate"
	states := func(states map[string]ruleState) map[string]string {
		found := map[string]string{}
		for _, a := range states[rule].Alerts {
			found[a.Labels["os"]] = a.State
		}
		return found
	}
	become := func(want map[string]string) {
		t.Helper()
		x.waitFor(t, fmt.Sprintf("%v", want), func(s map[string]ruleState) bool { return maps.Equal(states(s), want) })
	}
	onSystem := func(name string) series.Segment { return series.SegmentOf(map[string]string{"os": name}) }
	become(map[string]string{"android": "Normal", "ios": "Normal", "web": "Normal"})

	from, until := x.lastDay()
	restore := x.multiply(t, metric, from, until, onSystem("android"), 8)
	m := x.only(t, "product", "firing")
	m.says(t, "Number: Crashes, os android", "Decision: Stop the rollout")
	x.linkWorks(t, link.FindString(m.Message), metric)

	// A segment that was not measured on the newest day: its alert has no data, which is no alarm.
	x.forget(t, metric, onSystem("ios"), from)
	x.failure(t, "DatasourceNoData", "firing").says(t, "No data: Crashes on one operating system", "Number: Crashes, os ios")
	become(map[string]string{"android": "Alerting", "ios": "NoData", "web": "Normal"})

	// A segment that has never been.
	x.forget(t, metric, onSystem("web"), okr.Date{Year: 2000, Month: time.January, Day: 1})
	become(map[string]string{"android": "Alerting", "ios": "NoData"})
	x.noMessage(t, "when a segment had gone")

	restore()
	x.only(t, "product", "resolved").says(t, "Back to normal", "os android", "Observed: 0.")
	become(map[string]string{"android": "Normal", "ios": "Normal", "web": "Normal"})
}

func (x *trial) databaseAway(t *testing.T) {
	port := x.server.Port()
	x.stop(t)
	x.failure(t, "DatasourceError", "firing")
	x.waitFor(t, "without an answer", func(states map[string]ruleState) bool { return healthy(states, "error") })
	x.noMessage(t, "when the database is away")
	m := x.failure(t, "DatasourceError", "firing")
	m.says(t, "Cannot be evaluated: several rules", "Cannot be evaluated: Churn above 4 %", "Cause: ", "the database is unreachable")
	// Everybody whom a rule tells reads the message: where the database is, is for administrators.
	m.hides(t, fmt.Sprintf(":%d", port), "connection refused")

	x.start(t, port)
	x.waitFor(t, "evaluated again", func(states map[string]ruleState) bool { return healthy(states, "ok") })
	x.noMessage(t, "when the database is back")
}

// healthy reports whether all rules have the health that is given.
func healthy(states map[string]ruleState, health string) bool {
	for _, s := range states {
		if s.Health != health {
			return false
		}
	}
	return true
}

// noMessage fails when a message of an alert arrives.
func (x *trial) noMessage(t *testing.T, when string) {
	t.Helper()
	if got := x.take(t, 0); len(got) > 0 {
		t.Errorf("%d messages about numbers arrived %s", len(got), when)
	}
}

func (x *trial) ruleLeaves(t *testing.T) {
	const leaves = "conversion_fell"
	path := "/api/v1/provisioning/alert-rules/okr-" + leaves
	if status, body := x.call(t, http.MethodGet, path, nil); status != http.StatusOK {
		t.Fatalf("before, the rule answers %d %s", status, body)
	}
	count := len(x.rules(t))
	x.catalog.AlertRules = slices.DeleteFunc(x.catalog.AlertRules, func(r okr.AlertRule) bool { return r.Name == leaves })
	export(t, x.provisioning, x.catalog, provision.Options{Locale: "en"})
	for range 2 { // also when there is nothing left to delete
		x.reload(t)
		if status, _ := x.call(t, http.MethodGet, path, nil); status != http.StatusNotFound {
			t.Errorf("the rule answers %d", status)
		}
	}
	if got := len(x.rules(t)); got != count-1 {
		t.Errorf("there are %d rules, want %d", got, count-1)
	}
}

func (x *trial) japanese(t *testing.T) {
	export(t, x.provisioning, x.catalog, provision.Options{Locale: "ja", ReceiverInRules: true})
	x.reload(t)
	from, until := x.lastWeek()
	restore := x.multiply(t, "churn_rate", from, until, "", 2)
	m := x.only(t, "customer-success", "firing")
	m.says(t, "発生: 解約率が4%を超過", "指標: 解約率", "発生条件: 4.0 %超", "実測値: ", "決めごと: 国別・解約理由別に即原因究明し",
		"担当: success@taskflow.example", "/d/okrkpi-metric-ja?")
	x.linkWorks(t, link.FindString(m.Message), "churn_rate")
	restore()
	x.only(t, "customer-success", "resolved").says(t, "復旧: 解約率が4%を超過")
}

func (x *trial) wellAgain(t *testing.T) {
	// Messages may have become Japanese meanwhile.
	for alertname, says := range map[string]string{
		"DatasourceError": "^(Can be evaluated again|評価を再開): ", "DatasourceNoData": "^(Data is back|データ復帰): ",
	} {
		m := x.failure(t, alertname, "resolved")
		if !regexp.MustCompile(says).MatchString(m.Message) {
			t.Errorf("the message does not say %s", says)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, m := range x.failures {
		if m.To != "okr-fallback" {
			t.Errorf("%s heard of rules without an answer: %s", m.To, m.Title)
		}
	}
}
