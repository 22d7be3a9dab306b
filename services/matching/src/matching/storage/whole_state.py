"""Everybody of a state, page by page: the same values as of a few (pools.py), by statements of their own and without an object per row.

A matcher that starts anew reads hundreds of thousands of rows here. Each page may be a transaction of its own. What is said of a few is
put together from what other use cases ask for, too; a test holds both ways against each other.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import fields, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from matching.domain.pool import Movable, Pool, Seeker
from matching.domain.profiles import Profile
from matching.domain.programs import zone_of
from matching.domain.requests import SupportRequest
from matching.domain.roster import RosterEntry
from matching.storage import pairs, silence
from matching.storage.around import Circumstances, offers
from matching.storage.places import Occupancy
from matching.storage.tables import HoldRow, PlaceRow, ProfileRow, ProposalRow, RequestRow, RosterRow
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = ["Opens", "pages"]

PAGE: Final = 2000


def columns(kind: type[Any], table: str) -> str:
    """The columns of a domain value, in the order of its fields."""
    return ", ".join(f'{table}."{field.name}"' for field in fields(kind))


SEEN: Final = {
    "request": seen("r", *RequestRow.__readers__),
    "known": seen("k"),
    "proposal": seen("p", *ProposalRow.__readers__),
    "roster": seen("e", *RosterRow.__readers__),
    "profile": seen("f", *ProfileRow.__readers__),
    "place": seen("l", *PlaceRow.__readers__),
    "hold": seen("h", *HoldRow.__readers__),
}
SEEKING: Final = filtered(
    """
SELECT w.request FROM waiting AS w
UNION SELECT p.request FROM proposal AS p WHERE p.state = 'tentative' AND p.seen_at IS NULL AND {proposal} ORDER BY 1
""",
    **SEEN,
)
"""Whoever may seek, listed once. A page is so many of them and looks each row up by its index (LATERAL … LIMIT 1), whatever the
planner believes of conditions: a page that is found in order, or joined, may go through whole tables each time."""
SEEKERS: Final = filtered(
    """
SELECT {requests}, k.parents, p.proposal, p.partner, p.program
FROM unnest($1::uuid[]) AS i (request)
JOIN LATERAL (SELECT r.* FROM request AS r
    WHERE r.request = i.request AND r.state = 'open' AND left(r.county, 2) = $2 AND {request} LIMIT 1) AS r ON true
LEFT JOIN LATERAL (SELECT w.request FROM waiting AS w WHERE w.request = r.request LIMIT 1) AS w ON true
LEFT JOIN LATERAL (SELECT k.parents FROM known_case AS k WHERE k."case" = r."case" AND {known} LIMIT 1) AS k ON true
LEFT JOIN LATERAL (SELECT p.proposal, p.partner, p.program FROM proposal AS p
    WHERE p.request = r.request AND p.state = 'tentative' AND p.seen_at IS NULL AND {proposal} LIMIT 1) AS p ON true
WHERE w.request IS NOT NULL OR p.proposal IS NOT NULL
ORDER BY r.request
""",
    requests=columns(SupportRequest, "r"),
    **SEEN,
)
ENTRIES: Final = filtered(
    """
SELECT {entries}, {profiles}
FROM roster AS e LEFT JOIN profile AS f ON f.partner = e.partner AND {profile}
WHERE (e.partner, e.program) > ($1, $2) AND (left(e.county, 2) = $3 OR e.shared_with && $4::text[]::varchar[]) AND {roster}
ORDER BY e.partner, e.program LIMIT $5
""",
    entries=columns(RosterEntry, "e"),
    profiles=columns(Profile, "f"),
    **SEEN,
)
OFFERED: Final = filtered(
    "SELECT l.partner, l.program, l.slot FROM place AS l WHERE l.offered AND l.partner = ANY ($1::uuid[]) AND {place} ORDER BY 1, 2, 3",
    **SEEN,
)
HELD: Final = filtered(
    """
SELECT h.partner, h.program, h.slot FROM hold AS h
LEFT JOIN LATERAL (SELECT p.proposal FROM proposal AS p
    WHERE p.proposal = h.proposal AND p.state = 'tentative' AND p.seen_at IS NULL AND left(p.county, 2) = $2 AND {proposal}
    LIMIT 1) AS p ON true
WHERE h.partner = ANY ($1::uuid[]) AND h.released_at IS NULL AND p.proposal IS NULL AND {hold} ORDER BY 1, 2, 3
""",
    **SEEN,
)
"""Places held for good, or by proposals of families of other states: what nobody has seen may still move."""

REQUEST, ENTRY, PROFILE = (len(fields(kind)) for kind in (SupportRequest, RosterEntry, Profile))
FIRST: Final = UUID(int=0)


def values(row: Sequence[Any]) -> list[Any]:
    """Lists as the tuples that domain values have."""
    return [tuple(value) if type(value) is list else value for value in row]


Opens = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
"""Begins a transaction in the scope of all these counties."""


async def pages(transaction: Opens, around: Circumstances, counties: Sequence[str]) -> AsyncIterator[Pool]:
    """The pool of a state, of which this database has rows in these counties, in parts; each is read in a transaction of its own."""
    async with transaction() as work:
        seeking = [row["request"] for row in await (await work.raw()).fetch(SEEKING)]
    for first in range(0, len(seeking), PAGE):
        async with transaction() as work:
            page = await _seekers(await work.raw(), around, seeking[first : first + PAGE])
        yield page
    served, last = sorted(counties), (FIRST, "")
    while last is not None:
        async with transaction() as work:
            page, last = await _partners(await work.raw(), around, served, last)
        yield page


async def _seekers(raw: Any, around: Circumstances, seeking: list[UUID]) -> Pool:
    """Those of these families who seek a partner."""
    rows = [tuple(row) for row in await raw.fetch(SEEKERS, seeking, around.digits)]
    requests = [SupportRequest(*values(row[:REQUEST])) for row in rows]
    noes = await pairs.noes_of(raw, [each.parent for each in requests])
    zones = {county: zone_of(around.versions, county) for county in {each.county for each in requests}}
    days = {county: around.now.astimezone(ZoneInfo(zone)).date() for county, zone in zones.items()}
    resting = await silence.unanswered(raw, {each.request: days[each.county] for each in requests})
    found = [
        Seeker(
            each,
            frozenset(row[REQUEST] or ()),
            noes.get(each.parent, {}),
            zones[each.county],
            resting.get(each.request, frozenset()),
        )
        for each, row in zip(requests, rows, strict=True)
    ]
    stand = {row[0]: Movable(row[REQUEST + 1], row[0], *row[REQUEST + 2 :]) for row in rows if row[REQUEST + 1]}
    return replace(around.nobody, seekers=tuple(found), movable=stand)


async def _partners(raw: Any, around: Circumstances, counties: list[str], after: Any) -> tuple[Pool, Any]:
    """A page of the partners who are counted in the state or serve one of these counties, and what the next one is behind."""
    rows = [tuple(row) for row in await raw.fetch(ENTRIES, *after, around.digits, counties, PAGE)]
    entries = [RosterEntry(*values(row[:ENTRY])) for row in rows]
    profiles = {row[ENTRY]: Profile(*values(row[ENTRY:])) for row in rows if row[ENTRY]}
    persons = sorted({each.partner for each in entries})
    offered = by_place(await raw.fetch(OFFERED, persons))
    held = by_place(await raw.fetch(HELD, persons, around.digits))
    taken = Occupancy(offered, {key: frozenset(slots) for key, slots in held.items()})
    page = replace(around.nobody, available=offers(entries, around, profiles, taken))
    return page, (entries[-1].partner, entries[-1].program) if len(rows) == PAGE else None


def by_place(rows: Sequence[Any]) -> dict[tuple[UUID, str], list[int]]:
    """Slots by partner and programme, of rows in this order."""
    return {key: [row[2] for row in group] for key, group in groupby(rows, key=itemgetter(0, 1))}
