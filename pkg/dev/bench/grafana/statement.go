package main

// statements are the same queries in SQL over the same facts, as a dashboard with Grafana's PostgreSQL data source would
// send them. Targets, thresholds and colours are left to the panels.
var statements = map[kind]map[string]string{sql: {
	// Complete weeks: ratios of sums, sums of the second and fifth metric.
	"overview": `
SELECT date_trunc('week', bucket) AT TIME ZONE 'Europe/Berlin' AS time, metric,
	CASE WHEN metric IN ('metric_001', 'metric_004') THEN sum(numerator)
		ELSE sum(numerator) / nullif(sum(denominator), 0) END AS value
FROM okr.fact
WHERE metric IN ('metric_000', 'metric_001', 'metric_002', 'metric_003', 'metric_004') AND grain = 'day'
	AND bucket >= date_trunc('week', $__timeFrom()::timestamptz AT TIME ZONE 'Europe/Berlin')
	AND bucket < date_trunc('week', $__timeTo()::timestamptz AT TIME ZONE 'Europe/Berlin')
GROUP BY 1, 2 ORDER BY 1`,

	// Days with the day before and the same weekday 52 weeks before, by counting rows: right as long as every day has a fact.
	"drilldown_3y": `
SELECT bucket AT TIME ZONE 'Europe/Berlin' AS time, metric, value, previous, year_ago
FROM (
	SELECT bucket, metric, value, lag(value) OVER earlier AS previous, lag(value, 364) OVER earlier AS year_ago
	FROM (
		SELECT bucket, metric,
			CASE WHEN metric IN ('metric_001', 'metric_004') THEN numerator ELSE numerator / nullif(denominator, 0) END AS value
		FROM okr.fact
		WHERE metric IN ('metric_000', 'metric_001', 'metric_002', 'metric_003', 'metric_004') AND grain = 'day'
			AND bucket >= ($__timeFrom()::timestamptz AT TIME ZONE 'Europe/Berlin')::date - 364
			AND bucket < ($__timeTo()::timestamptz AT TIME ZONE 'Europe/Berlin')::date
	) AS daily
	WINDOW earlier AS (PARTITION BY metric ORDER BY bucket)
) AS compared
WHERE bucket >= ($__timeFrom()::timestamptz AT TIME ZONE 'Europe/Berlin')::date
ORDER BY 1`,
}, sqlJoin: {
	// The same by joining the days, which is right with days missing, too, as the plugin's answer is.
	"drilldown_3y": `
WITH daily AS (
	SELECT bucket, metric,
		CASE WHEN metric IN ('metric_001', 'metric_004') THEN numerator ELSE numerator / nullif(denominator, 0) END AS value
	FROM okr.fact
	WHERE metric IN ('metric_000', 'metric_001', 'metric_002', 'metric_003', 'metric_004') AND grain = 'day'
		AND bucket >= ($__timeFrom()::timestamptz AT TIME ZONE 'Europe/Berlin')::date - 364
		AND bucket < ($__timeTo()::timestamptz AT TIME ZONE 'Europe/Berlin')::date
)
SELECT day.bucket AT TIME ZONE 'Europe/Berlin' AS time, day.metric, day.value, before.value AS previous, year.value AS year_ago
FROM daily AS day
LEFT JOIN daily AS before ON before.metric = day.metric AND before.bucket = day.bucket - interval '1 day'
LEFT JOIN daily AS year ON year.metric = day.metric AND year.bucket = day.bucket - interval '364 days'
WHERE day.bucket >= ($__timeFrom()::timestamptz AT TIME ZONE 'Europe/Berlin')::date
ORDER BY 1`,
}}
