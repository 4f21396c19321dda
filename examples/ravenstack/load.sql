-- Tables of RavenStack, a synthetic SaaS company, and their rows from CSV files in the current folder. load.sh runs this;
-- by hand: cd FOLDER && psql -X -v ON_ERROR_STOP=1 -f …/load.sql "$OKR_DATABASE_URL"
--
-- Data: RavenStack by River @ Rivalytics, free to use and remix with credit.
--
-- All or nothing, and the same again leaves the same rows. HEADER MATCH makes a file with other columns an error.

BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL datestyle = 'ISO';

DO $$
BEGIN
    IF to_regnamespace('okr') IS NULL THEN
        RAISE EXCEPTION 'this database has no tables of okr' USING HINT = 'Run `okr migrate` on it first.';
    END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS ravenstack;

CREATE TABLE IF NOT EXISTS ravenstack.accounts (
    account_id      text    PRIMARY KEY,
    account_name    text    NOT NULL,
    industry        text    NOT NULL,
    country         text    NOT NULL,
    signup_date     date    NOT NULL,
    referral_source text    NOT NULL,
    plan_tier       text    NOT NULL,
    seats           integer NOT NULL,
    is_trial        boolean NOT NULL,
    churn_flag      boolean NOT NULL
);

CREATE TABLE IF NOT EXISTS ravenstack.subscriptions (
    subscription_id   text    PRIMARY KEY,
    account_id        text    NOT NULL REFERENCES ravenstack.accounts,
    start_date        date    NOT NULL,
    end_date          date    CHECK (end_date >= start_date), -- empty: it runs on
    plan_tier         text    NOT NULL,
    seats             integer NOT NULL,
    mrr_amount        numeric NOT NULL,
    arr_amount        numeric NOT NULL,
    is_trial          boolean NOT NULL,
    upgrade_flag      boolean NOT NULL,
    downgrade_flag    boolean NOT NULL,
    churn_flag        boolean NOT NULL,
    billing_frequency text    NOT NULL,
    auto_renew_flag   boolean NOT NULL
);

-- usage_id is no key: 21 of them name two rows that have nothing to do with each other.
CREATE TABLE IF NOT EXISTS ravenstack.feature_usage (
    usage_id            text    NOT NULL,
    subscription_id     text    NOT NULL REFERENCES ravenstack.subscriptions,
    usage_date          date    NOT NULL,
    feature_name        text    NOT NULL,
    usage_count         integer NOT NULL,
    usage_duration_secs integer NOT NULL,
    error_count         integer NOT NULL,
    is_beta_feature     boolean NOT NULL
);
CREATE INDEX IF NOT EXISTS feature_usage_date ON ravenstack.feature_usage (usage_date);

CREATE TABLE IF NOT EXISTS ravenstack.support_tickets (
    ticket_id                   text      PRIMARY KEY,
    account_id                  text      NOT NULL REFERENCES ravenstack.accounts,
    submitted_at                date      NOT NULL, -- the time of day is not known
    closed_at                   timestamp NOT NULL,
    resolution_time_hours       numeric   NOT NULL,
    priority                    text      NOT NULL,
    first_response_time_minutes integer   NOT NULL,
    satisfaction_score          numeric,            -- empty: the customer gave none
    escalation_flag             boolean   NOT NULL
);
CREATE INDEX IF NOT EXISTS support_tickets_submitted ON ravenstack.support_tickets (submitted_at);

CREATE TABLE IF NOT EXISTS ravenstack.churn_events (
    churn_event_id           text    PRIMARY KEY,
    account_id               text    NOT NULL REFERENCES ravenstack.accounts,
    churn_date               date    NOT NULL,
    reason_code              text    NOT NULL,
    refund_amount_usd        numeric NOT NULL,
    preceding_upgrade_flag   boolean NOT NULL,
    preceding_downgrade_flag boolean NOT NULL,
    is_reactivation          boolean NOT NULL,
    feedback_text            text
);

TRUNCATE ravenstack.accounts, ravenstack.subscriptions, ravenstack.feature_usage, ravenstack.support_tickets,
    ravenstack.churn_events;

\copy ravenstack.accounts FROM 'accounts.csv' WITH (FORMAT csv, HEADER MATCH)
\copy ravenstack.subscriptions FROM 'subscriptions.csv' WITH (FORMAT csv, HEADER MATCH)
\copy ravenstack.feature_usage FROM 'feature_usage.csv' WITH (FORMAT csv, HEADER MATCH)
\copy ravenstack.support_tickets FROM 'support_tickets.csv' WITH (FORMAT csv, HEADER MATCH)
\copy ravenstack.churn_events FROM 'churn_events.csv' WITH (FORMAT csv, HEADER MATCH)

-- The days that the files know about, the last one exclusive. Subscriptions without an end run on, so levels need this
-- limit: nobody knows the revenue of a day after the files were written.
CREATE OR REPLACE VIEW ravenstack.coverage AS
SELECT least(
           (SELECT min(signup_date) FROM ravenstack.accounts),
           (SELECT min(usage_date) FROM ravenstack.feature_usage)
       ) AS first_day,
       greatest(
           (SELECT max(greatest(start_date, end_date)) FROM ravenstack.subscriptions),
           (SELECT max(usage_date) FROM ravenstack.feature_usage),
           (SELECT max(submitted_at) FROM ravenstack.support_tickets),
           (SELECT max(churn_date) FROM ravenstack.churn_events)
       ) + 1 AS until;

GRANT USAGE ON SCHEMA ravenstack TO okr_reader, okr_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA ravenstack TO okr_reader, okr_writer;

ANALYZE ravenstack.accounts, ravenstack.subscriptions, ravenstack.feature_usage, ravenstack.support_tickets,
    ravenstack.churn_events;

COMMIT;
