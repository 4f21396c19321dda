package postgres

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Channel is the channel on which changes of the catalog and of facts are announced when they are committed. The payload
// is a JSON object with the new revisions: {"catalog": 12}, or {"metrics": {"churn_rate": 7, "mrr": 3}}.
const Channel = "okr_change"

// maxPayload keeps payloads below the server's limit of 8000 bytes.
const maxPayload = 7000

type change struct {
	Catalog int64            `json:"catalog,omitempty"`
	Metrics map[string]int64 `json:"metrics,omitempty"`
}

func notify(ctx context.Context, tx pgx.Tx, c change) error {
	payload, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "SELECT pg_notify($1, $2)", Channel, string(payload))
	return err
}

// announce increments the revisions of changed metrics and announces them. metrics is sorted, as the caller's locks are.
func announce(ctx context.Context, tx pgx.Tx, metrics []string) error {
	if len(metrics) == 0 {
		return nil
	}
	rows, _ := tx.Query(ctx, `INSERT INTO okr.metric_revision AS r (metric, revision, confirmed)
		SELECT m, 1, 1 FROM unnest($1::text[]) WITH ORDINALITY AS u (m, n) ORDER BY n
		ON CONFLICT (metric) DO UPDATE SET revision = r.revision + 1, confirmed = r.revision + 1
		RETURNING metric, revision`, metrics) // the rows return its error
	revisions := make(map[string]int64, len(metrics))
	var metric string
	var revision int64
	_, err := pgx.ForEachRow(rows, []any{&metric, &revision}, func() error {
		revisions[metric] = revision
		return nil
	})
	if err != nil {
		return err
	}
	for _, part := range payloads(revisions) {
		if err := notify(ctx, tx, change{Metrics: part}); err != nil {
			return err
		}
	}
	return nil
}

// maxRevision is the most bytes of a revision in a payload.
const maxRevision = len(`"":9223372036854775807,`)

// payloads splits revisions into payloads.
func payloads(revisions map[string]int64) []map[string]int64 {
	var parts []map[string]int64
	size := maxPayload
	for _, m := range slices.Sorted(maps.Keys(revisions)) {
		if size += len(m) + maxRevision; size > maxPayload {
			parts, size = append(parts, map[string]int64{}), len(m)+maxRevision
		}
		parts[len(parts)-1][m] = revisions[m]
	}
	return parts
}
