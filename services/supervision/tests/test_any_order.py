"""Facts come in any order and any number of times: one outcome."""

from itertools import permutations
from typing import Any

import pytest

from peerbridge.events.cases import CaseClosed, CaseClosureWithdrawn, CaseReopened
from peerbridge.events.notifications import NotificationFailed
from peerbridge.events.supervision import CheckInScheduled, SupervisorAssigned
from peerbridge.ids import uuid7

ORDERS = list(permutations(["policy", "match", "certified", "closed", "supervisor"]))


def closed(supervision: Any) -> CaseClosed:
    event = CaseClosed(
        case=supervision.case,
        closure=uuid7(),
        closed_on="2026-01-05",
        exit_reason="reunification",
        code_list="afcars_2020",
        case_type="dependency",
        referred=False,
        parents=(),
    )
    supervision.sealed(event, supervision.polk)
    return event


async def deliver(supervision: Any, names: tuple[str, ...]) -> None:
    facts = {
        "policy": supervision.policy,
        "match": supervision.match,
        "certified": supervision.certified,
        "closed": lambda: closed(supervision),
    }
    for name in names:
        if name == "supervisor":
            await supervision.registers()
        else:
            await supervision.hears(facts[name]())


@pytest.mark.parametrize("names", ORDERS[::5], ids=lambda names: "-".join(name[:3] for name in names))
async def test_the_inputs_of_supervision_may_come_in_any_order(supervision: Any, names: tuple[str, ...]) -> None:
    await deliver(supervision, names)
    assert await supervision.announced() == [SupervisorAssigned, CheckInScheduled]
    relation = (await supervision.gets("/v1/relations"))["relations"][0]
    told = {name: relation[name] for name in ("waiting_for", "certification", "case_closed_on", "matched_on")}
    assert told == {
        "waiting_for": None,
        "certification": "valid",
        "case_closed_on": "2026-01-05",
        "matched_on": "2026-01-05",
    }
    assert relation["first_contact"]["due_on"] == "2026-01-12"
    sessions = (await supervision.gets("/v1/sessions"))["sessions"]
    assert [each["due_on"] for each in sessions] == ["2026-02-05"]


async def test_every_event_heard_twice_has_one_effect(supervision: Any) -> None:
    events = [supervision.policy(), supervision.match(), supervision.certified(), closed(supervision)]
    await supervision.registers()
    await supervision.hears(*events)
    await supervision.hears(*events)
    await supervision.sweep()
    assert await supervision.announced() == [SupervisorAssigned, CheckInScheduled]
    assert len(await supervision.owner("SELECT * FROM sessions")) == 1


async def test_a_match_heard_again_under_another_event_id_begins_once(supervision: Any) -> None:
    await supervision.registers()
    match = supervision.match()
    await supervision.hears(supervision.policy(), match)
    supervision.sealed(match, supervision.polk)
    await supervision.hears(match)
    assert await supervision.announced() == [SupervisorAssigned, CheckInScheduled]


async def test_an_end_heard_before_its_match_leaves_nothing_due(supervision: Any) -> None:
    match = supervision.match()
    await supervision.registers()
    await supervision.hears(supervision.policy(), supervision.ended(match), match)
    assert await supervision.announced() == []
    assert len((await supervision.gets("/v1/relations?ended=true"))["relations"]) == 1


async def test_the_sweep_settles_what_no_input_did(supervision: Any) -> None:
    await supervision.hears(supervision.match())
    relation = (await supervision.gets("/v1/relations?waiting=true"))["relations"][0]
    assert (relation["waiting_for"], relation["waiting_until"]) == ("policy", "2026-01-08T12:00:00Z")
    await supervision.hears(supervision.policy())
    absent = await supervision.registers(absent_from="2026-01-05", absent_until="2026-01-06")
    assert await supervision.sweep("waiting") == 0
    supervision.passes(days=2)
    assert await supervision.sweep("waiting") == 1
    assert next(iter(await supervision.news())).supervisor == absent


async def test_a_reopened_case_is_noted_and_a_withdrawn_closure_undoes_only_itself(supervision: Any) -> None:
    one, another = closed(supervision), closed(supervision)
    await supervision.hears(supervision.match(), one, another)
    withdrawn = CaseClosureWithdrawn(case=supervision.case, closure=one.closure)
    await supervision.hears(withdrawn, county=supervision.polk)
    assert (await supervision.gets("/v1/relations"))["relations"][0]["case_closed_on"] == "2026-01-05"
    reopened = CaseReopened(case=supervision.case, opened_on="2026-01-05", case_type="dependency", parents=())
    await supervision.hears(reopened, county=supervision.polk)
    assert (await supervision.gets("/v1/relations"))["relations"][0]["case_closed_on"] is None


async def test_a_partner_whom_no_message_reaches_is_shown(supervision: Any) -> None:
    match = supervision.match()
    failed = NotificationFailed(
        person=match.partner, channel="email", message=uuid7(), template="match_created", reason="no_address"
    )
    await supervision.hears(failed, county=supervision.polk)
    await supervision.hears(failed, county=supervision.story)
    await supervision.hears(match)
    assert (await supervision.gets("/v1/relations"))["relations"][0]["partner_reached"] is False


async def test_a_partner_shared_from_another_county_is_seen_by_both(supervision: Any) -> None:
    match = supervision.match(county=supervision.polk, shared_with=(supervision.story,))
    await supervision.hears(match)
    for county, seen in ((supervision.polk, 1), (supervision.story, 1), (supervision.clay, 0)):
        told = await supervision.gets("/v1/relations", counties=(county,))
        assert len(told["relations"]) == seen
