-- What the application may do with the log's tables. Run as lightwell_owner after each `lightwell migrate`:
--
--     psql -v ON_ERROR_STOP=1 -d lightwell -U lightwell_owner -f grants.sql

BEGIN;
SET LOCAL search_path = ledger;
REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM lightwell_app;
GRANT USAGE ON SCHEMA ledger TO lightwell_app;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO lightwell_app;

-- The log and what makes a statement unique: added to, never changed.
GRANT INSERT ON stored_events, said, feed_sequence, holding, checkpoint TO lightwell_app;
-- A tile at the right edge is written anew as it grows; the trigger tile_grows lets it do nothing else.
GRANT INSERT, UPDATE (hashes) ON tile TO lightwell_app;
-- A checkpoint is published, and gets more signatures; the trigger checkpoint_stands lets nothing else change.
GRANT UPDATE (published, note) ON checkpoint TO lightwell_app;

-- The vault: a person can be linked, and erased.
GRANT INSERT, UPDATE (person), DELETE ON subject TO lightwell_app;
GRANT INSERT, UPDATE (subject) ON subject_line TO lightwell_app;
GRANT INSERT, DELETE ON disclosure TO lightwell_app;
GRANT INSERT ON erased_leaf, erased_subject, wrapping TO lightwell_app;

-- Auditors' tokens are given and revoked.
GRANT INSERT, UPDATE (revoked) ON auditor TO lightwell_app;
COMMIT;
