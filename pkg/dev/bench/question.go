package bench

import (
	"fmt"
	"strings"
	"time"
)

// Question is one query of a dashboard.
type Question struct {
	Name     string
	JSON     string
	From, To time.Time
}

const day = 24 * time.Hour

// Anew is the question in words that were not used before, so that no recent answer serves: with a limit, which none of the
// answers reaches.
func (q Question) Anew(n int) string {
	return fmt.Sprintf(`%s,"limit":%d}`, strings.TrimSuffix(q.JSON, "}"), 1_000_000+n)
}

// Questions are those whose cost is watched: the five tiles of the overview over a quarter, the key results of the whole
// company, and five metrics over three years of days beside the day before and the year before.
func Questions() []Question {
	return []Question{
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
