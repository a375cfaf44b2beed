#!/bin/sh
# Run once, when the database is made: gives both roles their passwords, and makes a second database for a copy of the
# read models (`lightwell consume project`).
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
    -v owner="$(cat /run/secrets/owner_password)" -v app="$(cat /run/secrets/app_password)" <<'SQL'
ALTER ROLE lightwell_owner PASSWORD :'owner';
ALTER ROLE lightwell_app PASSWORD :'app';
CREATE DATABASE lightwell_copy OWNER lightwell_app;
SQL
