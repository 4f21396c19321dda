-- The journal: what people said and learned. Entries are added and never changed: a newer one replaces an older one.
--
-- Small beside the facts: some ten thousand entries in many years. One statement over the index by time answers a
-- question, so nothing is kept in memory and every server sees a new entry at once.

-- +goose Up
SET LOCAL ROLE okr_owner;

CREATE TYPE okr.entry_kind AS ENUM (
    'check_in', 'bet', 'learning', 'blocker', 'experiment', 'decision', 'interview', 'annotation', 'review'
);

CREATE TABLE okr.journal_entry (
    id         bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       okr.entry_kind   NOT NULL,
    at         timestamptz      NOT NULL CHECK (at >= '1900-01-01 00:00Z' AND at < '2200-01-01 00:00Z'),
    until      timestamptz      CHECK (until > at AND until < '2200-01-01 00:00Z'), -- exclusive; none for a moment
    -- Names of the catalog at the time of writing, '' for none.
    metric     text COLLATE "C" NOT NULL DEFAULT '',
    objective  text COLLATE "C" NOT NULL DEFAULT '',
    key_result text COLLATE "C" NOT NULL DEFAULT '', -- objective/key_result
    kpi        text COLLATE "C" NOT NULL DEFAULT '',
    team       text COLLATE "C" NOT NULL DEFAULT '',
    text       text             NOT NULL CHECK (char_length(text) BETWEEN 1 AND 4000),
    hypothesis text             NOT NULL DEFAULT '' CHECK (char_length(hypothesis) <= 4000),
    result     text             NOT NULL DEFAULT '' CHECK (char_length(result) <= 4000),
    author     text             NOT NULL CHECK (char_length(author) BETWEEN 1 AND 200),
    tags       text[]           NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 20),
    -- Of two that replace the same entry, the unique key lets one through.
    replaces   bigint           UNIQUE REFERENCES okr.journal_entry,
    -- What a client names its attempt by, so that a repeated one is not written twice.
    attempt    text             CHECK (char_length(attempt) BETWEEN 1 AND 200),
    created_at timestamptz      NOT NULL DEFAULT now(),
    UNIQUE (author, attempt),
    CHECK (kind = 'experiment' OR (hypothesis = '' AND result = ''))
);

CREATE INDEX ON okr.journal_entry (at, id);
CREATE INDEX ON okr.journal_entry (until) WHERE until IS NOT NULL; -- what began before a span and reaches into it

-- Neither the number nor the time of writing can be chosen, and nobody but the owner can change or remove an entry.
GRANT INSERT (
    kind, at, until, metric, objective, key_result, kpi, team, text, hypothesis, result, author, tags, replaces, attempt
) ON okr.journal_entry TO okr_writer;
