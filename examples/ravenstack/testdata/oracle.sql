-- Every number of the example in plain SQL, for comparison: metric, grain, start of the bucket, plan and country (NULL: all), value.
-- Written another way than the statements of the catalog on purpose: levels and ratios are taken bucket by bucket for each part,
-- nothing is added up from days.
WITH bucket AS (
    SELECT grain, start::date, (start + length)::date AS next
    FROM (VALUES ('week', date '2022-12-26', interval '1 week'), ('month', '2023-01-01', '1 month'), ('quarter', '2023-01-01', '3 months'))
        AS g (grain, first, length),
        generate_series(first::timestamp, timestamp '2024-12-31', length) AS start
), part AS (
    SELECT plan_tier AS plan, country FROM ravenstack.accounts GROUP BY CUBE (plan_tier, country)
), cell AS (
    SELECT grain, start, next, plan, country
    FROM bucket CROSS JOIN part
    WHERE grain <> 'week' OR plan IS NULL OR country IS NULL
), paid AS (
    SELECT account_id, plan, country, mrr_amount, start_date, coalesce(end_date, 'infinity') AS end_date
    FROM (SELECT * FROM ravenstack.subscriptions WHERE is_trial = false) AS s
    JOIN (SELECT account_id, plan_tier AS plan, country FROM ravenstack.accounts) AS a USING (account_id)
), ticket AS (
    SELECT t.*, plan_tier AS plan, country FROM ravenstack.support_tickets t NATURAL JOIN ravenstack.accounts
), usage AS (
    SELECT u.usage_date, u.error_count, u.usage_count, a.plan_tier AS plan, a.country
    FROM ravenstack.feature_usage u, ravenstack.subscriptions s, ravenstack.accounts a
    WHERE u.subscription_id = s.subscription_id AND s.account_id = a.account_id
), level AS (
    -- A bucket that is still running when the data end has the level of their last day.
    SELECT c.*, after.mrr, before.mrr AS mrr_before, after.accounts, before.accounts AS accounts_before, moved.rows AS changes
    FROM cell c,
    LATERAL (
        SELECT coalesce(sum(mrr_amount), 0) AS mrr, count(DISTINCT account_id) AS accounts
        FROM paid p
        WHERE p.plan = coalesce(c.plan, p.plan) AND p.country = coalesce(c.country, p.country)
          AND daterange(start_date, end_date) @> least(c.next, date '2025-01-01') - 1
    ) AS after,
    LATERAL (
        SELECT coalesce(sum(mrr_amount), 0) AS mrr, count(DISTINCT account_id) AS accounts
        FROM paid p
        WHERE p.plan = coalesce(c.plan, p.plan) AND p.country = coalesce(c.country, p.country)
          AND daterange(start_date, end_date) @> c.start - 1
    ) AS before,
    LATERAL (
        SELECT count(*) AS rows
        FROM paid p
        WHERE p.plan = coalesce(c.plan, p.plan) AND p.country = coalesce(c.country, p.country)
          AND (start_date BETWEEN c.start AND c.next - 1 OR end_date BETWEEN c.start AND c.next - 1)
    ) AS moved
), churn AS (
    SELECT c.start, c.plan, c.country, c.accounts_before AS at_risk, (
        SELECT count(*) FROM (
            SELECT account_id FROM paid p
            WHERE p.plan = coalesce(c.plan, p.plan) AND p.country = coalesce(c.country, p.country)
              AND daterange(start_date, end_date) @> c.start - 1
            INTERSECT
            SELECT account_id FROM ravenstack.churn_events
            WHERE is_reactivation = false AND to_char(churn_date, 'YYYY-MM') = to_char(c.start, 'YYYY-MM')
        ) AS gone
    ) AS gone
    FROM level c WHERE grain = 'month'
)
SELECT 'mrr' AS metric, grain, start, plan, country, mrr::float8 AS value FROM level
UNION ALL
SELECT 'active_accounts', grain, start, plan, country, accounts FROM level
UNION ALL
SELECT 'revenue_per_account', grain, start, plan, country, mrr::float8 / nullif(accounts, 0) FROM level
UNION ALL
SELECT 'net_new_mrr', grain, start, plan, country, mrr - mrr_before FROM level WHERE changes > 0
UNION ALL
SELECT 'logo_churn_rate', grain, b.start, plan, country, sum(gone)::float8 / nullif(sum(at_risk), 0)
FROM bucket b JOIN churn c ON c.start >= b.start AND c.start < b.next
WHERE grain <> 'week'
GROUP BY grain, b.start, plan, country
UNION ALL
SELECT each.metric, c.grain, c.start, c.plan, c.country, each.value
FROM cell c, LATERAL (
    SELECT avg(first_response_time_minutes) AS response, avg(escalation_flag::int) AS escalation, avg(satisfaction_score) AS score,
        1 - avg((satisfaction_score IS NULL)::int) AS coverage,
        array_agg(first_response_time_minutes ORDER BY first_response_time_minutes) AS minutes, count(*)::int AS n
    FROM ticket t
    WHERE t.plan = coalesce(c.plan, t.plan) AND t.country = coalesce(c.country, t.country)
      AND submitted_at BETWEEN c.start AND c.next - 1
) AS s, LATERAL (VALUES
    ('first_response_time', response::float8), ('escalation_rate', escalation), ('satisfaction', score),
    ('satisfaction_coverage', coverage),
    ('first_response_median', CASE grain WHEN 'week' THEN (minutes[(n + 1) / 2] + minutes[(n + 2) / 2]) / 2.0 END)
) AS each (metric, value)
UNION ALL
SELECT 'feature_error_rate', c.grain, c.start, c.plan, c.country, (
    SELECT sum(error_count)::float8 / nullif(sum(usage_count), 0)
    FROM usage u
    WHERE u.plan = coalesce(c.plan, u.plan) AND u.country = coalesce(c.country, u.country)
      AND usage_date BETWEEN c.start AND c.next - 1
)
FROM cell c
