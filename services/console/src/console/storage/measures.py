"""The newest figures of fairness and supply that were told of each county: short index ranges, however long they were told."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork
from peerbridge.events.measures import FairnessMeasured, PoolMeasured, SupplyMeasured
from peerbridge.programs.states import STATE_FIPS

__all__ = ["fairness", "states", "supply"]

LANGUAGES: Final = (
    24  # as many as there are: of each county so many newest figures of supply hold every language once or more
)
NEWEST: Final = filtered(
    """
SELECT told.data::text AS data FROM unnest($1::text[]) AS place,
LATERAL (SELECT id, data FROM event WHERE type = $2 AND county = place AND {event} ORDER BY id DESC LIMIT $3) AS told
ORDER BY place, told.id DESC
""",
    event=seen("event"),
)
OF_STATES: Final = filtered(
    """
SELECT told.data::text AS data FROM unnest($1::text[]) AS state,
LATERAL (
    SELECT id, data FROM event WHERE subject = state AND type = $2 AND {event} ORDER BY id DESC LIMIT 1
) AS told ORDER BY state
""",
    event=seen("event"),
)


async def states(work: UnitOfWork, counties: Sequence[str]) -> list[Mapping[str, Any]]:
    """The newest figures of each state that has some and one of these counties: they are shared with all its counties."""
    wanted = [state for state, digits in STATE_FIPS.items() if any(each.startswith(digits) for each in counties)]
    found = await (await work.raw()).fetch(OF_STATES, wanted, PoolMeasured.type)
    return [json.loads(row["data"]) for row in found]


async def fairness(work: UnitOfWork, counties: Sequence[str]) -> list[Mapping[str, Any]]:
    """The newest figures of each county that has some."""
    found = await (await work.raw()).fetch(NEWEST, list(counties), FairnessMeasured.type, 1)
    return [json.loads(row["data"]) for row in found]


async def supply(work: UnitOfWork, counties: Sequence[str]) -> list[Mapping[str, Any]]:
    """The newest figures of each county and language."""
    found = await (await work.raw()).fetch(NEWEST, list(counties), SupplyMeasured.type, 2 * LANGUAGES)
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in found:
        data = json.loads(row["data"])
        newest.setdefault((data["county"], data["language"]), data)
    return list(newest.values())
