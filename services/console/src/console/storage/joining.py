"""How what was told of a merged id is found under the kept one; events stay as they were told.

A person who was counted under both ids is counted once.
"""

from collections.abc import Sequence
from typing import Final

from peerbridge.merging import Joined, stays

__all__ = ["JOINED"]

MENTION: Final = (
    "INSERT INTO mention (thing, event) SELECT $2, event FROM mention WHERE thing = $1 ON CONFLICT DO NOTHING"
)
MARK: Final = """
WITH known AS (
    SELECT DISTINCT e.data ->> 'program' AS program FROM mention n JOIN event e ON e.id = n.event WHERE n.thing = $1
), moved AS (
    SELECT m.slot, m.thing, m.county, $2::uuid::text || ':' || p.program AS kept FROM known p
    JOIN mark m ON m.slot IN ('candidate', 'certification') AND m.thing = $1::uuid::text || ':' || p.program
), counted AS (
    SELECT moved.*, EXISTS (
        SELECT FROM mark k WHERE k.slot = moved.slot AND k.thing = moved.kept AND (k.state IS NOT NULL OR k.county = moved.county)
    ) AS twice FROM moved
), gone AS (
    DELETE FROM mark m USING counted c WHERE c.twice AND (m.slot, m.thing, m.county) = (c.slot, c.thing, c.county)
    RETURNING m.county, m.program, m.state
), fewer AS (
    UPDATE tally t SET n = t.n - g.n
    FROM (SELECT county, program, state, count(*) AS n FROM gone WHERE state IS NOT NULL GROUP BY county, program, state) g
    WHERE (t.county, t.program, t.state) = (g.county, g.program, g.state)
)
UPDATE mark m SET thing = c.kept FROM counted c
WHERE NOT c.twice AND (m.slot, m.thing, m.county) = (c.slot, c.thing, c.county)
"""

JOINED: Final[Sequence[Joined]] = (
    Joined("mention", first=MENTION),
    Joined("mark", first=MARK),
    stays("event", "ids"),
)
