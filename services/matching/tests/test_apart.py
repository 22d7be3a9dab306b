"""People who must not meet: whoever is named, under whichever id, at whosever home."""

from typing import Any

import pytest

from peerbridge import erasure
from peerbridge.events.candidates import CandidatesMerged
from peerbridge.events.partners import PartnerLeft
from peerbridge.ids import uuid7

IOWA = "children-and-families-of-iowa"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "SETTLE_SECONDS", 0.0)


async def withdrawn(matching: Any, **said: Any) -> Any:
    """A family that has asked and taken it back, so that its parent is known."""
    asked = await matching.asks(**said)
    await matching.call("POST", f"/v1/requests/{asked['request']}/withdrawal", {"reason": "family"})
    return asked


async def test_a_partner_is_not_sent_to_the_home_of_somebody_they_must_not_meet(matching: Any) -> None:
    await matching.hears(matching.program())
    mother, father = uuid7(), uuid7()
    case = matching.knows_case(parents=[str(mother), str(father)])
    await withdrawn(matching, case=case, parent=str(father))
    await matching.has_partner(profile={"conflict_people": [str(father)]})
    await matching.asks(case=case, parent=str(mother), household=[str(father)])
    assert await matching.proposals() == [], "the partner must not meet the father, who lives with the mother"


async def test_a_family_gets_nobody_who_lives_with_somebody_it_must_not_meet(matching: Any) -> None:
    await matching.hears(matching.program())
    feared = await matching.has_partner(capacity=0)
    await matching.has_partner(profile={"household": [str(feared)]})
    await matching.asks(avoid=[str(feared)])
    assert await matching.proposals() == [], "the partner lives with the one whom the family must not meet"


@pytest.mark.parametrize("before", ["conflict_people", ""])
async def test_the_matcher_hears_of_it_when_somebody_to_avoid_moves_in_with_a_partner(
    matching: Any, before: str
) -> None:
    await matching.hears(matching.program(confirms=True))
    feared = await matching.has_partner(capacity=0)
    partner = await matching.has_partner(profile={before: [str(feared)]} if before else {})
    await matching.asks(avoid=[str(feared)])
    assert len(await matching.proposals(state="tentative")) == 1
    assert (
        await matching.gives_profile(partner, household=[str(feared)], may_meet_again=[str(feared)])
    ).status_code == 200
    assert await matching.proposals(state="tentative") == []


@pytest.mark.parametrize("field", ["conflict_people", "household"])
async def test_whom_a_merged_id_must_not_meet_the_kept_one_must_not_meet_either(matching: Any, field: str) -> None:
    await matching.hears(matching.program())
    feared = uuid7()
    case = matching.knows_case(parents=[str(feared)])
    await withdrawn(matching, case=case, parent=str(feared))
    merged = await matching.has_partner(profile={field: [str(feared)]})
    await matching.hears(PartnerLeft(partner=merged, program=IOWA))
    kept = await matching.has_partner()
    await matching.hears(CandidatesMerged(kept=kept, merged=merged))
    await matching.asks(case=case, parent=str(feared))
    assert await matching.proposals() == [], f"{field} of the other id was lost with its profile"


async def test_of_two_wishes_of_one_parent_the_one_that_stays_knows_whom_to_avoid(matching: Any) -> None:
    await matching.hears(matching.program())
    feared = await matching.has_partner(capacity=0)
    mine, other = uuid7(), uuid7()
    case = matching.knows_case(parents=[str(mine), str(other)])
    await matching.asks(case=case, parent=str(mine))
    await matching.asks(case=case, parent=str(other), avoid=[str(feared)])
    await matching.hears(CandidatesMerged(kept=mine, merged=other))
    await matching.hears(matching.certified(feared, capacity=1))
    assert await matching.proposals(state="open") == [], "the parent said that she must not meet this partner"


async def test_of_two_wishes_of_one_parent_the_one_that_was_answered_stays(matching: Any) -> None:
    await matching.hears(matching.program())
    mine, other = uuid7(), uuid7()
    case = matching.knows_case(parents=[str(mine), str(other)])
    await matching.asks(case=case, parent=str(mine), must_languages=["so"])
    await matching.has_partner()
    second = await matching.asks(case=case, parent=str(other))
    (proposal,) = await matching.proposals()
    await matching.answers(proposal, "partner")
    await matching.hears(CandidatesMerged(kept=mine, merged=other))
    (row,) = await matching.made.owner("SELECT state FROM request WHERE request = $1::uuid", second["request"])
    assert row["state"] == "open", "the wish that a partner had said yes to was withdrawn"


@pytest.mark.parametrize("field", ["avoid", "household", "refused_partners"])
async def test_who_is_named_by_a_merged_id_is_meant_as_well(matching: Any, field: str) -> None:
    await matching.hears(matching.program())
    merged = await matching.has_partner()
    await matching.hears(PartnerLeft(partner=merged, program=IOWA))
    kept = await matching.has_partner()
    await matching.hears(CandidatesMerged(kept=kept, merged=merged))
    await matching.asks(**{field: [str(merged)]})
    assert await matching.proposals() == [], f"{field} names this partner, by the other id"


async def test_whom_a_profile_names_by_a_merged_id_is_meant_as_well(matching: Any) -> None:
    await matching.hears(matching.program())
    merged, feared = uuid7(), uuid7()
    case = matching.knows_case(parents=[str(feared)])
    await withdrawn(matching, case=case, parent=str(feared))
    await matching.hears(CandidatesMerged(kept=feared, merged=merged))
    await matching.has_partner(profile={"conflict_people": [str(merged)]})
    await matching.asks(case=case, parent=str(feared))
    assert await matching.proposals() == []
