-- Revisions of the catalog. Every one that was ever applied stays readable.

-- +goose Up
SET LOCAL ROLE okr_owner;

GRANT USAGE ON SCHEMA okr TO okr_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA okr GRANT SELECT ON TABLES TO okr_reader;
GRANT SELECT ON okr.schema_version TO okr_reader;

CREATE TABLE okr.catalog_revision (
    number     bigint      PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now(),
    author     text        NOT NULL,
    note       text        NOT NULL,
    checksum   text        NOT NULL, -- SHA-256 of the document, in hex
    document   text        NOT NULL  -- canonical YAML
);

-- A revision is added and then never changed.
GRANT INSERT ON okr.catalog_revision TO okr_writer;
