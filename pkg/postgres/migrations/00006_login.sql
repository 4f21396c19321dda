-- Who wrote a revision or an entry as the database knows it. The author is what a program says of itself; the login is what
-- the database let in, which nobody who may only write can choose.

-- +goose Up
SET LOCAL ROLE okr_owner;

-- Rows from before have none. A default that is set later leaves them alone.
ALTER TABLE okr.catalog_revision ADD COLUMN login text;
ALTER TABLE okr.catalog_revision ALTER COLUMN login SET DEFAULT session_user;
ALTER TABLE okr.journal_entry ADD COLUMN login text;
ALTER TABLE okr.journal_entry ALTER COLUMN login SET DEFAULT session_user;

-- Neither the login nor the time can be chosen. Entries are granted by the column already. Where the table is one of Citus
-- that takes no grants by the column, the grant of the whole table stays.
-- +goose StatementBegin
DO $$ BEGIN
	REVOKE INSERT ON okr.catalog_revision FROM okr_writer;
	GRANT INSERT (number, author, note, checksum, document) ON okr.catalog_revision TO okr_writer;
EXCEPTION WHEN feature_not_supported THEN
	RAISE NOTICE 'whoever may write can choose the login of a revision: grants by the column are not supported here';
END $$;
-- +goose StatementEnd
