-- What stored facts mean, so that one fact is in force for each moment and set of segments, also after a metric has
-- changed its segments, its grain or its type.

-- +goose Up
SET LOCAL ROLE okr_owner;

-- Segments of the metric that the fact is the whole over, in alphabetical order and separated by commas; NULL for none.
-- A segment that is neither here nor in the labels has the empty label.
ALTER TABLE okr.fact ADD COLUMN whole text COLLATE "C";

-- One row per metric of the catalog: the type, grain, segments and calendar that its facts were stored by.
CREATE TABLE okr.fact_shape (
    metric   text COLLATE "C" PRIMARY KEY,
    type     text             NOT NULL,
    grain    okr.grain        NOT NULL,
    segments text[]           NOT NULL,
    -- Where buckets begin: seconds after the full hour in UTC, day of the week (0 is Sunday), month within a quarter; and a
    -- checksum of the time zone, which decides on which day an hour is.
    anchors  integer[]        NOT NULL,
    -- Whether there may be facts of another grain, or of the whole over a segment: loads look for them then.
    mixed    boolean          NOT NULL
);

-- Facts that count no more: they were replaced by facts of another grain or of other segments, or mean something else
-- than the metric does now. Nothing reads them but an export.
CREATE TABLE okr.fact_aside (
    metric      text COLLATE "C" NOT NULL,
    type        text             NOT NULL, -- of the metric, by which they were loaded
    grain       okr.grain        NOT NULL,
    bucket      timestamp        NOT NULL,
    segment     jsonb            NOT NULL,
    whole       text COLLATE "C",
    numerator   double precision NOT NULL,
    denominator double precision NOT NULL,
    reason      text             NOT NULL,
    aside_at    timestamptz      NOT NULL DEFAULT now(),
    PRIMARY KEY (metric, type, grain, bucket, segment)
);

GRANT INSERT, UPDATE, DELETE ON okr.fact_shape, okr.fact_aside TO okr_writer;
