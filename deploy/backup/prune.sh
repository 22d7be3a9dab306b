#!/bin/sh
# Removes what is older than PEERBRIDGE_BACKUP_DAYS (30): dumps, base backups, the log before the oldest base that is kept, and databases
# that restore-dump.sh put aside. The newest base always stays. An erased person is in no backup after that many days.   prune.sh
. "$(dirname "$0")/common.sh"
days=${PEERBRIDGE_BACKUP_DAYS:-30}
expr "$days" : '[1-9][0-9]*$' >/dev/null || fail "PEERBRIDGE_BACKUP_DAYS is '$days': say a number of days"
limit=$(date -u -d "-$days days" +%Y%m%dT%H%M%SZ)
newest=$(ls -d "$PEERBRIDGE_BACKUPS"/base/*Z 2>/dev/null | tail -n 1)
for folder in "$PEERBRIDGE_BACKUPS"/dumps/* "$PEERBRIDGE_BACKUPS"/base/*; do
    if [ -d "$folder" ] && [ "$folder" != "$newest" ] && expr "$(basename "$folder")" '<' "$limit" >/dev/null; then
        rm -rf "$folder"
        echo "removed $folder"
    fi
done
oldest=$(ls -d "$PEERBRIDGE_BACKUPS"/base/*Z 2>/dev/null | head -n 1)
if [ -n "$oldest" ] && [ -d "$PEERBRIDGE_BACKUPS/wal" ]; then
    first=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$oldest/backup_label")
    [ -z "$first" ] || pg_archivecleanup "$PEERBRIDGE_BACKUPS/wal" "$first"
fi
if [ -n "${PEERBRIDGE_ADMIN_DATABASE_URL:-}" ]; then
    psql --no-psqlrc --tuples-only --no-align --dbname "$(admin)" \
        --command "SELECT datname FROM pg_database WHERE datname ~ '_replaced_[0-9]{8}t[0-9]{6}z$'" | while read -r name; do
        if expr "$(printf %s "${name##*_replaced_}" | tr 'a-z' 'A-Z')" '<' "$limit" >/dev/null; then
            psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --dbname "$(admin)" --command "DROP DATABASE \"$name\""
            echo "removed the database $name"
        fi
    done
fi
