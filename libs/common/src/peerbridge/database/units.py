"""What a unit asks of the database, as functions: locks, its beginning and its end, each in one round trip (ADR 8)."""

__all__ = ["ADMIT", "LOCK", "STAND"]

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
