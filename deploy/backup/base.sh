#!/bin/sh
# The full form: all databases of the server together, from which, with the archived log, any later moment can be restored.   base.sh
# Writes PEERBRIDGE_BACKUPS/base/<UTC>/ and checks it against the checksums that the server has sent along; the folder's name is the last line printed.
. "$(dirname "$0")/common.sh"
folder="$PEERBRIDGE_BACKUPS/base/$(now)"
mkdir -p "$PEERBRIDGE_BACKUPS/base"
pg_basebackup --pgdata "$folder.unfinished" --dbname "$(admin)" --checkpoint=fast --wal-method=stream --manifest-checksums=SHA256 --no-password
whole "$folder.unfinished" || fail "what was written is not what the server has sent"
now >"$folder.unfinished/peerbridge.finished"
mv "$folder.unfinished" "$folder"
echo "$folder"
