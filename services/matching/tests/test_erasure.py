"""A person is erased: what runs is ended with its news, what they said and wished is gone, and nothing brings it back."""

from typing import Any

import pytest

from peerbridge import erasure
from peerbridge.events.erasure import MatchingErasureDone, PersonErased
from peerbridge.events.matches import MatchEnded, SupportWithdrawn
from peerbridge.ids import uuid7


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "SETTLE_SECONDS", 0.0)


async def erased(matching: Any, person: Any) -> None:
    await matching.hears(PersonErased(person=person, erasure=uuid7()))


@pytest.mark.parametrize("side", ["partner", "parent"])
async def test_a_match_that_overtook_the_order_is_ended_and_the_other_side_told(matching: Any, side: str) -> None:
    match = await matching.has_matched()
    await erased(matching, match[side])
    assert await matching.made.announced() == [MatchEnded, MatchingErasureDone]
    (after,) = await matching.made.owner("SELECT state, reason FROM match")
    assert (after["state"], after["reason"]) == ("ended", "staff")
    (hold,) = await matching.made.owner("SELECT released_at FROM hold")
    assert hold["released_at"] is not None


async def test_a_parents_open_request_is_withdrawn_and_its_words_are_gone(matching: Any) -> None:
    await matching.hears(matching.program())
    asked = await matching.asks(needs=["housing"], culture="deaf", must_languages=["es"])
    await matching.made.announced()
    await erased(matching, asked["parent"])
    assert await matching.made.announced() == [SupportWithdrawn, MatchingErasureDone]
    (row,) = await matching.made.owner("SELECT * FROM request")
    assert (row["state"], row["needs"], row["culture"], row["must_languages"]) == ("withdrawn", [], None, [])


async def test_a_partner_who_is_asked_is_asked_no_more_and_the_profile_is_gone(matching: Any) -> None:
    proposal = await matching.has_proposed()
    await erased(matching, proposal["partner"])
    told = [kind.__name__ for kind in await matching.made.announced()]
    assert told == ["MatchProposalExpired", "MatchingErasureDone"]
    assert await matching.made.owner("SELECT 1 FROM profile") == []
    assert [row["points"] for row in await matching.made.owner("SELECT points FROM proposal")] == ["[]"]


async def test_what_comes_after_the_erasure_is_destroyed_again_and_answered_once(matching: Any) -> None:
    proposal = await matching.has_proposed()
    partner = proposal["partner"]
    await erased(matching, partner)
    await matching.made.announced()
    assert (await matching.gives_profile(partner, languages=["es"])).status_code == 200
    assert await matching.made.owner("SELECT 1 FROM profile") == []
    assert MatchingErasureDone not in await matching.made.announced()


async def test_a_certification_heard_after_the_erasure_proposes_nobody(matching: Any) -> None:
    await matching.hears(matching.program())
    partner = uuid7()
    await erased(matching, partner)
    await matching.hears(matching.certified(partner))
    await matching.asks()
    assert [row for row in await matching.proposals() if row["state"] in ("open", "tentative")] == []


async def test_the_matchers_memory_forgets_them_too(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    partner = await matching.has_partner(profile={"consent": True, "experiences": ["recovery"]})
    asked = await matching.asks(needs=["recovery"])
    (term,) = matching.made.terms.values()
    assert [each.profile.experiences for each in term.pool.available.values()] == [("recovery",)]
    await erased(matching, partner)
    assert [each.profile for each in term.pool.available.values()] == [None]
    await erased(matching, asked["parent"])
    assert (term.pool.seekers, term.pool.movable, term.pool.pool.seekers) == ({}, {}, ())


async def test_the_parent_of_a_case_may_be_helped_again_after_an_erasure(matching: Any) -> None:
    await matching.hears(matching.program())
    asked = await matching.asks()
    await matching.hears(PersonErased(person=asked["parent"], erasure=uuid7()))
    again = await matching.asks(case=asked["case"])
    (row,) = await matching.made.owner("SELECT state FROM request WHERE request = $1::uuid", again["request"])
    assert row["state"] == "open", "accepted with 201, and withdrawn at once without a word"
