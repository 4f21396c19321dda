package plugin

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// For any combination of right and wrong words in a query, the query fails with exactly what the check finds, and is answered where
// the check finds nothing.
func TestTheCheckFindsWhatTheQueryFailsWith(t *testing.T) {
	d := newTestDatasource(t, &memory{})
	failed, answered := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuery(t)
		text, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		fromAlert := rapid.Bool().Draw(t, "from alerting")
		sent := newQuery("A", string(text))
		_, failure := d.answer(t.Context(), sent, fromAlert)
		parsed, err := d.parseQuery(text, fromAlert)
		found, err := query.Split(err)
		if err == nil && len(found) == 0 {
			found, err = d.answers.Check(t.Context(), parsed, engine.TimeRange{From: sent.TimeRange.From, To: sent.TimeRange.To})
		}
		if err != nil {
			t.Fatal(err)
		}
		if failure == nil && len(found) > 0 {
			t.Fatalf("%s is answered, and the check says %v", text, found)
		}
		if failure == nil {
			answered++
			return
		}
		failed++
		all := make([]error, len(found))
		for i := range found {
			all[i] = found[i]
		}
		if joined := errors.Join(all...); joined == nil || joined.Error() != failure.Error() {
			t.Fatalf("the query %s fails with\n%v\nand the check says\n%v", text, failure, joined)
		}
	})
	if failed == 0 || answered == 0 {
		t.Errorf("%d failed, %d answered: the queries are one-sided", failed, answered)
	}
}

// anyQuery draws a query of which every field is usually left out.
func anyQuery(t *rapid.T) query.Query {
	q := query.Query{
		QueryType: word(t, "type", query.Types()...),
		Period:    seldom(t, "period", "2026-Q4", "current", "next", "2026"),
		Team:      seldom(t, "team", "growth", "grwth"),
		Objective: seldom(t, "objective", "easy_start", "hard_start"),
		Grain:     seldom(t, "grain", "auto", "week", "hour", "month", "decade"),
		Format: seldom(t, "format", query.FormatTable, query.FormatStat, query.FormatAlert, query.FormatTimeline,
			query.FormatMulti, "picture"),
		External: seldom(t, "external", query.ExternalOnly, query.ExternalWithout, "maybe"),
		Metrics:  seldomSome(t, "metrics", "orders", "signup_rate", query.OverviewMetrics, "order"),
		Roles:    seldomSome(t, "roles", append(query.Roles(), "boss")...),
		Compare:  seldomSome(t, "compare", "previous", "year_ago", "once"),
		Lines:    seldomSome(t, "lines", append(query.Lines(), "average")...),
		GroupBy:  seldomSome(t, "groupBy", "plan", "os"),
		Rules:    seldomSome(t, "rules", "orders_red", "orders_unusual", "nothing"),
		Limit:    word(t, "limit", 0, 0, 0, 2, -1),
		Schema:   word(t, "schema", 0, 1, 1, 1, 7),
	}
	if q.QueryType == query.Journal {
		q.QueryType = query.Scorecard // this data source has no journal
	}
	if q.QueryType == query.Series && len(q.Metrics) == 0 {
		q.Metrics = []string{word(t, "metric", "orders", "signup_rate")}
	}
	if key := seldom(t, "filter", "plan", "os"); key != "" {
		q.Filters = []query.Filter{{Key: key, Operator: word(t, "operator", "=", "!~", "~"), Value: word(t, "value", "pro", "(")}}
	}
	return q
}

func word[T any](t *rapid.T, what string, from ...T) T {
	return rapid.SampledFrom(from).Draw(t, what)
}

func seldom[T any](t *rapid.T, what string, from ...T) T {
	if rapid.IntRange(0, 11).Draw(t, "with "+what) > 0 {
		var none T
		return none
	}
	return word(t, what, from...)
}

func seldomSome[T comparable](t *rapid.T, what string, from ...T) []T {
	if rapid.IntRange(0, 11).Draw(t, "with "+what) > 0 {
		return nil
	}
	return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, 3, rapid.ID[T]).Draw(t, what)
}
