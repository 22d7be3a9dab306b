"""The audit as PostgreSQL keeps it: rows that the application can only append, and the chain that only the chainer can write.

Both are partitioned by month. Months are dropped by the owner's function when they are older than the owner's table `audit_keep` says,
links first and rows a month later, so that every link has its row. Neither the application nor the chainer can shorten that time.
"""

from peerbridge.database.policies import AUDIT_SEEN

__all__ = ["AUDIT_FUNCTIONS", "AUDIT_FUNCTION_NAMES", "AUDIT_GRANTS", "AUDIT_TABLES", "CHAIN_PAGE", "UNLINKED_PAGE"]

AUDIT_TABLES = """
CREATE SEQUENCE audit_id AS bigint;
CREATE TABLE audit (
    id bigint NOT NULL DEFAULT nextval('audit_id'), at timestamptz NOT NULL, business_at timestamptz NOT NULL, actor text NOT NULL,
    roles text[] NOT NULL DEFAULT '{}', action text NOT NULL, what text NOT NULL, subject text NOT NULL DEFAULT '',
    concerns uuid[] NOT NULL DEFAULT '{}', county text, shared_with text[] NOT NULL DEFAULT '{}',
    outcome text NOT NULL DEFAULT 'done', correlation uuid NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE audit_beyond PARTITION OF audit DEFAULT;
ALTER SEQUENCE audit_id OWNED BY audit.id;
CREATE INDEX audit_concerns ON audit USING gin (concerns);
CREATE TABLE audit_chain (
    position bigint NOT NULL, linked_at timestamptz NOT NULL, id bigint NOT NULL, at timestamptz NOT NULL,
    previous bytea NOT NULL, hash bytea NOT NULL, PRIMARY KEY (position, linked_at)) PARTITION BY RANGE (linked_at);
CREATE TABLE audit_chain_beyond PARTITION OF audit_chain DEFAULT;
CREATE INDEX audit_chain_rows ON audit_chain (id);
CREATE TABLE audit_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), position bigint NOT NULL, hash bytea NOT NULL, floor bigint NOT NULL,
    linked_at timestamptz NOT NULL);
INSERT INTO audit_head (position, hash, floor, linked_at) VALUES (0, decode(repeat('00', 32), 'hex'), 0, now());
CREATE TABLE audit_keep (one boolean PRIMARY KEY DEFAULT true CHECK (one), months int NOT NULL CHECK (months >= 12));
INSERT INTO audit_keep (months) VALUES (84);
"""

_PAGE = """
WITH page AS MATERIALIZED (SELECT * FROM audit_chain WHERE position > $1 ORDER BY position LIMIT $2)
SELECT page.position, page.previous, page.hash, page.id, page.at,
       EXISTS (SELECT FROM audit b WHERE b.id = page.id AND b.at = page.at) AS present, a.id IS NOT NULL AS seen,
       a.business_at, a.actor, a.roles, a.action, a.what, a.subject, a.concerns, a.county, a.shared_with, a.outcome, a.correlation
FROM page LEFT JOIN audit a ON a.id = page.id AND a.at = page.at AND {seen} ORDER BY page.position
"""
CHAIN_PAGE = _PAGE.format(seen="true")
"""Links after a position, with the rows they link; `present` is false where the row is gone."""

UNLINKED_PAGE = """
SELECT a.id FROM audit a WHERE a.id > $1 AND a.id <= $1 + $2 AND a.at < now() - interval '60 seconds'
AND a.at >= coalesce((SELECT CASE WHEN position > 1 THEN date_trunc('month', linked_at, 'UTC') END
                      FROM audit_chain ORDER BY position LIMIT 1), '-infinity')
AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.id = a.id AND c.at = a.at) ORDER BY a.id LIMIT 100
"""
"""Rows of the ids ($1, $1 + $2] that nothing links although they are a minute old. Of retired months the links are gone first."""


def _plain(statement: str) -> str:
    """A statement with its parameters as a function's SQL body has them: by name there, by number here."""
    return statement.replace("$1", "after").replace("$2", "most")


_TYPES = (
    "business_at timestamptz, actor text, roles text[], action text, what text, subject text, concerns uuid[], county text,"
    " shared_with text[], outcome text, correlation uuid"
)
AUDIT_FUNCTIONS = (
    f"""
CREATE FUNCTION peerbridge_audit_linked(after bigint, most int) RETURNS TABLE (
    "position" bigint, previous bytea, hash bytea, id bigint, at timestamptz, present boolean, seen boolean, {_TYPES})
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $${_plain(_PAGE.format(seen=AUDIT_SEEN))}$$
""",
    f"""
CREATE FUNCTION peerbridge_audit_unlinked(after bigint, most int) RETURNS TABLE (id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $${_plain(UNLINKED_PAGE)}$$
""",
    """
CREATE FUNCTION peerbridge_audit_state(
    OUT "position" bigint, OUT hash bytea, OUT linked_at timestamptz, OUT last_id bigint, OUT waiting bigint,
    OUT oldest_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT h.position, h.hash, h.linked_at, (SELECT coalesce(max(id), 0) FROM audit), w.rows, w.seconds
    FROM audit_head h, LATERAL (
        SELECT count(*) AS rows, coalesce(extract(epoch FROM now() - min(at)), 0) AS seconds
        FROM (SELECT a.at FROM audit a WHERE a.id > h.floor AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.id = a.id)
              ORDER BY a.id LIMIT 10000) AS late) AS w
$$
""",
    """
CREATE FUNCTION peerbridge_audit_upkeep(now_at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE first timestamptz; old record; keep int;
BEGIN
    FOR month IN -1..2 LOOP
        first := date_trunc('month', now_at, 'UTC') + month * interval '1 month';
        PERFORM peerbridge_partition('audit', 'audit_' || to_char(first AT TIME ZONE 'UTC', 'YYYYMMDD'), 'at',
                                     first::text, (first + interval '1 month')::text);
        PERFORM peerbridge_partition('audit_chain', 'audit_chain_' || to_char(first AT TIME ZONE 'UTC', 'YYYYMMDD'), 'linked_at',
                                     first::text, (first + interval '1 month')::text);
    END LOOP;
    SELECT months INTO keep FROM audit_keep;
    FOR old IN SELECT relname FROM pg_class WHERE relkind = 'r' AND (
        (relname ~ '^audit_chain_[0-9]{8}$'
         AND to_date(right(relname, 8), 'YYYYMMDD') + interval '1 month' <= now_at - keep * interval '1 month') OR
        (relname ~ '^audit_[0-9]{8}$'
         AND to_date(right(relname, 8), 'YYYYMMDD') + interval '1 month' <= now_at - (keep + 1) * interval '1 month')) LOOP
        EXECUTE format('DROP TABLE %I', old.relname);
    END LOOP;
END $$
""",
)

AUDIT_FUNCTION_NAMES = (
    "peerbridge_audit_linked(bigint, int)",
    "peerbridge_audit_unlinked(bigint, int)",
    "peerbridge_audit_state()",
    "peerbridge_audit_upkeep(timestamptz)",
)

AUDIT_GRANTS = """
REVOKE ALL ON audit, audit_beyond, audit_chain, audit_chain_beyond, audit_head, audit_keep FROM {app};
GRANT INSERT, SELECT ON audit TO {app};
GRANT SELECT ON audit, audit_chain TO {relay};
GRANT INSERT ON audit_chain TO {relay};
GRANT SELECT, UPDATE ON audit_head TO {relay};
GRANT EXECUTE ON FUNCTION peerbridge_audit_linked(bigint, int) TO {app};
GRANT EXECUTE ON FUNCTION peerbridge_audit_unlinked(bigint, int) TO {app};
GRANT EXECUTE ON FUNCTION peerbridge_audit_state() TO {app};
CREATE POLICY append ON audit FOR INSERT WITH CHECK (true);
CREATE POLICY whole ON audit FOR SELECT TO {owner}, {relay}, {report} USING (true)
"""
"""The chainer, the auditors' report role and the owner's functions see all rows; rows hold ids only."""
