#!/bin/sh
# After restore-to.sh, with the server up and before any service is started: says of each database that it came from a backup.
#   declare.sh [SERVICE…]   (all without names)    PEERBRIDGE_ALIVE_UNTIL: when the old server was last alive, if that is known
. "$(dirname "$0")/common.sh"
for service in ${*:-$SERVICES}; do known "$service"; done
until [ "$(psql --no-psqlrc --tuples-only --no-align --dbname "$(admin)" --command 'SELECT pg_is_in_recovery()')" = f ]; do sleep 0.2; done
for service in ${*:-$SERVICES}; do
    declare_restored "$service"
    echo "$service reads its own topics when it is started, then opens"
done
