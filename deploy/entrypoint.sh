#!/bin/sh
# Reads the database's password from a file, so that it stands in no setting, and becomes the command.
set -eu
if [ -n "${PGPASSWORD_FILE:-}" ]; then
    PGPASSWORD=$(cat "$PGPASSWORD_FILE")
    export PGPASSWORD
fi
exec lightwell "$@"
