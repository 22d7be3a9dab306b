"""What happens to a case happens to its family's request; a running match is a person's decision."""

from datetime import date
from typing import Any

from matching.domain.attention import TO_DO, WHY
from peerbridge.events.cases import CaseClosureWithdrawn, CaseReopened
from peerbridge.events.matches import MatchProposalExpired, SupportRequested, SupportWithdrawn
from peerbridge.events.partners import CertificationLapsed
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7

POLK, STORY, LINN = "19153", "19169", "19113"
IOWA = "children-and-families-of-iowa"


async def test_a_closed_case_withdraws_the_request_and_its_open_proposal(matching: Any) -> None:
    proposal = await matching.has_proposed()
    await matching.hears(matching.closed(proposal["case"]))
    assert await matching.made.announced() == [MatchProposalExpired, SupportWithdrawn]
    assert [row["state"] for row in await matching.proposals()] == ["withdrawn"]
    assert await matching.made.owner("SELECT 1 FROM hold WHERE released_at IS NULL") == []


async def test_a_withdrawal_names_the_closure_as_its_cause_and_keeps_the_story(matching: Any) -> None:
    story = uuid7()
    case = matching.knows_case(correlation=str(story))
    await matching.asks(case=case)
    closed = matching.made.sealed(matching.closed(case), POLK)
    await matching.made.hears(closed)
    requested, withdrawn = await matching.made.news()
    assert (requested.about.correlation, withdrawn.about.correlation) == (story, story)
    assert (withdrawn.about.causation, withdrawn.about.sequence) == (closed.about.id, 2)
    assert withdrawn.reason == "case_closed"


async def test_a_closed_case_lists_the_running_match_for_the_coordinator(matching: Any) -> None:
    match = await matching.has_matched()
    await matching.hears(matching.closed(match["case"]))
    listed = (await matching.call("GET", "/v1/matches?attention=true", role="coordinator")).json()
    assert [(each["state"], each["attention"]) for each in listed] == [("active", ["case_closed"])]
    assert await matching.made.announced() == []


async def test_a_case_open_again_takes_the_match_off_the_list(matching: Any) -> None:
    match = await matching.has_matched()
    await matching.hears(matching.closed(match["case"]))
    reopened = {"case": match["case"], "opened_on": "2026-01-06", "case_type": "dependency", "parents": ()}
    await matching.hears(CaseReopened.model_validate(reopened))
    assert (await matching.call("GET", "/v1/matches?attention=true", role="coordinator")).json() == []


async def test_a_closure_that_did_not_hold_shows_the_withdrawn_request_to_a_person(matching: Any) -> None:
    request = await matching.asks()
    closed = matching.closed(request["case"])
    await matching.hears(closed, CaseClosureWithdrawn(case=closed.case, closure=closed.closure))
    listed = (await matching.call("GET", "/v1/requests?attention=true")).json()
    assert [(each["state"], each["attention"]) for each in listed] == [("withdrawn", "case_open_again")]
    assert (await matching.call("POST", "/v1/requests", {"case": request["case"]})).status_code == 201


async def test_a_closed_case_is_refused_also_where_only_the_event_says_so(matching: Any) -> None:
    case = matching.knows_case(opened_on="2025-01-01")
    await matching.hears(matching.closed(case))
    refused = await matching.call("POST", "/v1/requests", {"case": str(case)})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:peerbridge:problem:case-is-closed")


async def test_a_case_opened_again_after_the_closure_heard_may_have_a_request(matching: Any) -> None:
    case = matching.knows_case(opened_on="2026-01-05")
    await matching.hears(matching.closed(case))
    await matching.asks(case=case)
    assert await matching.made.announced() == [SupportRequested]


async def test_an_earlier_removals_exit_heard_late_withdraws_nothing(matching: Any) -> None:
    case = matching.knows_case(opened_on="2026-01-05")
    await matching.asks(case=case)
    await matching.hears(matching.closed(case, on=date(2020, 2, 1)))
    assert await matching.made.announced() == [SupportRequested]


async def test_a_case_that_moves_takes_its_family_along(matching: Any) -> None:
    match = await matching.has_matched()
    reopened = {"case": match["case"], "opened_on": "2026-01-06", "case_type": "dependency", "parents": ()}
    moved = matching.made.sealed(CaseReopened.model_validate(reopened), STORY, [POLK])
    await matching.made.hears(moved)
    for table in ("match", "request", "proposal", "family", "known_case"):
        counted = await matching.made.owner(f'SELECT county FROM "{table}"')
        assert {row["county"] for row in counted} == {STORY}
    ended = await matching.call(
        "POST", f"/v1/matches/{match['match']}/ending", {"reason": "staff"}, role="coordinator", counties=(STORY,)
    )
    assert ended.status_code == 200
    assert await matching.made.owner("SELECT 1 FROM hold WHERE released_at IS NULL") == []


async def matched_and_moved(matching: Any) -> Any:
    """A running match in Polk with a partner of Polk, whose case moves to Linn."""
    match = await matching.has_matched()
    told = {"case": match["case"], "opened_on": "2026-01-06", "case_type": "dependency", "parents": ()}
    await matching.made.hears(matching.made.sealed(CaseReopened.model_validate(told), LINN, [POLK]))
    await matching.run()
    return match


async def test_a_lapse_lists_a_match_whose_case_has_moved(matching: Any) -> None:
    match = await matched_and_moved(matching)
    today = matching.made.clock.now().date()
    await matching.hears(CertificationLapsed(partner=match["partner"], program=IOWA, lapsed_on=today))
    (row,) = await matching.made.owner('SELECT attention FROM "match"')
    assert row["attention"] == ["certification_lapsed"]


async def test_the_partners_county_still_sees_a_match_whose_case_has_moved(matching: Any) -> None:
    match = await matched_and_moved(matching)
    seen = (await matching.call("GET", "/v1/matches", role=COORDINATOR, counties=(POLK,))).json()
    assert [each["match"] for each in seen] == [str(match["match"])]


async def test_a_request_leaves_the_list_once_the_family_has_asked_again(matching: Any) -> None:
    case = matching.knows_case()
    asked = await matching.asks(case=case)
    await matching.hears(matching.closed(case))
    told = {"case": case, "opened_on": matching.made.clock.now().date(), "case_type": "dependency", "parents": ()}
    await matching.hears(CaseReopened.model_validate(told))
    listed = (await matching.call("GET", "/v1/requests?attention=true", role=COORDINATOR)).json()
    assert [each["request"] for each in listed] == [asked["request"]]
    await matching.asks(case=case)
    listed = (await matching.call("GET", "/v1/requests?attention=true", role=COORDINATOR)).json()
    assert listed == []


async def test_a_request_leaves_the_list_where_the_case_is_closed_again_and_stays_off_it_where_another_came(
    matching: Any,
) -> None:
    case = matching.knows_case()
    await matching.asks(case=case)
    today = matching.made.clock.now().date()
    reopened = CaseReopened.model_validate({"case": case, "opened_on": today, "case_type": "dependency", "parents": ()})
    listed = []
    for fact in (matching.closed(case), reopened, matching.closed(case)):
        await matching.hears(fact)
        listed.append(len(await matching.made.owner("SELECT 1 FROM request WHERE attention IS NOT NULL")))
    assert listed == [0, 1, 0]
    await matching.hears(reopened)
    again = await matching.asks(case=case)
    await matching.call("POST", f"/v1/requests/{again['request']}/withdrawal", {"reason": "family"})
    await matching.hears(matching.closed(case), reopened)
    assert await matching.made.owner("SELECT 1 FROM request WHERE attention IS NOT NULL") == []


async def test_why_a_request_is_on_the_list_is_told_in_words(matching: Any) -> None:
    case = matching.knows_case()
    await matching.asks(case=case)
    today = matching.made.clock.now().date()
    told = {"case": case, "opened_on": today, "case_type": "dependency", "parents": ()}
    await matching.hears(matching.closed(case), CaseReopened.model_validate(told))
    (listed,) = (await matching.call("GET", "/v1/requests?attention=true", role=COORDINATOR)).json()
    assert listed["to_do"]["what"] == TO_DO["case_open_again"].en
    assert WHY.keys() == TO_DO.keys()
