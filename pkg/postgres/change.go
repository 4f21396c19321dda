package postgres

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"
)

// Channel is where every change of the catalog or of facts is announced, when it is committed. The payload is a JSON
// object: {"catalog": 12} with the new revision, or {"metrics": ["a", "b"]} with those that have other facts now.
const Channel = "okr_change"

// maxPayload keeps announcements below the server's limit of 8000 bytes.
const maxPayload = 7000

type change struct {
	Catalog int64    `json:"catalog,omitempty"`
	Metrics []string `json:"metrics,omitempty"`
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
	_, err := tx.Exec(ctx, `INSERT INTO okr.metric_revision AS r (metric, revision)
		SELECT m, 1 FROM unnest($1::text[]) WITH ORDINALITY AS u (m, n) ORDER BY n
		ON CONFLICT (metric) DO UPDATE SET revision = r.revision + 1`, metrics)
	if err != nil {
		return err
	}
	for _, part := range payloads(metrics) {
		if err := notify(ctx, tx, change{Metrics: part}); err != nil {
			return err
		}
	}
	return nil
}

// payloads cuts a list of names into pieces that fit into one announcement each.
func payloads(metrics []string) [][]string {
	var parts [][]string
	size := maxPayload
	for _, m := range metrics {
		if size += len(m) + len(`"",`); size > maxPayload {
			parts, size = append(parts, nil), len(m)
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], m)
	}
	return parts
}
