"""The tables every service has beside its own, and the row policies of both, in PostgreSQL's own words.

`inbox`, `positions`, `parked_keys`, `job`, `control`, `counties`, `erased`, `merged`, `streams`, `own_log` and `opening` hold ids only and
have no policy, so that retries and sweeps can find their work before they know whose it is.
"""

import re

from peerbridge.database.audited import AUDIT_FUNCTIONS, AUDIT_GRANTS, AUDIT_TABLES
from peerbridge.database.policies import PLATFORM, policy_statements
from peerbridge.database.restored import RESTORED_TABLES
from peerbridge.database.units import ADMIT, LOCK, STAND

__all__ = ["CHASSIS_FUNCTIONS", "CHASSIS_TABLES", "TABLES", "chassis_statements"]

TABLES = """
CREATE TABLE clock (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), origin timestamptz NOT NULL,
    started timestamptz NOT NULL, speed double precision NOT NULL);
CREATE TABLE counties (county text PRIMARY KEY);
CREATE TABLE inbox (event_id uuid NOT NULL, PRIMARY KEY (event_id)) PARTITION BY RANGE (event_id);
CREATE TABLE inbox_beyond PARTITION OF inbox DEFAULT;
CREATE TABLE positions (
    topic text NOT NULL, partition int NOT NULL, next_offset bigint NOT NULL, replay_until bigint,
    generation int NOT NULL DEFAULT 0, PRIMARY KEY (topic, partition));
CREATE TABLE control (
    topic text PRIMARY KEY, paused boolean NOT NULL DEFAULT false, reason text, changed_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE parked_keys (
    topic text NOT NULL, key text NOT NULL, attempt int NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL, dead boolean NOT NULL DEFAULT false,
    counties text[] NOT NULL DEFAULT '{}', since timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (topic, key));
CREATE INDEX parked_keys_due ON parked_keys (next_attempt_at) WHERE NOT dead;
CREATE TABLE parked (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT NULL, key text NOT NULL, partition int NOT NULL,
    "offset" bigint NOT NULL,
    event_id uuid NOT NULL, type text, county text, shared_with text[] NOT NULL DEFAULT '{}', headers bytea NOT NULL,
    raw_key bytea, payload bytea,
    logged_at timestamptz NOT NULL, fingerprint text, parked_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX parked_by_key ON parked (topic, key, id);
CREATE INDEX parked_by_fingerprint ON parked (fingerprint);
CREATE TABLE streams (topic text NOT NULL, key text NOT NULL, version bigint NOT NULL, correlation uuid NOT NULL, PRIMARY KEY (topic, key));
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL, topic text NOT NULL, key text NOT NULL,
    payload bytea NOT NULL, headers text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())
    WITH (autovacuum_vacuum_scale_factor = 0.01);
CREATE TABLE published (
    id bigint NOT NULL, event_id uuid NOT NULL, topic text NOT NULL, key text NOT NULL, payload bytea NOT NULL, headers text NOT NULL,
    created_at timestamptz NOT NULL, published_at timestamptz NOT NULL) PARTITION BY RANGE (published_at);
CREATE TABLE published_beyond PARTITION OF published DEFAULT;
CREATE INDEX published_in_order ON published (published_at, id);
CREATE TABLE job (
    id uuid PRIMARY KEY, kind text NOT NULL, subject text NOT NULL, actor text, correlation uuid,
    counties text[] NOT NULL DEFAULT '{}', cursor text NOT NULL DEFAULT '',
    attempt int NOT NULL DEFAULT 0, next_attempt_at timestamptz NOT NULL DEFAULT now(),
    failed text, done_at timestamptz, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX job_due ON job (next_attempt_at) WHERE done_at IS NULL;
CREATE TABLE erased (
    person uuid PRIMARY KEY, erasure uuid NOT NULL, county text NOT NULL, shared_with text[] NOT NULL, correlation uuid NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX erased_noted ON erased (noted_at);
CREATE TABLE merged (person uuid PRIMARY KEY, kept uuid NOT NULL, noted_at timestamptz NOT NULL DEFAULT now(), CHECK (person <> kept));
CREATE INDEX merged_kept ON merged (kept);
CREATE INDEX merged_noted ON merged (noted_at);
CREATE TABLE idempotency (
    caller text NOT NULL, key text NOT NULL, request_hash bytea NOT NULL, status int NOT NULL DEFAULT 0, answer bytea, content_type text,
    created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (caller, key));
CREATE INDEX idempotency_age ON idempotency (created_at);
"""

# One more partition; rows that came before it, with a clock set wrong, wait in the default one and move into it.
PARTITION = """
CREATE FUNCTION peerbridge_partition(parent text, name text, by_column text, first text, beyond text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', name, parent);
    EXECUTE format('WITH early AS (DELETE FROM %1$I WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING *) INSERT INTO %5$I SELECT * FROM early',
                   parent || '_beyond', by_column, first, beyond, name);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, name, first, beyond);
    EXECUTE format('REVOKE ALL ON %I FROM {app}', name);
END $$
"""

# Weekly inbox partitions from 12 weeks back to 4 ahead, daily published ones kept 14 days. Runs as the owner, called by the application.
MAINTENANCE = """
CREATE FUNCTION peerbridge_maintain(at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE lower_bound timestamptz; old record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('peerbridge_maintain', 0));
    FOR week IN -12..4 LOOP
        lower_bound := date_trunc('week', at, 'UTC') + week * interval '7 days';
        PERFORM peerbridge_partition('inbox', 'inbox_' || to_char(lower_bound AT TIME ZONE 'UTC', 'YYYYMMDD'), 'event_id',
                                     peerbridge_bound(lower_bound)::text, peerbridge_bound(lower_bound + interval '7 days')::text);
    END LOOP;
    FOR day IN -1..3 LOOP
        lower_bound := date_trunc('day', at, 'UTC') + day * interval '1 day';
        PERFORM peerbridge_partition('published', 'published_' || to_char(lower_bound AT TIME ZONE 'UTC', 'YYYYMMDD'), 'published_at',
                                     lower_bound::text, (lower_bound + interval '1 day')::text);
    END LOOP;
    FOR old IN SELECT relname FROM pg_class WHERE relkind = 'r' AND (
        (relname ~ '^inbox_[0-9]{8}$'
         AND to_date(right(relname, 8), 'YYYYMMDD') < (date_trunc('week', at, 'UTC') - interval '84 days')::date) OR
        (relname ~ '^published_[0-9]{8}$' AND to_date(right(relname, 8), 'YYYYMMDD') < (at - interval '15 days')::date)) LOOP
        EXECUTE format('DROP TABLE %I', old.relname);
    END LOOP;
    PERFORM peerbridge_audit_upkeep(now());
    DELETE FROM published_beyond WHERE published_at < at - interval '15 days';
    DELETE FROM idempotency WHERE created_at < at - interval '48 hours';
    DELETE FROM job WHERE done_at < at - interval '14 days';
END $$
"""

BOUND = """
CREATE FUNCTION peerbridge_bound(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$
"""

# The application may not read the outbox, but must be able to say how much waits in it (counted up to 100,000).
WAITING = """
CREATE FUNCTION peerbridge_outbox(OUT rows bigint, OUT oldest_seconds double precision)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)
    FROM (SELECT created_at FROM outbox ORDER BY id LIMIT 100000) AS waiting
$$
"""

CHASSIS_TABLES = frozenset(
    [
        "clock",
        "counties",
        "inbox",
        "positions",
        "control",
        "parked_keys",
        "parked",
        "streams",
        "outbox",
        "published",
        "job",
        "idempotency",
        "erased",
        "merged",
        "audit",
        "own_log",
        "opening",
        "lost_facts",
        "audit_chain",
        "audit_head",
        "audit_keep",
    ]
)

CHASSIS_FUNCTIONS = (
    "peerbridge_maintain",
    "peerbridge_partition",
    "peerbridge_outbox",
    "peerbridge_bound",
    "peerbridge_lock",
    "peerbridge_admit",
    "peerbridge_stand",
)

# What the application must not be able to do: read what awaits sending, unsay what was audited, forget what was heard.
GRANTS = """
REVOKE ALL ON outbox, published, published_beyond, clock FROM {app};
REVOKE DELETE, UPDATE ON inbox, inbox_beyond FROM {app};
GRANT INSERT ON outbox TO {app};
GRANT SELECT ON published TO {app};
GRANT INSERT, SELECT ON clock TO {app};
GRANT SELECT, DELETE, INSERT ON outbox TO {relay};
GRANT SELECT, INSERT ON published TO {relay};
GRANT SELECT ON counties TO {relay};
GRANT SELECT, INSERT, UPDATE ON own_log TO {relay};
REVOKE DELETE ON lost_facts, opening, own_log FROM {app};
GRANT EXECUTE ON FUNCTION peerbridge_maintain(timestamptz) TO {app};
GRANT EXECUTE ON FUNCTION peerbridge_outbox() TO {app};
GRANT EXECUTE ON FUNCTION peerbridge_lock, peerbridge_admit, peerbridge_stand TO {app}
"""


def chassis_statements(service: str) -> list[str]:
    """What a service's first migration runs, statement by statement, for its roles `<service>_app` and `<service>_relay`."""
    roles = {role: f"{service}_{role}" for role in ("owner", "app", "relay", "report")}
    statements = _statements(TABLES + AUDIT_TABLES + RESTORED_TABLES)
    statements += [
        BOUND,
        WAITING,
        PARTITION.replace("{app}", roles["app"]),
        *AUDIT_FUNCTIONS,
        MAINTENANCE,
        LOCK,
        ADMIT,
        STAND,
        "SELECT peerbridge_maintain(now())",
    ]
    statements += _statements(GRANTS.format(**roles))
    statements += policy_statements("parked", also=PLATFORM) + policy_statements("audit", also=PLATFORM)
    return [*statements, *policy_statements("lost_facts"), *_statements(AUDIT_GRANTS.format(**roles))]


def _statements(text: str) -> list[str]:
    return [statement.strip() for statement in re.split(r";(?:\n|$)", text) if statement.strip()]
