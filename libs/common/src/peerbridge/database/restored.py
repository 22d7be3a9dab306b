"""Tables of a database that may have been restored (ADR 17): where its own topics were read to, what it was compared as, what it lost."""

__all__ = ["RESTORED_TABLES"]

RESTORED_TABLES = """
CREATE TABLE own_log (topic text NOT NULL, partition int NOT NULL, next_offset bigint NOT NULL, PRIMARY KEY (topic, partition));
CREATE TABLE opening (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), server text NOT NULL DEFAULT '', database text NOT NULL DEFAULT '',
    restored_at timestamptz, alive_until timestamptz, open_facts bigint NOT NULL DEFAULT 0);
CREATE TABLE lost_facts (
    event_id uuid PRIMARY KEY, topic text NOT NULL, key text NOT NULL, partition int NOT NULL, "offset" bigint NOT NULL,
    type text NOT NULL, county text NOT NULL, shared_with text[] NOT NULL DEFAULT '{}', time timestamptz NOT NULL,
    sequence bigint NOT NULL, digest bytea NOT NULL, found_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'found_again', 'acknowledged')),
    settled_at timestamptz, settled_by text, reason text);
CREATE INDEX lost_facts_open ON lost_facts (topic, key, sequence) WHERE state = 'open';
"""
