package plugin

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// maxEntryBody is the most bytes of a posted entry: room for its three texts at their greatest length in any script.
const maxEntryBody = 64 << 10

// attemptHeader identifies an attempt, so that a repeated one is not written twice.
const (
	attemptHeader = "Idempotency-Key"
	maxAttempt    = 200 // characters
)

// newEntry is the body of a request that adds an entry. The author is the user who is signed in.
type newEntry struct {
	Kind       string      `json:"kind"`
	At         string      `json:"at"`    // now by default
	Until      string      `json:"until"` // a date is the end of that day
	Text       string      `json:"text"`
	Metric     string      `json:"metric"`
	Objective  string      `json:"objective"`
	KeyResult  string      `json:"keyResult"`
	KPI        string      `json:"kpi"`
	Team       string      `json:"team"`
	Tags       []string    `json:"tags"`
	Hypothesis string      `json:"hypothesis"`
	Result     string      `json:"result"`
	Replaces   json.Number `json:"replaces"`
}

// errNotJSON is a posted entry of another media type.
var errNotJSON = errors.New("send the entry as JSON, with Content-Type: application/json")

// bodyTooLargeError is a posted entry of more than maxEntryBody bytes.
type bodyTooLargeError struct{}

func (*bodyTooLargeError) Error() string {
	return fmt.Sprintf("the entry is larger than %d bytes: shorten it", maxEntryBody)
}

// bodyError is a posted entry that cannot be read.
type bodyError struct{ reason string }

func (e *bodyError) Error() string { return "the entry is not as it should be: " + e.reason }

// postEntry adds an entry in the name of the user who is signed in.
func (d *Datasource) postEntry(r *http.Request) (any, error) {
	body, err := readEntry(r)
	if err != nil {
		return nil, err
	}
	user := backend.UserFromContext(r.Context())
	c, _, err := d.engine.Catalog(r.Context())
	if err != nil {
		return nil, err
	}
	author := cmp.Or(user.Login, user.Email, user.Name)
	entry, err := body.entry(c, author, d.clock())
	if err == nil {
		err = c.CheckEntry(entry)
	}
	attempt := strings.TrimSpace(r.Header.Get(attemptHeader))
	if err == nil && len(attempt) > maxAttempt {
		err = &query.Error{Field: attemptHeader, Reason: fmt.Sprintf("at most %d characters", maxAttempt)}
	}
	if err == nil {
		err = d.quota.take(author, d.clock())
	}
	if err == nil {
		entry, _, err = d.journal.AddEntry(r.Context(), entry, attempt)
	}
	if err != nil {
		return nil, err
	}
	return entryOfWritten(&entry), nil
}

// readEntry reads the body of a request. It must be JSON by its media type, which no form of another site can send. The error is
// errNotJSON, a *bodyTooLargeError or a *bodyError.
func readEntry(r *http.Request) (body newEntry, err error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return body, errNotJSON
	}
	decoder := json.NewDecoder(http.MaxBytesReader(nil, r.Body, maxEntryBody))
	decoder.DisallowUnknownFields()
	err = decoder.Decode(&body)
	if err == nil && decoder.Decode(&struct{}{}) != io.EOF {
		err = errors.New("more follows after the entry")
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return body, &bodyTooLargeError{}
	case err != nil:
		return body, &bodyError{query.JSONWords(err)}
	}
	return body, nil
}

func (n newEntry) entry(c *okr.Catalog, author string, now time.Time) (okr.Entry, error) {
	kind, err := okr.ParseEntryKind(n.Kind)
	if err != nil {
		return okr.Entry{}, &okr.EntryError{Field: "kind", Reason: err.Error()}
	}
	at, err := readInstant("at", n.At, c.Organization.Timezone, 0)
	if err != nil {
		return okr.Entry{}, err
	}
	if n.At == "" {
		at = now
	}
	until, err := readInstant("until", n.Until, c.Organization.Timezone, 1)
	if err != nil {
		return okr.Entry{}, err
	}
	var replaces int64
	if n.Replaces != "" {
		if replaces, err = n.Replaces.Int64(); err != nil || replaces < 1 {
			return okr.Entry{}, &okr.EntryError{Field: "replaces", Reason: n.Replaces.String() + " is not the id of an entry"}
		}
	}
	return okr.Entry{
		Kind: kind, At: at, Until: until, Text: n.Text, Author: author, Tags: n.Tags, Replaces: replaces,
		About:      okr.About{Metric: n.Metric, Objective: n.Objective, KeyResult: n.KeyResult, KPI: n.KPI, Team: n.Team},
		Experiment: okr.ExperimentNotes{Hypothesis: n.Hypothesis, Result: n.Result},
	}.Tidy(), nil
}
