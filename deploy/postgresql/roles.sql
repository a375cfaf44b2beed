-- Two roles for one database, run once by a superuser in that database, before anything else:
--
--     psql -v ON_ERROR_STOP=1 -d lightwell -f roles.sql
--
-- lightwell_owner makes and migrates the log's tables (`lightwell migrate`); nobody works as it from day to day.
-- lightwell_app runs the servers: it adds to the log, and cannot change or remove a statement, a leaf or a tile.
-- Give each a password, or a certificate, with ALTER ROLE or in pg_hba.conf. After each `lightwell migrate` run
-- grants.sql as lightwell_owner.

SELECT 'CREATE ROLE lightwell_owner LOGIN' WHERE to_regrole('lightwell_owner') IS NULL \gexec
SELECT 'CREATE ROLE lightwell_app LOGIN CONNECTION LIMIT 100' WHERE to_regrole('lightwell_app') IS NULL \gexec

REVOKE ALL ON SCHEMA public FROM PUBLIC;
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO lightwell_owner, lightwell_app', current_database()) \gexec

CREATE SCHEMA ledger AUTHORIZATION lightwell_owner;
-- The read models can be built again at any time: they belong to the application.
CREATE SCHEMA views AUTHORIZATION lightwell_app;

-- Whatever a session asks for, a commit is on the disk before it is acknowledged.
ALTER ROLE lightwell_app SET synchronous_commit = on;
