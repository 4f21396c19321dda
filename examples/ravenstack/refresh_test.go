package ravenstack_test

import (
	"maps"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// Whoever refreshes day by day has the same facts as somebody who reads everything at the end.
func TestRefreshingInStepsGivesTheSameFacts(t *testing.T) {
	t.Parallel()
	c := found(t, excerpt)
	for _, until := range []string{"2023-03-01", "2023-12-31", "2024-06-15", "2024-10-03", "2024-12-31", "2025-01-01"} {
		c.refresh(t, day(until).Add(13*time.Hour), false)
	}
	inSteps := c.facts(t)
	c.refresh(t, day("2025-01-01").Add(13*time.Hour), true)
	wantSameFacts(t, inSteps, c.facts(t))
}

func TestLateRowsCorrectTheFacts(t *testing.T) {
	tests := map[string]string{
		"A subscription whose end is entered three weeks late.": `UPDATE ravenstack.subscriptions
			SET end_date = '2024-12-09' WHERE start_date < '2024-12-01' AND end_date IS NULL AND NOT is_trial`,
		"A leave that is entered three weeks late.": `INSERT INTO ravenstack.churn_events
			SELECT 'C-late-' || account_id, account_id, '2024-12-09', 'unknown', 0, false, false, false FROM ravenstack.accounts`,
		"A score that comes three weeks after its ticket.": `UPDATE ravenstack.support_tickets
			SET satisfaction_score = 5 WHERE submitted_at >= '2024-12-09'`,
		"A ticket that turns out to be spam and is deleted.": `DELETE FROM ravenstack.support_tickets
			WHERE submitted_at = (SELECT max(submitted_at) FROM ravenstack.support_tickets)`,
		"Errors that are reported five days later.": `UPDATE ravenstack.feature_usage
			SET error_count = error_count + 1 WHERE usage_date >= '2024-12-26'`,
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := found(t, excerpt)
			c.refresh(t, day("2024-12-31"), false)
			before := c.facts(t)
			pgtest.Exec(t, c.admin, change)
			c.refresh(t, day("2025-01-01"), false)
			after := c.facts(t)
			if maps.Equal(before, after) {
				t.Error("nothing changed")
			}
			c.refresh(t, day("2025-01-01"), true)
			wantSameFacts(t, after, c.facts(t))
		})
	}
}
