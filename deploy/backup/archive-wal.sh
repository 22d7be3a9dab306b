#!/bin/sh
# PostgreSQL's archive_command: 'sh …/archive-wal.sh %p %f'. A file is there whole or not at all, and never replaced by another one.
. "$(dirname "$0")/common.sh"
mkdir -p "$PEERBRIDGE_BACKUPS/wal"
target="$PEERBRIDGE_BACKUPS/wal/$2"
if [ -f "$target" ]; then cmp -s "$1" "$target" || fail "$2 is archived already and differs"; exit 0; fi
cp "$1" "$target.unfinished"
sync "$target.unfinished"
mv "$target.unfinished" "$target"
