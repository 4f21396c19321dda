package plugin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/okr"
)

// notebook takes every entry.
type notebook struct{ entries int }

func (n *notebook) AddEntry(_ context.Context, e okr.Entry, _ string) (okr.Entry, bool, error) {
	n.entries++
	e.ID = int64(n.entries)
	return e, true, nil
}

func TestAnEditorCannotFloodTheJournal(t *testing.T) {
	d := newTestDatasource(t, &memory{})
	book := &notebook{}
	d.journal = book
	at := now
	d.clock = func() time.Time { return at }
	bet := post(`{"kind":"bet","text":"x"}`)
	for range 200 {
		post(`{"kind":"bet","text":""}`).perform(t, d) // rejected entries do not count
	}
	statuses := map[int]int{}
	var last *backend.CallResourceResponse
	for range 200 {
		last = bet.perform(t, d)
		statuses[last.Status]++
	}
	if statuses[http.StatusOK] != entriesAtOnce || statuses[http.StatusTooManyRequests] != 200-entriesAtOnce || book.entries != entriesAtOnce {
		t.Fatalf("%v, %d entries written", statuses, book.entries)
	}
	if wait := last.Headers["Retry-After"]; len(wait) != 1 || wait[0] != "60" {
		t.Errorf("Retry-After: %v", wait)
	}
	if !strings.Contains(string(last.Body), "try again in 60 s, or use okr journal add") {
		t.Errorf("%s", last.Body)
	}
	bet.user = kim
	if got := bet.perform(t, d); got.Status != http.StatusOK {
		t.Errorf("somebody else: %d %s", got.Status, got.Body)
	}
	bet.user, at = mika, at.Add(time.Minute)
	if first, second := bet.perform(t, d), bet.perform(t, d); first.Status != http.StatusOK || second.Status != http.StatusTooManyRequests {
		t.Errorf("a minute later: %d, then %d", first.Status, second.Status)
	}
}

func TestManyAuthorsShareAQuotaAndAreForgotten(t *testing.T) {
	q := newEntryQuota()
	at, written := now, 0
	for day := range 20 {
		at = at.Add(24 * time.Hour)
		for i := range 5000 {
			err := q.take(fmt.Sprint("author ", day, i), at)
			if err == nil {
				written++
				continue
			}
			var quota *QuotaError
			if !errors.As(err, &quota) || !quota.Shared || quota.Wait <= 0 {
				t.Fatal(err)
			}
		}
	}
	if written != 20*sharedAtOnce {
		t.Errorf("%d entries, want %d", written, 20*sharedAtOnce)
	}
	if len(q.authors) > 2*maxAuthors {
		t.Errorf("%d authors are kept in mind", len(q.authors))
	}
}
