"""Commands and facts about the same people at the same moment: whoever wins, places, proposals, requests and matches agree afterwards."""

import asyncio
from typing import Any

import pytest

from peerbridge.events.base import Event
from peerbridge.events.partners import PartnerReinstated, PartnerSuspended
from peerbridge.identity import COORDINATOR

POLK = "19153"
IOWA = "children-and-families-of-iowa"
HELD_BY_NOBODY = """
SELECT proposal FROM hold WHERE released_at IS NULL EXCEPT
(SELECT proposal FROM proposal WHERE state IN ('open', 'tentative') UNION SELECT proposal FROM "match" WHERE state = 'active')
"""
WITHOUT_A_PLACE = """
(SELECT proposal FROM proposal WHERE state IN ('open', 'tentative') UNION SELECT proposal FROM "match" WHERE state = 'active')
EXCEPT SELECT proposal FROM hold WHERE released_at IS NULL
"""
STATES_DIFFER = """
SELECT r.request FROM request AS r LEFT JOIN "match" AS m ON m.request = r.request AND m.state = 'active'
WHERE (r.state = 'matched') <> (m."match" IS NOT NULL)
"""
FORGOTTEN = """
SELECT r.request FROM request AS r LEFT JOIN waiting AS w ON w.request = r.request
WHERE (r.state = 'open') <> (w.request IS NOT NULL OR EXISTS (
    SELECT 1 FROM proposal AS p WHERE p.request = r.request AND p.state IN ('open', 'tentative')))
"""


def told(matching: Any, partner: Any, number: int) -> Event:
    """The partner is suspended, or back."""
    facts: list[Event] = [
        PartnerSuspended(partner=partner, program=IOWA, reason="conduct_review"),
        PartnerReinstated(partner=partner, program=IOWA),
    ]
    sealed: Event = matching.made.sealed(facts[number % 2], POLK)
    return sealed


async def storm(matching: Any, proposal: Any, partner: Any, number: int) -> list[Any]:
    """All that may happen to one proposal, at once."""
    path = f"/v1/proposals/{proposal['proposal']}"
    request = f"/v1/requests/{proposal['request']}"
    named = [str(proposal["parent"])] if number % 2 else []
    choice = {"partner": str(partner), "program": IOWA, "reason": "other"}
    commands = [
        matching.call("POST", f"{path}/confirmation", {"answer": "yes"}, role=COORDINATOR),
        matching.call("POST", f"{path}/viewing", role=COORDINATOR),
        matching.answers(proposal, "partner"),
        matching.answers(proposal, "family", "no" if number % 3 == 0 else "yes"),
        matching.call("POST", f"{request}/withdrawal", {"reason": "staff"}, role=COORDINATOR),
        matching.call("POST", f"{request}/proposals", choice, role=COORDINATOR),
        matching.gives_profile(proposal["partner"], conflict_people=named),
    ]
    facts = [matching.made.hears(told(matching, proposal["partner"], number))]
    if number % 3 == 2:
        facts.append(matching.made.hears(matching.made.sealed(matching.closed(proposal["case"]), POLK)))
    answers = await asyncio.gather(*commands, *facts)
    return [each.status_code for each in answers[: len(commands)]]


@pytest.mark.parametrize("confirms", [False, True])
async def test_after_a_storm_everything_agrees(matching: Any, *, confirms: bool) -> None:
    await matching.hears(matching.program(confirms=confirms))
    partners = [await matching.has_partner(capacity=1 + number % 2) for number in range(3)]
    for number in range(6):
        for _ in range(2):
            await matching.asks()
        for proposal in [row for row in await matching.proposals() if row["state"] in ("open", "tentative")][:1]:
            codes = await storm(matching, proposal, partners[number % 3], number)
            assert max(codes) < 500, codes
            await matching.run()
        for statement in (HELD_BY_NOBODY, WITHOUT_A_PLACE, STATES_DIFFER, FORGOTTEN):
            assert await matching.made.owner(statement) == [], (number, statement)
