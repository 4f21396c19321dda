package bench

import (
	"fmt"
	"strings"
	"time"
)

// Query is one query of a dashboard with its time range.
type Query struct {
	Name     string
	JSON     string
	From, To time.Time
}

const day = 24 * time.Hour

// Unseen is the JSON of the query with a limit that depends on n and that no answer reaches. For every n it is another query, so that
// its answer is in no cache.
func (q Query) Unseen(n int) string {
	return fmt.Sprintf(`%s,"limit":%d}`, strings.TrimSuffix(q.JSON, "}"), 1_000_000+n)
}

// Queries are the queries whose cost is measured: the five tiles of the overview over a quarter, the key results of the whole company,
// and five metrics by day over three years, compared with the day before and the year before.
func Queries() []Query {
	return []Query{
		{
			Name: "overview",
			JSON: `{"queryType":"scorecard","format":"stat","metrics":["@overview"]}`,
			From: Now.Add(-13 * 7 * day), To: Now,
		},
		{
			Name: "scorecard_200",
			JSON: `{"queryType":"scorecard","format":"table","roles":["key_result"]}`,
			From: Now.Add(-13 * 7 * day), To: Now,
		},
		{
			Name: "drilldown_3y",
			JSON: `{"queryType":"series","metrics":["@overview"],"grain":"day","lines":["value"],` +
				`"compare":["previous","year_ago"]}`,
			From: Now.Add(-3 * 365 * day), To: Now,
		},
	}
}
