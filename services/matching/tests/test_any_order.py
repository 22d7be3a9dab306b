"""Facts come in any order: one outcome, announced once."""

from itertools import permutations
from typing import Any

import pytest

from peerbridge.events.cases import CaseOpened
from peerbridge.events.matches import MatchProposed, SupportRequested, SupportWithdrawn
from peerbridge.events.partners import CertificationLapsed, PartnerLeft, PartnerReinstated, PartnerSuspended
from peerbridge.ids import uuid7

POLK = "19153"


@pytest.mark.parametrize("order", [*permutations(["program", "certified", "profile", "request"])], ids="-".join)
async def test_the_inputs_of_a_proposal_may_come_in_any_order(matching: Any, order: tuple[str, ...]) -> None:
    partner, case = uuid7(), matching.knows_case()
    inputs = {
        "program": lambda: matching.hears(matching.program()),
        "certified": lambda: matching.hears(matching.certified(partner)),
        "profile": lambda: matching.gives_profile(partner),
        "request": lambda: matching.asks(case=case, must_languages=["en"]),
    }
    for name in order:
        await inputs[name]()
    assert sorted(each.__name__ for each in await matching.made.announced()) == ["MatchProposed", "SupportRequested"]
    (proposal,) = await matching.proposals()
    assert (proposal["partner"], proposal["case"], proposal["state"]) == (partner, case, "open")
    (held,) = await matching.made.owner("SELECT * FROM hold")
    assert (held["proposal"], held["slot"]) == (proposal["proposal"], 1)


@pytest.mark.parametrize("order", [*permutations(["opened", "asked", "closed"])], ids="-".join)
async def test_a_closed_case_leaves_no_open_request_in_any_order(matching: Any, order: tuple[str, ...]) -> None:
    case = matching.knows_case(opened_on="2025-06-01")
    opened = CaseOpened.model_validate(
        {"case": case, "opened_on": "2025-06-01", "case_type": "dependency", "parents": ()}
    )
    opened, closed = (matching.made.sealed(event, POLK) for event in (opened, matching.closed(case)))
    inputs = {
        "opened": lambda: matching.made.hears(opened),
        "asked": lambda: matching.call("POST", "/v1/requests", {"case": str(case)}),
        "closed": lambda: matching.made.hears(closed),
    }
    for name in order:
        await inputs[name]()
    assert await matching.made.owner("SELECT 1 FROM request WHERE state = 'open'") == []
    announced = await matching.made.announced()
    assert announced in ([], [SupportRequested, SupportWithdrawn])
    assert [row["state"] for row in await matching.made.owner("SELECT state FROM known_case")] == ["closed"]


async def test_every_fact_heard_twice_has_one_effect(matching: Any) -> None:
    program = matching.made.sealed(matching.program(), POLK)
    partner = uuid7()
    certified = matching.made.sealed(matching.certified(partner), POLK)
    await matching.gives_profile(partner)
    await matching.asks()
    for fact in (program, certified, program, certified):
        await matching.made.hears(fact)
        await matching.run()
    assert await matching.made.announced() == [SupportRequested, MatchProposed]


async def test_facts_of_a_partner_nobody_heard_of_become_a_stub(matching: Any) -> None:
    partner, program = uuid7(), "children-and-families-of-iowa"
    about = {"partner": partner, "program": program}
    today = matching.made.clock.now().date()
    await matching.hears(
        PartnerSuspended(**about, reason="own_wish"),
        PartnerReinstated(**about),
        CertificationLapsed(**about, lapsed_on=today),
        PartnerLeft(**about),
    )
    (entry,) = await matching.made.owner("SELECT * FROM roster")
    assert (entry["valid_from"], entry["left_sequence"], entry["capacity"]) == (None, 4, 0)
