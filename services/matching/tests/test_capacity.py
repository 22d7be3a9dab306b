"""A partner's capacity counts every family held, also where a programme has taken places back."""

from typing import Any

import pytest

from peerbridge.events.partners import CertificationRenewed
from peerbridge.identity import COORDINATOR

IOWA = "children-and-families-of-iowa"


async def fewer_places(matching: Any, *, confirms: bool, ends: int) -> Any:
    """A partner of two places and two families, who then has one place; the match in slot `ends` is over."""
    await matching.hears(matching.program())
    partner = await matching.has_partner(capacity=2)
    for _ in range(2):
        await matching.asks()
    for proposal in await matching.proposals():
        for side in ("partner", "family"):
            assert (await matching.answers(proposal, side)).status_code == 200
    await matching.hears(matching.program(confirms=confirms, version=2))
    renewed = {**matching.certified(partner).model_dump(), "capacity": 1}
    await matching.hears(CertificationRenewed.model_validate(renewed))
    (match,) = await matching.made.owner(
        'SELECT m."match" FROM "match" m JOIN hold h ON h.proposal = m.proposal WHERE h.slot = $1', ends
    )
    ending = f"/v1/matches/{match['match']}/ending"
    assert (await matching.call("POST", ending, {"reason": "goals_met"}, role=COORDINATOR)).status_code == 200
    return partner


@pytest.mark.parametrize("ends", [1, 2])
@pytest.mark.parametrize("confirms", [False, True])
async def test_a_place_taken_back_counts_while_its_family_is_held(matching: Any, ends: int, *, confirms: bool) -> None:
    partner = await fewer_places(matching, confirms=confirms, ends=ends)
    asked = await matching.asks()
    assert await matching.proposals(state="open") == await matching.proposals(state="tentative") == []
    body = {"partner": str(partner), "program": IOWA, "reason": "family_wish"}
    refused = await matching.call("POST", f"/v1/requests/{asked['request']}/proposals", body, role=COORDINATOR)
    assert (refused.status_code, refused.json()["why_not"][0]["rule"]) == (409, "capacity")
    assert len(await matching.made.owner("SELECT 1 FROM hold WHERE released_at IS NULL")) == 1


async def test_once_the_last_family_beyond_the_capacity_is_gone_the_place_is_free(matching: Any) -> None:
    partner = await fewer_places(matching, confirms=False, ends=1)
    (match,) = await matching.made.owner("""SELECT "match" FROM "match" WHERE state = 'active'""")
    ending = f"/v1/matches/{match['match']}/ending"
    await matching.call("POST", ending, {"reason": "goals_met"}, role=COORDINATOR)
    for _ in range(2):
        await matching.asks()
    assert [row["partner"] for row in await matching.proposals(state="open")] == [partner]
