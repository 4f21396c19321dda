-- Rows that writers lock to keep apart what must not happen at once. Whoever may connect can hold any advisory lock, for as
-- long as they like; to lock a row takes the right to update it.

-- +goose Up
SET LOCAL ROLE okr_owner;

-- The rows say nothing but their names: catalog, facts/METRIC, refresh/METRIC. Those of metrics come with the first load.
CREATE TABLE okr.lock (name text COLLATE "C" PRIMARY KEY);

INSERT INTO okr.lock (name) VALUES ('catalog');

GRANT INSERT, UPDATE ON okr.lock TO okr_writer;
