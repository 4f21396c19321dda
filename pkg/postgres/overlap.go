package postgres

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// cut is the grain, the segment keys and the whole of a fact. Facts of one metric with different cuts may cover the same.
type cut struct {
	grain okr.Grain
	whole series.Keys
}

// daysOf lists the civil days of a fact x. $1 is the time zone.
const daysOf = `generate_series(
		CASE x.grain WHEN 'hour' THEN date_trunc('day', x.bucket AT TIME ZONE 'UTC' AT TIME ZONE $1) ELSE x.bucket END,
		CASE x.grain
			WHEN 'hour' THEN date_trunc('day', x.bucket AT TIME ZONE 'UTC' AT TIME ZONE $1)
			WHEN 'day' THEN x.bucket
			WHEN 'week' THEN x.bucket + interval '6 days'
			WHEN 'month' THEN x.bucket + interval '1 month' - interval '1 day'
			WHEN 'quarter' THEN x.bucket + interval '3 months' - interval '1 day'
		END, interval '1 day')`

// sameShare is true for facts f and i with equal labels for all keys that both have, so that one covers the other.
const sameShare = `f.segment - string_to_array(concat_ws(',', f.whole, i.whole), ',')
	= i.segment - string_to_array(concat_ws(',', f.whole, i.whole), ',')`

// covering gives the pairs of facts f of one table and i of another that cover the same at another grain or with other
// segments. There are few totals, and parts are joined by equal labels, so this is fast with many segments. Facts of the
// same key are no pair: one overwrites the other.
func covering(left, right string) string {
	const pair = `f.metric, f.grain, f.bucket, f.segment, i.grain AS other_grain, i.bucket AS other_bucket, i.segment AS other_segment`
	days := func(table string) string { return "(SELECT x.*, day FROM " + table + " AS x, " + daysOf + " AS day)" }
	return `SELECT ` + pair + ` FROM ` + left + ` AS f
			JOIN ` + right + ` AS i ON i.metric = f.metric AND i.grain = f.grain AND i.bucket = f.bucket
			WHERE f.whole IS DISTINCT FROM i.whole AND f.segment <> i.segment AND ` + sameShare + `
		UNION SELECT ` + pair + ` FROM ` + days(left) + ` AS f
			JOIN ` + days(right) + ` AS i ON i.metric = f.metric AND i.day = f.day AND i.segment = f.segment
			WHERE f.grain <> i.grain AND f.whole IS NULL AND i.whole IS NULL
		UNION SELECT ` + pair + ` FROM ` + days(left) + ` AS f
			JOIN ` + days(right) + ` AS i ON i.metric = f.metric AND i.day = f.day
			WHERE f.grain <> i.grain AND f.whole IS NOT NULL AND ` + sameShare + `
		UNION SELECT ` + pair + ` FROM ` + days(left) + ` AS f
			JOIN ` + days(right) + ` AS i ON i.metric = f.metric AND i.day = f.day
			WHERE f.grain <> i.grain AND f.whole IS NULL AND i.whole IS NOT NULL AND ` + sameShare
}

// received is the last version of each received fact of the metrics $2.
const received = `received AS MATERIALIZED (SELECT * FROM ` + latest + ` WHERE metric = ANY ($2::text[]))`

// overlapped removes facts that cover the same as received ones. The longest bucket, a quarter, has 92 days.
var overlapped = `WITH ` + received + `,
	span AS (SELECT metric, min(bucket) - interval '93 days' AS first, max(bucket) + interval '93 days' AS last
		FROM received GROUP BY metric),
	stored AS (SELECT f.* FROM okr.fact AS f JOIN span AS s ON s.metric = f.metric AND f.bucket BETWEEN s.first AND s.last),
	pair AS (` + covering("stored", "received") + `),
	found AS (SELECT DISTINCT metric, grain, bucket, segment FROM pair)` + removeFound

// hoursUnderDays removes stored facts of hours within received coarser ones, and overFiner those that contain received
// finer ones: both cover the same.
var (
	hoursUnderDays = removeStored("grain = 'hour'")
	overFiner      = removeStored("grain > other_grain")
)

func removeStored(which string) string {
	return `WITH stored AS (SELECT * FROM okr.fact WHERE metric = ANY ($2::text[])),
		pair AS (` + covering("stored", "stored") + `),
		found AS (SELECT DISTINCT metric, grain, bucket, segment FROM pair WHERE ` + which + `)` + removeFound
}

// contradiction finds two received facts that cover the same: one of them would count twice.
var contradiction = `WITH ` + received + `, pair AS (` + covering("received", "received") + `)
	SELECT metric, grain::text, bucket, segment::text, other_grain::text, other_bucket, other_segment::text FROM pair
	ORDER BY metric, grain DESC, bucket, segment, other_bucket, other_segment LIMIT 1`

// supersede leaves one fact for each time and segment: received facts replace facts of another grain or other segments
// that cover the same. Received facts that cover the same are an error.
func (l *loader) supersede(zone *time.Location, shapes map[string]shape, cuts map[string][]cut) error {
	var mixed, several []string
	var changed []shape
	for _, metric := range slices.Sorted(maps.Keys(shapes)) {
		s := shapes[metric]
		if !s.Type.Additive() {
			continue
		}
		plain := []cut{{s.Grain, ""}}
		if !slices.Equal(cuts[metric], plain) && !s.Mixed {
			s.Mixed = true
			changed = append(changed, s)
		}
		if s.Mixed {
			mixed = append(mixed, metric)
		}
		if len(cuts[metric]) > 1 {
			several = append(several, metric)
		}
	}
	if len(several) > 0 {
		if err := l.contradiction(zone, several); err != nil {
			return err
		}
	}
	if len(mixed) > 0 {
		aside, err := countByMetric(l.ctx, l.tx, overlapped+moveAside, zone.String(), mixed, asideReplaced)
		if err != nil {
			return err
		}
		l.result.SetAside = aside
	}
	return writeShapes(l.ctx, l.tx, changed)
}

// contradiction is the error for received facts that cover the same.
func (l *loader) contradiction(zone *time.Location, metrics []string) error {
	var metric string
	var grains, segments [2]string
	var buckets [2]time.Time
	err := l.tx.QueryRow(l.ctx, contradiction, zone.String(), metrics).
		Scan(&metric, &grains[0], &buckets[0], &segments[0], &grains[1], &buckets[1], &segments[1])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	var places [2]string
	for i := range places {
		grain, err := okr.ParseGrain(grains[i])
		if err != nil {
			return err
		}
		segment, err := series.ParseSegment(segments[i])
		if err != nil {
			return err
		}
		places[i] = fmt.Sprintf("the %v %s %s", grain, formatBucket(grain, buckets[i]), cmp.Or(string(segment), "as a whole"))
	}
	return &FactError{metric, fmt.Sprintf("the facts of %s and of %s cover the same and would count twice: load one of them",
		places[0], places[1])}
}
