-- Facts: one row per metric, grain, bucket and segment.
--
-- One plain table. Questions name their metrics and a span of time, which the primary key answers as it is, also at 100
-- million rows; the newest fact of a metric is one look-up in it. Partitions by time would have to be created and would
-- not be dropped, because history is what baselines and comparisons live on; partitions by a hash of the metric would
-- only stand in the way where an extension distributes the table by metric. For that every unique key starts with the
-- metric and no large table refers to another.

-- +goose Up
SET LOCAL ROLE okr_owner;

CREATE TYPE okr.grain AS ENUM ('hour', 'day', 'week', 'month', 'quarter');

CREATE TABLE okr.fact (
    metric      text COLLATE "C" NOT NULL,
    grain       okr.grain        NOT NULL,
    -- Start of the bucket: of hours the instant in UTC, of anything longer the date in the organisation's calendar. The
    -- limits catch mistaken units and keep one stray fact from stretching a series over millennia.
    bucket      timestamp        NOT NULL CHECK (bucket >= '1900-01-01' AND bucket < '2200-01-01'),
    segment     jsonb            NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(segment) = 'object'),
    -- Not a number sorts above infinity.
    numerator   double precision NOT NULL CHECK (numerator > '-Infinity' AND numerator < 'Infinity'),
    denominator double precision NOT NULL DEFAULT 1 CHECK (denominator >= 0 AND denominator < 'Infinity'),
    changed_at  timestamptz      NOT NULL DEFAULT now(), -- when these numbers came in
    PRIMARY KEY (metric, grain, bucket, segment)
);

-- Grows by one with every change of a metric's facts, in the transaction that changes them. Whoever keeps facts in memory
-- hears of changes on the channel okr_change and finds out by these numbers what was missed.
CREATE TABLE okr.metric_revision (
    metric   text COLLATE "C" PRIMARY KEY,
    revision bigint           NOT NULL
);

-- What the facts of a metric that is read by a statement were made from.
CREATE TABLE okr.refresh (
    metric       text COLLATE "C" PRIMARY KEY,
    definition   text             NOT NULL, -- SHA-256 of the statement and of what else shapes its facts, in hex
    until        timestamptz      NOT NULL, -- end of the time that was read
    refreshed_at timestamptz      NOT NULL DEFAULT now()
);

GRANT INSERT, UPDATE, DELETE ON okr.fact, okr.metric_revision, okr.refresh TO okr_writer;
