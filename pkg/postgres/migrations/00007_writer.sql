-- Version 0.1.0 does not know which facts are the whole over others, and would count them twice. It does not look at the version
-- of the tables either, so the tables refuse what it writes: it counts up the revision alone.

-- +goose Up
SET LOCAL ROLE okr_owner;

ALTER TABLE okr.metric_revision ADD COLUMN confirmed bigint; -- the revision once more
UPDATE okr.metric_revision SET confirmed = revision;
ALTER TABLE okr.metric_revision ADD CONSTRAINT written_by_a_program_older_than_the_tables CHECK (confirmed IS NOT DISTINCT FROM revision);
