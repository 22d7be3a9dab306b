#!/bin/sh
# All databases as they were at a moment.   restore-to.sh MOMENT DATA     MOMENT: '2026-11-22 03:12:00+00', or latest
# Stop the server first. DATA is its data folder and must be empty or not there: keep the old one aside, not in place.
# Run it as the account that the server runs as. Then start the server, wait until it takes writes, and run declare.sh.
. "$(dirname "$0")/common.sh"
[ $# = 2 ] || fail "say the moment and the data folder"
moment=$1 data=$2
[ -z "$(ls -A "$data" 2>/dev/null)" ] || fail "$data is not empty: move it aside"
if [ "$moment" = latest ]; then limit=99999999T999999Z; else limit=$(date -u -d "$moment" +%Y%m%dT%H%M%SZ) || fail "'$moment' is no moment"; fi
base=
for folder in "$PEERBRIDGE_BACKUPS"/base/*Z; do
    if [ -f "$folder/peerbridge.finished" ] && ! expr "$(cat "$folder/peerbridge.finished")" '>' "$limit" >/dev/null; then base=$folder; fi
done
[ -n "$base" ] || fail "no base backup was finished before $moment"
mkdir -p "$data"
chmod 700 "$data"
cp -a "$base/." "$data/"
whole "$data" || fail "$base is not what was written"
rm -f "$data/peerbridge.finished"
{
    echo "restore_command = 'cp \"$PEERBRIDGE_BACKUPS/wal/%f\" \"%p\"'"
    echo "recovery_target_action = 'promote'"
    [ "$moment" = latest ] || echo "recovery_target_time = '$moment'"
} >>"$data/postgresql.auto.conf"
touch "$data/recovery.signal"
echo "$data is $base; the server goes on to $moment when it is started"
