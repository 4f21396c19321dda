package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// message is what Grafana posts to a webhook.
type message struct {
	To      string `json:"-"` // the contact point
	Status  string
	Title   string
	Message string

	CommonLabels map[string]string
	Alerts       []struct {
		Status              string
		Labels, Annotations map[string]string
	}
}

func (m message) String() string {
	return fmt.Sprintf("to %s, %s: %s\n%s", m.To, m.Status, m.Title, m.Message)
}

// receiver replaces the contact points of all teams and of the fallback.
type receiver struct {
	URL string

	mu       sync.Mutex
	messages []message // since they were last taken
	failures []message // about rules that cannot be evaluated
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	m := message{To: strings.TrimPrefix(req.URL.Path, "/")}
	if err := json.NewDecoder(req.Body).Decode(&m); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch m.CommonLabels["alertname"] {
	case "DatasourceError", "DatasourceNoData":
		r.failures = append(r.failures, m)
	default:
		r.messages = append(r.messages, m)
	}
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.messages)
}

// take waits for some messages of alerts, and then until every rule has been evaluated once more, so that it also sees a message too
// many.
func (r *receiver) take(t *testing.T, want int) []message {
	t.Helper()
	deadline := time.Now().Add(deliveryTimeout)
	for r.count() < want && time.Now().Before(deadline) {
		time.Sleep(100 * time.Millisecond)
	}
	time.Sleep(evaluated + groupInterval)
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.messages
	r.messages = nil
	for _, m := range taken {
		t.Logf("%s\n%s", time.Now().Format(time.TimeOnly), m)
	}
	return taken
}

// only is the one message that arrives, at the given contact point.
func (r *receiver) only(t *testing.T, to, status string) message {
	t.Helper()
	got := r.take(t, 1)
	if len(got) != 1 {
		t.Fatalf("%d messages arrived, want one, to %s", len(got), to)
	}
	if got[0].To != to || got[0].Status != status || len(got[0].Alerts) != 1 {
		t.Fatalf("the message has %d alerts, is %s and went to %s; want one that is %s, to %s",
			len(got[0].Alerts), got[0].Status, got[0].To, status, to)
	}
	return got[0]
}

// failure waits for a message that rules cannot be evaluated, or can be again, and returns the newest. Grafana may end such alerts
// only after minutes.
func (r *receiver) failure(t *testing.T, alertname, status string) message {
	t.Helper()
	deadline := time.Now().Add(runOut)
	for {
		r.mu.Lock()
		all := slices.Clone(r.failures)
		r.mu.Unlock()
		for _, m := range slices.Backward(all) {
			if m.CommonLabels["alertname"] == alertname && m.Status == status {
				t.Log(m)
				if m.To != "okr-fallback" {
					t.Errorf("the message went to %s", m.To)
				}
				return m
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("nobody hears of a %s that is %s", alertname, status)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// says fails unless the message holds all texts.
func (m message) says(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(m.Title+"\n"+m.Message, text) {
			t.Errorf("the message does not say %q", text)
		}
	}
}

// hides fails where the message says one of some texts.
func (m message) hides(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(m.Title+"\n"+m.Message, text) {
			t.Errorf("the message says %q", text)
		}
	}
}
