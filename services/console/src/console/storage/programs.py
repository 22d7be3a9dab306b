"""Programmes and the counties they serve. Open to every reader."""

import json
from typing import Any, Final

from console.domain.places import County, Places, Program
from peerbridge.database.work import UnitOfWork
from peerbridge.events.programs import ProgramPublished

__all__ = ["places", "store"]

STORE: Final = """
INSERT INTO program AS p (program, version, title, state, effective_on, titles) VALUES ($1, $2, $3, $4, $5, $6::text::jsonb)
ON CONFLICT (program) DO UPDATE SET
    version = excluded.version, title = excluded.title, state = excluded.state, effective_on = excluded.effective_on,
    titles = excluded.titles
WHERE excluded.version >= p.version RETURNING program
"""
FORGET: Final = "DELETE FROM served_county WHERE program = $1 AND county <> ALL ($2::text[])"
SERVE: Final = """
INSERT INTO served_county (program, county, name, zone) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[])
ON CONFLICT (program, county) DO UPDATE SET name = excluded.name, zone = excluded.zone
"""
READ: Final = """
SELECT p.program, p.title, p.state, p.titles::text AS titles, s.county, s.name, s.zone
FROM program p LEFT JOIN served_county s USING (program) ORDER BY p.title, s.name
"""


async def store(work: UnitOfWork, said: ProgramPublished) -> None:
    """Keep a policy's words, unless a newer version is known."""
    raw, policy = await work.raw(), said.policy
    called = json.dumps({"en": policy.usual_title, **{each.language: each.title for each in policy.titles}})
    told = (said.program, said.version, policy.title, policy.state, said.effective_on, called)
    if await raw.fetchrow(STORE, *told) is None:
        return
    served = {each.county: each for each in policy.counties}
    await raw.execute(FORGET, said.program, sorted(served))
    rows = [served[county] for county in sorted(served)]
    await raw.execute(SERVE, said.program, [r.county for r in rows], [r.name for r in rows], [r.zone for r in rows])


async def places(work: UnitOfWork) -> Places:
    """All programmes and counties that are known."""
    programs: dict[str, Program] = {}
    counties: dict[str, County] = {}
    for row in await (await work.raw()).fetch(READ):
        known = programs.setdefault(row["program"], _program(row))
        if row["county"]:
            known.counties.add(row["county"])
            counties[row["county"]] = County(row["county"], row["name"], row["state"], row["zone"])
    return Places(programs, counties)


def _program(row: Any) -> Program:
    return Program(row["program"], row["title"], row["state"], set(), json.loads(row["titles"]))
