package plugin

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// previewRequest is a replay of alert rules over a time range: of the named rules of the catalog, of all of them, or of one that is
// not in the catalog yet.
type previewRequest struct {
	Rules            []string `json:"rules"`
	Rule             string   `json:"rule"` // YAML document of kind AlertRule
	Team             string   `json:"team"`
	Metrics          []string `json:"metrics"`
	From             string   `json:"from"` // RFC 3339, milliseconds or a day; a year before the end by default
	To               string   `json:"to"`   // a day is its end; now by default
	AlarmsPerQuarter float64  `json:"alarmsPerQuarter"`
}

type preview struct {
	From     string           `json:"from"`
	To       string           `json:"to"`
	Quarters float64          `json:"quarters"`
	Subjects []previewSubject `json:"numbers"`
}

// previewSubject is what one rule would have done for one subject.
type previewSubject struct {
	Rule       string            `json:"rule"`
	Title      string            `json:"title"`
	Metric     string            `json:"metric"`
	KeyResult  string            `json:"keyResult,omitempty"`
	Team       string            `json:"team"`
	Severity   string            `json:"severity"`
	Segment    map[string]string `json:"segment,omitempty"`
	Grain      string            `json:"grain"`
	Threshold  string            `json:"threshold"`
	Buckets    int               `json:"buckets"`
	Times      int               `json:"times"` // that it began to fire
	PerQuarter float64           `json:"perQuarter"`
	Firing     int               `json:"firing"` // buckets
	Longest    int               `json:"longest"`
	NoData     int               `json:"noData"`
	Runs       []previewRun      `json:"runs"`
	Silenced   []previewSilence  `json:"silenced"`
	Suggestion *suggestion       `json:"suggestion,omitempty"`
	// NoSuggestion is why there is no suggestion although the request wants one.
	NoSuggestion string `json:"noSuggestion,omitempty"`
}

type previewRun struct {
	First   string `json:"first"` // start of its first bucket
	Last    string `json:"last"`
	Buckets int    `json:"buckets"`
}

type previewSilence struct {
	Reason  string `json:"reason"`
	Buckets int    `json:"buckets"`
}

// suggestion is a threshold with which the rule would have begun to fire about as often as the request wants.
type suggestion struct {
	Threshold string  `json:"threshold"`
	Value     float64 `json:"limit"` // of the threshold
	Times     int     `json:"times"`
}

func (d *Datasource) previewRules(r *http.Request) (any, error) {
	var request previewRequest
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&request); err != nil {
		return nil, badBody("", "want JSON such as {\"rules\": [\"NAME\"], \"from\": \"2026-01-01\"}: %s", query.JSONWords(err))
	}
	c, _, err := d.engine.Catalog(r.Context())
	if err != nil {
		return nil, err
	}
	span, err := request.span(d.clock(), c.Organization.Timezone)
	if err != nil {
		return nil, err
	}
	q := query.Query{
		QueryType: query.Alerts, Rules: request.Rules, Team: request.Team, Metrics: request.Metrics,
		Locale: d.language(r, c.Organization.Locale),
	}
	v, err := d.engine.View(r.Context(), span)
	if err != nil {
		return nil, err
	}
	var test *alert.Backtest
	if request.Rule == "" {
		test, err = alert.EvaluateRange(r.Context(), v, q)
	} else {
		test, err = alert.Preview(r.Context(), v, []byte(request.Rule), q)
	}
	if err != nil {
		return nil, err
	}
	result := preview{
		From: span.From.Format(time.RFC3339), To: span.To.Format(time.RFC3339), Quarters: span.Quarters(),
		Subjects: []previewSubject{},
	}
	for _, replay := range alert.Replays(test.Rows) {
		result.Subjects = append(result.Subjects, newPreviewSubject(&replay, result.Quarters, request.AlarmsPerQuarter))
	}
	return result, nil
}

// span is the time range to replay. The error is a *query.Error.
func (p *previewRequest) span(now time.Time, zone *time.Location) (span engine.TimeRange, err error) {
	switch {
	case p.Rule != "" && len(p.Rules) > 0:
		return span, badBody("rules", "the rule is given: leave the names out")
	case p.AlarmsPerQuarter < 0 || math.IsInf(p.AlarmsPerQuarter, 0):
		return span, badBody("alarmsPerQuarter", "%v is not a number of times", p.AlarmsPerQuarter)
	}
	if span.To, err = readInstant("to", p.To, zone, 1); err != nil {
		return span, err
	}
	if span.To.IsZero() {
		span.To = now
	}
	span.From, err = readInstant("from", p.From, zone, 0)
	if span.From.IsZero() {
		span.From = span.To.AddDate(-1, 0, 0)
	}
	span.From, span.To = span.From.In(zone), span.To.In(zone)
	if err == nil && !span.From.Before(span.To) {
		err = badBody("from", "the time range is empty: it starts at %s and ends at %s", span.From.Format(time.RFC3339),
			span.To.Format(time.RFC3339))
	}
	return span, err
}

func badBody(field, format string, args ...any) error {
	return &query.Error{Field: field, Reason: fmt.Sprintf(format, args...)}
}

func newPreviewSubject(r *alert.Replay, quarters, wanted float64) previewSubject {
	first := &r.Rows[0]
	n := previewSubject{
		Rule: first.Rule.Name, Title: first.Title, Metric: first.About(), KeyResult: first.KeyResult, Team: first.Team,
		Severity: first.Rule.Severity.String(), Segment: first.Segment, Grain: first.Grain.String(), Threshold: first.Threshold,
		Buckets: len(r.Rows), Times: len(r.Runs), PerQuarter: float64(len(r.Runs)) / quarters,
		Firing: r.Firing, Longest: r.Longest, NoData: r.NoData, Runs: []previewRun{}, Silenced: []previewSilence{},
	}
	for _, run := range r.Runs {
		n.Runs = append(n.Runs, previewRun{run.First.Format(time.RFC3339), run.Last.Format(time.RFC3339), run.Buckets})
	}
	for _, reason := range slices.SortedFunc(maps.Keys(r.Silenced), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.Silenced[b], r.Silenced[a]), cmp.Compare(a, b))
	}) {
		n.Silenced = append(n.Silenced, previewSilence{reason, r.Silenced[reason]})
	}
	if wanted > 0 {
		s, err := r.Suggest(wanted * quarters)
		if err != nil {
			n.NoSuggestion = err.Error()
		} else {
			n.Suggestion = &suggestion{s.Text, s.Limit, s.Times}
		}
	}
	return n
}
