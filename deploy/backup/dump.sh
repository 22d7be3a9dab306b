#!/bin/sh
# The simple form: each service's database as it is at one moment of its own.   dump.sh [SERVICE…]   (all without names)
# Writes PEERBRIDGE_BACKUPS/dumps/<UTC>/<service>.dump and SHA256SUMS; the folder's name is the last line printed.
. "$(dirname "$0")/common.sh"
folder="$PEERBRIDGE_BACKUPS/dumps/$(now)"
for service in ${*:-$SERVICES}; do known "$service"; done
mkdir -p "$folder.unfinished"
for service in ${*:-$SERVICES}; do
    pg_dump --format=custom --file "$folder.unfinished/$service.dump" --dbname "$(database "$service")"
done
(cd "$folder.unfinished" && sha256sum ./*.dump >SHA256SUMS && sync)
mv "$folder.unfinished" "$folder"
echo "$folder"
