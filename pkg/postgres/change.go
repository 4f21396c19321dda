package postgres

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Channel is where every change of the catalog or of facts is announced, when it is committed. The payload is a JSON
// object with the revisions that are new: {"catalog": 12}, or {"metrics": {"churn_rate": 7, "mrr": 3}}.
const Channel = "okr_change"

// maxPayload keeps announcements below the server's limit of 8000 bytes.
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

// announce counts up the revisions of changed metrics and announces them. Metrics are sorted, as are the locks that the
// caller holds.
func announce(ctx context.Context, tx pgx.Tx, metrics []string) error {
	if len(metrics) == 0 {
		return nil
	}
	rows, _ := tx.Query(ctx, `INSERT INTO okr.metric_revision AS r (metric, revision, confirmed)
		SELECT m, 1, 1 FROM unnest($1::text[]) WITH ORDINALITY AS u (m, n) ORDER BY n
		ON CONFLICT (metric) DO UPDATE SET revision = r.revision + 1, confirmed = r.revision + 1
		RETURNING metric, revision`, metrics) // its error comes back from the rows
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

// maxRevision is the room that a revision takes in a payload.
const maxRevision = len(`"":9223372036854775807,`)

// payloads cuts revisions into pieces that fit into one announcement each.
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
