"""First contacts and check-ins: due, made, overdue, once each."""

from typing import Any

from peerbridge.events.supervision import (
    CheckInCompleted,
    CheckInOverdue,
    CheckInScheduled,
    FirstContactMade,
    FirstContactOverdue,
    SupervisorAssigned,
)
from peerbridge.identity import COORDINATOR, PARTNER, SUPERVISOR
from peerbridge.ids import uuid7

BEGUN = [SupervisorAssigned, CheckInScheduled]


async def begun(supervision: Any) -> Any:
    await supervision.hears(supervision.policy())
    await supervision.registers()
    match = supervision.match()
    await supervision.hears(match)
    assert await supervision.announced() == BEGUN
    return match


async def test_a_first_contact_made_ends_its_deadline(supervision: Any) -> None:
    match = await begun(supervision)
    path = f"/v1/matches/{match.match}/contacts"
    answer = await supervision.posts(
        path, {"kind": "made", "on": "2026-01-05"}, PARTNER, counties=(), person=match.partner
    )
    assert answer.status_code == 201, answer.text
    supervision.passes(days=10)
    await supervision.sweep("due dates")
    assert await supervision.announced() == [FirstContactMade]


async def test_a_second_contact_is_kept_and_not_announced(supervision: Any) -> None:
    match = await begun(supervision)
    for _ in range(2):
        await supervision.posts(f"/v1/matches/{match.match}/contacts", {"kind": "made", "on": "2026-01-05"})
    assert await supervision.announced() == [FirstContactMade]
    assert len(await supervision.owner("SELECT * FROM contacts")) == 2


async def test_an_attempt_is_no_contact(supervision: Any) -> None:
    match = await begun(supervision)
    await supervision.posts(f"/v1/matches/{match.match}/contacts", {"kind": "attempted", "on": "2026-01-05"})
    supervision.passes(days=8)
    await supervision.sweep("due dates")
    await supervision.sweep("due dates")
    assert await supervision.announced() == [FirstContactOverdue]


async def test_a_first_contact_is_not_overdue_on_its_own_day_in_the_county(supervision: Any) -> None:
    await begun(supervision)  # Monday 5 January, noon UTC; due on 12 January in Chicago, which ends at 6:00 UTC
    supervision.passes(days=7, hours=17.9)
    assert await supervision.sweep("due dates") == 0
    supervision.passes(hours=0.2)
    assert await supervision.sweep("due dates") == 1
    overdue = (await supervision.news())[-1]
    assert (overdue.due_on.isoformat(), overdue.about.county) == ("2026-01-12", supervision.polk)


async def test_contacts_are_entered_for_days_of_the_match_only(supervision: Any) -> None:
    match = await begun(supervision)
    path = f"/v1/matches/{match.match}/contacts"
    for day in ("2026-01-06", "2026-01-04"):
        answer = await supervision.posts(path, {"kind": "made", "on": day})
        assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    await supervision.hears(supervision.ended(match))
    supervision.passes(days=3)
    assert (await supervision.posts(path, {"kind": "made", "on": "2026-01-07"})).status_code == 409
    assert (await supervision.posts(path, {"kind": "made", "on": "2026-01-05"})).status_code == 201


async def test_others_contacts_are_not_to_be_found(supervision: Any) -> None:
    match = await begun(supervision)
    path, body = f"/v1/matches/{match.match}/contacts", {"kind": "made", "on": "2026-01-05"}
    assert (await supervision.posts(path, body, PARTNER, counties=(), person=uuid7())).status_code == 404
    assert (await supervision.posts(path, body, SUPERVISOR, counties=(supervision.story,))).status_code == 404
    assert (await supervision.posts(path, body, PARTNER, counties=(), person=match.parent)).status_code == 404
    assert (await supervision.posts(f"/v1/matches/{uuid7()}/contacts", body)).status_code == 404


async def test_the_next_check_in_is_set_when_one_is_held(supervision: Any) -> None:
    await begun(supervision)
    due = (await supervision.gets("/v1/check-ins?state=due"))["check_ins"][0]
    supervision.passes(days=10)
    answer = await supervision.posts(f"/v1/check-ins/{due['check_in']}/completion", {"on": "2026-01-15"})
    assert answer.json()["state"] == "done"
    assert await supervision.announced() == [CheckInCompleted, CheckInScheduled]
    following = (await supervision.gets("/v1/check-ins?state=due"))["check_ins"]
    assert [each["due_on"] for each in following] == ["2026-01-29"]


async def test_a_check_in_is_held_once(supervision: Any) -> None:
    await begun(supervision)
    due = (await supervision.gets("/v1/check-ins"))["check_ins"][0]
    path = f"/v1/check-ins/{due['check_in']}/completion"
    assert (await supervision.posts(path, {"on": "2026-02-01"})).status_code == 409
    assert (await supervision.posts(path, {"on": "2026-01-05"})).status_code == 200
    assert (await supervision.posts(path, {"on": "2026-01-05"})).status_code == 409
    assert (await supervision.posts(path, {"on": "2026-01-05"}, COORDINATOR, counties=("19041",))).status_code == 404


async def test_an_overdue_check_in_is_announced_once_and_the_next_is_set(supervision: Any) -> None:
    await begun(supervision)
    supervision.passes(days=15)
    await supervision.sweep("due dates")
    await supervision.sweep("due dates")
    assert await supervision.announced() == [FirstContactOverdue, CheckInOverdue, CheckInScheduled]
    told = (await supervision.gets("/v1/check-ins"))["check_ins"]
    assert [(each["due_on"], each["state"]) for each in told] == [("2026-01-19", "overdue"), ("2026-02-02", "due")]


async def test_an_overdue_check_in_may_still_be_held(supervision: Any) -> None:
    await begun(supervision)
    supervision.passes(days=15)
    await supervision.sweep("due dates")
    await supervision.announced()
    late = (await supervision.gets("/v1/check-ins?state=overdue"))["check_ins"][0]
    await supervision.posts(f"/v1/check-ins/{late['check_in']}/completion", {"on": "2026-01-20"})
    assert await supervision.announced() == [CheckInCompleted]


async def test_a_later_check_in_held_lets_older_ones_go(supervision: Any) -> None:
    await begun(supervision)
    supervision.passes(days=15)
    await supervision.sweep("due dates")
    due = (await supervision.gets("/v1/check-ins?state=due"))["check_ins"][0]
    await supervision.posts(f"/v1/check-ins/{due['check_in']}/completion", {"on": "2026-01-20"})
    told = (await supervision.gets("/v1/check-ins"))["check_ins"]
    assert [each["state"] for each in told] == ["missed", "done", "due"]


async def test_the_end_of_a_match_calls_off_what_was_due(supervision: Any) -> None:
    match = await begun(supervision)
    await supervision.hears(supervision.ended(match))
    supervision.passes(days=60)
    assert await supervision.sweep() == 0
    told = (await supervision.gets("/v1/check-ins"))["check_ins"]
    assert [each["state"] for each in told] == ["cancelled"]


async def test_a_programme_without_cadence_schedules_no_check_in(supervision: Any) -> None:
    await supervision.hears(supervision.policy(check_in_every_days=0))
    await supervision.registers()
    await supervision.hears(supervision.match())
    assert await supervision.announced() == [SupervisorAssigned]


async def test_a_command_repeated_under_its_key_is_done_once(supervision: Any) -> None:
    match = await begun(supervision)
    body = {"kind": "made", "on": "2026-01-05"}
    async with supervision.client(COORDINATOR, counties=(supervision.polk,)) as http:
        answers = [
            await http.post(f"/v1/matches/{match.match}/contacts", json=body, headers={"Idempotency-Key": "once"})
            for _ in range(2)
        ]
    assert answers[0].json() == answers[1].json()
    assert len(await supervision.owner("SELECT * FROM contacts")) == 1
