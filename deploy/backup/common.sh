# What the scripts beside this file share. PEERBRIDGE_ADMIN_DATABASE_URL: a superuser's, postgresql://user:password@host:port/postgres,
# of the server that has one database per service. PEERBRIDGE_BACKUPS: the folder of all backups. Needs PostgreSQL's own programs in PATH.
set -eu
umask 077
SERVICES="recruitment matching supervision notification console"
: "${PEERBRIDGE_BACKUPS:?say in which folder backups are kept}"

fail() {
    echo "$0: $1" >&2
    exit 1
}

admin() {
    printf %s "${PEERBRIDGE_ADMIN_DATABASE_URL:?say where the server is, as a superuser}"
}

database() { # the address of one service's database
    printf '%s/%s' "$(admin | sed 's|/[^/]*$||')" "$1"
}

whole() { # whether every file of a base backup is what its manifest says (pg_basebackup --manifest-checksums=SHA256)
    (cd "$1" && sed -n 's/.*"Path": "\([^"]*\)".*"Checksum": "\([0-9a-f]*\)".*/\2  \1/p' backup_manifest | sha256sum --check --quiet --strict -)
}

now() {
    date -u +%Y%m%dT%H%M%SZ
}

known() {
    case " $SERVICES " in *" $1 "*) ;; *) fail "there is no service '$1'; services: $SERVICES" ;; esac
}

# Its service reads its own topics before it does anything else, and counts what was caused up to PEERBRIDGE_ALIVE_UNTIL as forgotten.
declare_restored() {
    psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --dbname "$(database "$1")" --set alive="${PEERBRIDGE_ALIVE_UNTIL:-}" <<'SQL'
INSERT INTO opening (alive_until) VALUES (nullif(:'alive', '')::timestamptz)
ON CONFLICT (one) DO UPDATE SET server = '', database = '', alive_until = excluded.alive_until;
SQL
}
