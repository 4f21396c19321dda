package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/provision"
)

const (
	evaluated       = 10 * time.Second // from one evaluation of a rule to the next: the shortest that Grafana allows
	groupInterval   = 2 * time.Second
	configPoll      = 2 * time.Second
	deliveryTimeout = time.Minute
	runOut          = 4 * time.Minute
)

// build makes the command-line tool and the folder with the plugin, of today's sources. The front end has no part in alerts.
func build(t *testing.T, repository, dir string) (okrTool, plugin string) {
	okrTool, plugin = filepath.Join(dir, "okr"), filepath.Join(dir, "plugin")
	binary := fmt.Sprintf("gpx_okrkpi_%s_%s", runtime.GOOS, runtime.GOARCH)
	for target, source := range map[string]string{okrTool: "./pkg/cmd/okr", filepath.Join(plugin, binary): "./pkg"} {
		cmd := exec.CommandContext(t.Context(), "go", "build", "-o", target, source)
		cmd.Dir = repository
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("build %s: %v\n%s", source, err, out)
		}
	}
	manifest, err := os.ReadFile(filepath.Join(repository, "plugin.json"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("%VERSION%", "0.0.0", "%TODAY%", "2026-01-01").Replace(string(manifest))
	write(t, filepath.Join(plugin, "plugin.json"), []byte(text))
	return okrTool, plugin
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// grafana is a server that the demo has started.
type grafana struct {
	url          string
	provisioning string // folder
}

// startDemo runs the demo with its own folder of provisioning files until the test ends.
func startDemo(t *testing.T, okrTool, plugin, provisioning string, c *company, r *receiver) *grafana {
	t.Helper()
	dir := t.TempDir()
	// On the demo's usual port a Grafana of somebody else may be starting at this moment.
	if usual, err := net.Listen("tcp4", "127.0.0.1:3000"); err == nil {
		defer usual.Close()
	}
	cmd := exec.Command(okrTool, "demo", "--dir", dir, "--plugin", plugin, "--provisioning", provisioning)
	cmd.Env = append(os.Environ(), "OKR_DATABASE_URL="+c.database.URL, provision.WebhookVariable+"="+r.URL, "GRAFANA_URL=",
		"OKR_DB_PASSWORD=",
		// How soon new contact points, policies and templates are used. Usually it takes up to a minute.
		"GF_UNIFIED_ALERTING_ALERTMANAGER_CONFIG_POLL_INTERVAL="+configPoll.String())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	links := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if _, link, ok := strings.Cut(lines.Text(), "Grafana:  "); ok {
				links <- link
			}
		}
		ended <- cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
		if log, _ := os.ReadFile(filepath.Join(dir, "grafana", "console.log")); t.Failed() {
			_ = os.WriteFile(filepath.Join(os.TempDir(), "okr-e2e-grafana.log"), log, 0o600)
			t.Logf("Grafana's log is kept in %s", filepath.Join(os.TempDir(), "okr-e2e-grafana.log"))
		}
	})
	select {
	case link := <-links:
		u, err := url.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		return &grafana{url: "http://" + u.Host, provisioning: provisioning}
	case err := <-ended:
		ended <- err
		t.Fatalf("the demo ended without a Grafana: %v", err)
	}
	return nil
}

// export writes the provisioning files of alerting over those that are there, with shorter waits.
func export(t *testing.T, provisioning string, c *okr.Catalog, o provision.Options) {
	t.Helper()
	folder := filepath.Join(provisioning, "alerting")
	var err error
	o.Interval = evaluated
	o.Replaced, err = os.ReadFile(filepath.Join(folder, provision.RulesFile))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	files, err := provision.Export(c, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name == "policies.yaml" {
			f.Data = hastened(t, f.Data)
		}
		write(t, filepath.Join(folder, f.Name), f.Data)
	}
}

// hastened lets every policy send at once: Grafana would wait for half a minute, and for five until the next message.
func hastened(t *testing.T, policies []byte) []byte {
	t.Helper()
	var file map[string]any
	if err := yaml.Unmarshal(policies, &file); err != nil {
		t.Fatal(err)
	}
	for _, root := range file["policies"].([]any) {
		// The routes below inherit these.
		root.(map[string]any)["group_wait"] = "1s"
		root.(map[string]any)["group_interval"] = groupInterval.String()
	}
	data, err := yaml.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// reload makes Grafana read the provisioning files of alerting again.
func (g *grafana) reload(t *testing.T) {
	t.Helper()
	if status, body := g.call(t, http.MethodPost, "/api/admin/provisioning/alerting/reload", nil); status != http.StatusAccepted &&
		status != http.StatusOK {
		t.Fatalf("Grafana does not take the provisioning files: %d %s", status, body)
	}
	time.Sleep(2 * configPoll)
}

// call calls Grafana's API as its administrator.
func (g *grafana) call(t *testing.T, method, path string, into any) (status int, body []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, g.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("admin", "admin")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatalf("%s answers %d %s: %v", path, res.StatusCode, body, err)
		}
	}
	return res.StatusCode, body
}

// ruleState is a rule as Grafana has evaluated it.
type ruleState struct {
	Name, Folder, Group string
	State, Health       string
	LastError           string
	Labels              map[string]string
	Interval            float64
	Alerts              []struct {
		State  string
		Labels map[string]string
	}
}

// rules are the states of all rules by the names of the catalog.
func (g *grafana) rules(t *testing.T) map[string]ruleState {
	t.Helper()
	var list struct {
		Data struct {
			Groups []struct {
				Name, File string
				Interval   float64
				Rules      []ruleState
			}
		}
	}
	g.call(t, http.MethodGet, "/api/prometheus/grafana/api/v1/rules", &list)
	states := map[string]ruleState{}
	for _, group := range list.Data.Groups {
		for _, r := range group.Rules {
			r.Folder, r.Group, r.Interval = group.File, group.Name, group.Interval
			states[r.Labels["rule"]] = r
		}
	}
	return states
}

// waitFor reads the states of the rules until they are as wanted.
func (g *grafana) waitFor(t *testing.T, what string, ok func(map[string]ruleState) bool) map[string]ruleState {
	t.Helper()
	deadline := time.Now().Add(deliveryTimeout)
	for {
		states := g.rules(t)
		if ok(states) {
			return states
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %v still not %s: %+v", deliveryTimeout, what, states)
		}
		time.Sleep(500 * time.Millisecond)
	}
}

// copyProvisioning copies the demo's provisioning files, with another catalog and its rules.
func copyProvisioning(t *testing.T, from string, c *okr.Catalog) string {
	t.Helper()
	to := t.TempDir()
	for _, folder := range []string{"datasources", "dashboards"} {
		if err := os.CopyFS(filepath.Join(to, folder), os.DirFS(filepath.Join(from, folder))); err != nil {
			t.Fatal(err)
		}
	}
	document, err := catalog.Encode(c)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(to, "catalog", "catalog.yaml"), document)
	export(t, to, c, provision.Options{Locale: "en"})
	return to
}
