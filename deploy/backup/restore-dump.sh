#!/bin/sh
# One service's database back from a dump.   restore-dump.sh FOLDER SERVICE   Stop the service first; start it again afterwards.
# The database of now is kept as <service>_replaced_<UTC>: remove it when all is well, and within the days of PEERBRIDGE_BACKUP_DAYS.
. "$(dirname "$0")/common.sh"
[ $# = 2 ] || fail "say the folder of a dump and one service"
folder=$1 service=$2
known "$service"
[ -f "$folder/$service.dump" ] || fail "$folder holds no dump of $service"
(cd "$folder" && grep "/$service.dump\$" SHA256SUMS | sha256sum --check --status -) || fail "the dump is not what was written: its checksum differs"
new="${service}_new" old="${service}_replaced_$(now | tr 'A-Z' 'a-z')"
sql() { psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --dbname "$(admin)" --command "$1"; }
sql "DROP DATABASE IF EXISTS \"$new\" WITH (FORCE)"
sql "CREATE DATABASE \"$new\" OWNER ${service}_owner TEMPLATE template0"
sql "REVOKE ALL ON DATABASE \"$new\" FROM PUBLIC"
psql --no-psqlrc --tuples-only --no-align --dbname "$(admin)" --command "SELECT rolname FROM pg_roles WHERE rolname ~ '^${service}_'" |
    while read -r role; do sql "GRANT CONNECT ON DATABASE \"$new\" TO \"$role\""; done
pg_restore --exit-on-error --dbname "$(database "$new")" "$folder/$service.dump"
declare_restored "$new"
if [ -n "$(psql --no-psqlrc --tuples-only --no-align --dbname "$(admin)" --command "SELECT 1 FROM pg_database WHERE datname = '$service'")" ]; then
    sql "ALTER DATABASE \"$service\" ALLOW_CONNECTIONS false"
    sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$service'" >/dev/null
    sql "ALTER DATABASE \"$service\" RENAME TO \"$old\""
    echo "the database of now is kept as $old"
fi
sql "ALTER DATABASE \"$new\" RENAME TO \"$service\""
echo "$service is back at $folder; start it: it reads its own topics, then opens"
