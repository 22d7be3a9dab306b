"""Whoever is parent and partner at once acts on their own side only, and sees of the other what a stranger may see."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from peerbridge.events.cases import CaseReopened
from peerbridge.events.partners import PartnerSuspended
from peerbridge.identity import CASEWORKER, COORDINATOR, PARENT, PARTNER

POLK, STORY, LINN = "19153", "19169", "19113"
STORYS = {"role": COORDINATOR, "counties": (STORY,)}
IOWA = "children-and-families-of-iowa"
PROBLEM = "urn:peerbridge:problem:"


async def asked(matching: Any, person: UUID, method: str, path: str, body: Any = None, *roles: str) -> Any:
    """A person asks, who holds these roles (both, without any)."""
    async with matching.made.client(*(roles or (PARENT, PARTNER)), person=person) as http:
        answer = await http.request(method, path, json=body)
    await matching.run()
    return answer


@pytest.mark.parametrize("roles", [(PARENT,), (PARTNER,), (PARENT, PARTNER)])
@pytest.mark.parametrize(("mine", "theirs"), [("partner", "family"), ("family", "partner")])
async def test_nobody_answers_for_the_other_side_whatever_their_roles(
    matching: Any, mine: str, theirs: str, roles: tuple[str, ...]
) -> None:
    proposal = await matching.has_proposed()
    path = f"/v1/proposals/{proposal['proposal']}/answers"
    me = proposal["parent" if mine == "family" else "partner"]
    forged = await asked(matching, me, "POST", path, {"side": theirs, "answer": "yes"}, *roles)
    assert (forged.status_code, forged.json()["type"]) == (403, f"{PROBLEM}not-your-side")
    (row,) = await matching.proposals()
    assert (row["partner_answer"], row["family_answer"]) == (None, None)


@pytest.mark.parametrize("side", ["partner", "family"])
async def test_who_is_parent_and_partner_answers_on_the_own_side(matching: Any, side: str) -> None:
    proposal = await matching.has_proposed()
    path = f"/v1/proposals/{proposal['proposal']}/answers"
    me = proposal["parent" if side == "family" else "partner"]
    assert (await asked(matching, me, "POST", path, {"side": side, "answer": "yes"})).status_code == 200


async def test_who_is_suggested_to_a_family_neither_reads_nor_withdraws_its_wishes(matching: Any) -> None:
    proposal = await matching.has_proposed()
    request = f"/v1/requests/{proposal['request']}"
    me = proposal["partner"]
    assert (await asked(matching, me, "GET", "/v1/requests")).json() == []
    assert (await asked(matching, me, "GET", request)).status_code == 404
    assert (await asked(matching, me, "POST", f"{request}/withdrawal", {"reason": "family"})).status_code == 404
    assert [row["state"] for row in await matching.proposals()] == ["open"]
    own = await asked(matching, proposal["parent"], "GET", request)
    assert (own.status_code, own.json()["partner"]) == (200, None)


async def test_what_is_still_weighed_or_was_refused_by_a_coordinator_is_shown_to_neither_side(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    await matching.has_partner()
    await matching.asks()
    (proposal,) = await matching.proposals()
    for _ in range(2):
        for name in ("partner", "parent"):
            assert (await asked(matching, proposal[name], "GET", "/v1/proposals")).json() == []
        assert len((await matching.call("GET", "/v1/proposals", role=COORDINATOR)).json()) == 1
        body = {"answer": "no", "reason": "safety"}
        path = f"/v1/proposals/{proposal['proposal']}/confirmation"
        await matching.call("POST", path, body, role=COORDINATOR)


async def test_why_a_coordinator_should_look_at_a_match_is_told_to_staff_only(matching: Any) -> None:
    match = await matching.has_matched()
    await matching.hears(PartnerSuspended(partner=match["partner"], program=IOWA, reason="conduct_review"))
    for name in ("partner", "parent"):
        (view,) = (await asked(matching, match[name], "GET", "/v1/matches?attention=true")).json()
        assert (view["attention"], view["to_do"]) == ([], [])
    (view,) = (await matching.call("GET", "/v1/matches?attention=true", role=COORDINATOR)).json()
    assert view["attention"] == ["partner_suspended"]
    ending = f"/v1/matches/{match['match']}/ending"
    ended = await asked(matching, match["parent"], "POST", ending, {"reason": "goals_met"})
    assert ended.json()["attention"] == []


@pytest.mark.parametrize(("name", "reason", "status"), [
    ("partner", "partner", 200), ("partner", "family", 403), ("parent", "family", 200), ("parent", "partner", 403),
])  # fmt: skip
async def test_who_is_both_ends_a_match_for_the_reasons_of_the_own_side(
    matching: Any, name: str, reason: str, status: int
) -> None:
    match = await matching.has_matched()
    ending = f"/v1/matches/{match['match']}/ending"
    ended = await asked(matching, match[name], "POST", ending, {"reason": reason, "rematch": True})
    assert ended.status_code == status
    again = await matching.made.owner("SELECT 1 FROM request WHERE state = 'open'")
    assert len(again) == (status == 200 and name == "parent")


async def across(matching: Any, *, confirms: bool = False) -> Any:
    """A family in Polk is proposed a partner of Story, under an agreement."""
    await matching.hears(matching.program(confirms=confirms))
    await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    await matching.asks(county=POLK)
    (proposal,) = await matching.proposals()
    return proposal


@pytest.mark.parametrize("role", [CASEWORKER, COORDINATOR])
async def test_staff_speak_for_families_of_their_own_counties(matching: Any, role: str) -> None:
    proposal = await across(matching)
    path, yes = f"/v1/proposals/{proposal['proposal']}/answers", {"side": "family", "answer": "yes"}
    await matching.answers(proposal, "partner")
    refused = await matching.call("POST", path, yes, role=role, counties=(STORY,))
    assert (refused.status_code, refused.json()["type"]) == (403, f"{PROBLEM}not-your-side")
    assert (await matching.call("POST", path, yes, role=role, counties=(POLK,))).json()["state"] == "matched"
    (request,) = await matching.made.owner("SELECT state FROM request")
    assert request["state"] == "matched"


async def test_a_match_ended_in_the_partners_county_ends_the_familys_request_too(matching: Any) -> None:
    proposal = await across(matching)
    for side in ("partner", "family"):
        await matching.answers(proposal, side)
    (match,) = await matching.made.owner("SELECT * FROM match")
    ending = f"/v1/matches/{match['match']}/ending"
    story = {"role": COORDINATOR, "counties": (STORY,)}
    refused = await matching.call("POST", ending, {"reason": "moved", "rematch": True}, **story)
    assert (refused.status_code, refused.json()["type"]) == (403, f"{PROBLEM}not-your-family")
    assert (await matching.call("POST", ending, {"reason": "moved"}, **story)).status_code == 200
    (request,) = await matching.made.owner("SELECT state, reason, closed_at FROM request")
    assert (request["state"], request["reason"]) == ("ended", "moved")
    assert abs(request["closed_at"] - matching.made.clock.now()) < timedelta(hours=1)
    assert (await matching.asks(case=match["case"]))["state"] == "open"


async def test_a_request_is_over_with_its_match_also_where_the_case_moves_meanwhile(matching: Any) -> None:
    proposal = await across(matching)
    await matching.both_agree(proposal)
    (match,) = await matching.made.owner('SELECT * FROM "match"')
    worker = matching.run

    async def later() -> None:
        """The job waits."""

    matching.run = later
    path = f"/v1/matches/{match['match']}/ending"
    ended = await matching.call("POST", path, {"reason": "moved"}, role=COORDINATOR, counties=(STORY,))
    assert ended.status_code == 200
    told = {"case": proposal["case"], "opened_on": "2026-01-06", "case_type": "dependency", "parents": ()}
    await matching.made.hears(matching.made.sealed(CaseReopened.model_validate(told), LINN, [POLK]))
    matching.run = worker
    await matching.run()
    (request,) = await matching.made.owner("SELECT state FROM request")
    assert request["state"] == "ended", "the family can never ask again: it has a partner, it is told"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("confirmation", {"answer": "yes"}),
        ("confirmation", {"answer": "no", "reason": "other"}),
        ("viewing", None),
    ],
)
async def test_a_neighbours_coordinator_decides_nothing_about_a_familys_proposal(
    matching: Any, path: str, body: Any
) -> None:
    proposal = await across(matching, confirms=True)
    answer = await matching.call("POST", f"/v1/proposals/{proposal['proposal']}/{path}", body, **STORYS)
    assert (answer.status_code, answer.json()["type"]) == (403, f"{PROBLEM}not-your-family")
    (row,) = await matching.made.owner("SELECT state, seen_at FROM proposal")
    assert (row["state"], row["seen_at"]) == ("tentative", None)


async def test_a_neighbours_coordinator_does_not_open_a_familys_former_relation(matching: Any) -> None:
    proposal = await across(matching)
    await matching.both_agree(proposal)
    (former,) = await matching.made.owner('SELECT * FROM "match"')
    body = {"reason": "not_a_fit", "rematch": True, "handover": ["court_date"]}
    ended = await matching.call("POST", f"/v1/matches/{former['match']}/ending", body, role=COORDINATOR)
    assert ended.status_code == 200
    await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    (proposal,) = await matching.proposals(state="open")
    await matching.both_agree(proposal)
    (match,) = await matching.made.owner("""SELECT * FROM "match" WHERE state = 'active'""")
    opening = {"former": str(former["match"]), "reason": "hand_over"}
    opened = await matching.call("POST", f"/v1/matches/{match['match']}/former", opening, **STORYS)
    assert (opened.status_code, opened.json()["type"]) == (403, f"{PROBLEM}not-your-family")
