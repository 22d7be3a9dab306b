"""The tables every service has beside its own, and the row policies of both, in PostgreSQL's own words.

`inbox`, `positions`, `parked_keys`, `job`, `control`, `counties` and `streams` hold ids only and have no policy, so that retries and
sweeps can find their work before they know whose it is.
"""

__all__ = ["CHASSIS_FUNCTIONS", "CHASSIS_TABLES", "TABLES", "chassis_statements", "policy_statements"]

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
    id uuid PRIMARY KEY, kind text NOT NULL, subject text NOT NULL, counties text[] NOT NULL DEFAULT '{}', cursor text NOT NULL DEFAULT '',
    attempt int NOT NULL DEFAULT 0, next_attempt_at timestamptz NOT NULL DEFAULT now(),
    failed text, done_at timestamptz, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX job_due ON job (next_attempt_at) WHERE done_at IS NULL;
CREATE TABLE idempotency (
    caller text NOT NULL, key text NOT NULL, request_hash bytea NOT NULL, status int NOT NULL DEFAULT 0, answer bytea, content_type text,
    created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (caller, key));
CREATE INDEX idempotency_age ON idempotency (created_at);
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, business_at timestamptz NOT NULL, actor text NOT NULL,
    roles text[] NOT NULL DEFAULT '{}', action text NOT NULL, what text NOT NULL, subject text NOT NULL DEFAULT '', county text,
    shared_with text[] NOT NULL DEFAULT '{}', outcome text NOT NULL DEFAULT 'done', correlation uuid NOT NULL);
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

# Locks on things by id, known or not, in the order given: callers sort, so that no two lists deadlock.
LOCK = """
CREATE FUNCTION peerbridge_lock(ids text[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(id, 0)) FROM unnest(ids) WITH ORDINALITY AS sorted (id, n) ORDER BY n;
END $$
"""

# The beginning and the end of a unit in one round trip each. A VOLATILE function's statements see what was committed meanwhile,
# each anew, as statements sent one by one do: a parked key is looked for after the inbox has waited, never with it.
ADMIT = """
CREATE FUNCTION peerbridge_admit(topic text, ids uuid[], keys text[], locks text[], OUT fresh uuid[], OUT closed text[])
LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
BEGIN
    WITH new AS (INSERT INTO inbox (event_id) SELECT unnest(ids) ON CONFLICT DO NOTHING RETURNING event_id)
    SELECT CASE WHEN count(*) < cardinality(ids) THEN coalesce(array_agg(event_id), '{}') END INTO fresh FROM new;
    SELECT array_agg(key) INTO closed FROM (
        SELECT key FROM parked_keys AS p WHERE p.topic = $1 AND p.key = ANY (keys) ORDER BY key FOR UPDATE) AS locked;
    PERFORM peerbridge_lock(locks);
END $$
"""

STAND = """
CREATE FUNCTION peerbridge_stand(
    counties text[], topics text[], keys text[], counts bigint[], stories uuid[],
    heard text[], partitions int[], offsets bigint[], generations int[])
RETURNS TABLE (topic text, key text, version bigint, correlation uuid) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
BEGIN
    IF cardinality(counties) > 0 THEN
        INSERT INTO counties (county) SELECT unnest($1) ON CONFLICT DO NOTHING;
    END IF;
    IF cardinality(heard) > 0 THEN
        INSERT INTO positions AS p (topic, partition, next_offset, generation) SELECT * FROM unnest(heard, partitions, offsets, generations)
        ON CONFLICT (topic, partition) DO UPDATE SET next_offset = greatest(p.next_offset, excluded.next_offset)
        WHERE p.generation = excluded.generation;
    END IF;
    IF cardinality(topics) > 0 THEN
        RETURN QUERY INSERT INTO streams AS s (topic, key, version, correlation) SELECT * FROM unnest(topics, keys, counts, stories)
        ON CONFLICT (topic, key) DO UPDATE SET version = s.version + excluded.version
        RETURNING s.topic, s.key, s.version, s.correlation;
    END IF;
END $$
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
        "audit",
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
REVOKE ALL ON outbox, published, published_beyond, audit, clock FROM {app};
REVOKE DELETE, UPDATE ON inbox, inbox_beyond FROM {app};
GRANT INSERT ON outbox TO {app};
GRANT SELECT ON published TO {app};
GRANT INSERT, SELECT ON audit TO {app};
GRANT INSERT, SELECT ON clock TO {app};
GRANT SELECT, DELETE, INSERT ON outbox TO {relay};
GRANT SELECT, INSERT ON published TO {relay};
GRANT SELECT ON counties TO {relay};
GRANT EXECUTE ON FUNCTION peerbridge_maintain(timestamptz) TO {app};
GRANT EXECUTE ON FUNCTION peerbridge_outbox() TO {app};
GRANT EXECUTE ON FUNCTION peerbridge_lock, peerbridge_admit, peerbridge_stand TO {app}
"""

COUNTIES = "(SELECT string_to_array(current_setting('peerbridge.counties', true), ','))"
SEEN = f"(county = ANY ({COUNTIES}::text[]) OR shared_with::text[] && {COUNTIES})"
PERSON = "(SELECT nullif(current_setting('peerbridge.person', true), '')::uuid)"
PLATFORM = "(county IS NULL AND current_setting('peerbridge.platform', true) = 'on')"


def chassis_statements(service: str) -> list[str]:
    """What a service's first migration runs, statement by statement, for its roles `<service>_app` and `<service>_relay`."""
    grants = GRANTS.format(app=f"{service}_app", relay=f"{service}_relay")
    statements = [s.strip() for s in TABLES.split(";\n") if s.strip()]
    statements += [
        BOUND,
        WAITING,
        PARTITION.replace("{app}", f"{service}_app"),
        MAINTENANCE,
        LOCK,
        ADMIT,
        STAND,
        "SELECT peerbridge_maintain(now())",
    ]
    statements += [s.strip() for s in grants.split(";") if s.strip()]
    statements += policy_statements("parked", also=PLATFORM) + policy_statements("audit", also=PLATFORM)
    statements.append("CREATE POLICY append ON audit FOR INSERT WITH CHECK (true)")
    return statements


def policy_statements(table: str, *, person: str | None = None, also: str | None = None) -> list[str]:
    """Row-level security on `table`: its counties, where named its person's own rows, and where given one more condition."""
    conditions = [("by_county", SEEN)]
    if person:
        conditions.append(("by_person", f'("{person}" = {PERSON})'))
    if also:
        conditions.append(("beyond_counties", also))
    enable = [f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY', f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY']
    return enable + [
        f'CREATE POLICY {name} ON "{table}" USING ({rule}) WITH CHECK ({rule})' for name, rule in conditions
    ]
