"""Support sessions of partners: clinical every month (P47), wellness every three weeks (P48)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from peerbridge.events.partners import CertificationLapsed, CertificationRenewed, PartnerSuspended
from peerbridge.events.supervision import SessionKept, SessionMissed
from peerbridge.identity import COORDINATOR, PARTNER
from peerbridge.ids import uuid7
from supervision.domain.calendar import later, over_at

IOWA = "children-and-families-of-iowa"


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_month_after_the_31st_of_january_is_the_last_of_february(start: date, months: int, due: date) -> None:
    assert later(start, months, "months") == due


def test_a_day_is_over_at_midnight_of_its_own_zone_also_when_clocks_change() -> None:
    assert over_at(date(2026, 3, 8), "America/Chicago") == datetime(2026, 3, 9, 5, tzinfo=UTC)
    assert over_at(date(2026, 1, 8), "America/Chicago") == datetime(2026, 1, 9, 6, tzinfo=UTC)


async def due_dates(supervision: Any, state: str = "due") -> list[str]:
    told = await supervision.gets(f"/v1/sessions?state={state}")
    return [each["due_on"] for each in told["sessions"]]


async def test_a_clinician_is_met_a_month_after_certification_and_then_on_the_same_day_of_each_month(
    supervision: Any,
) -> None:
    supervision.passes(days=26)  # 31 January
    await supervision.hears(supervision.policy(), supervision.certified())
    assert await due_dates(supervision) == ["2026-02-28"]
    supervision.passes(days=29)
    await supervision.sweep("due dates")
    assert await supervision.announced() == [SessionMissed]
    assert await due_dates(supervision) == ["2026-03-31"]


async def test_a_wellness_group_is_not_missed_on_day_21_but_on_day_22(supervision: Any) -> None:
    await supervision.hears(supervision.policy(sessions=(supervision.wellness,)), supervision.certified())
    supervision.passes(days=21, hours=17)
    assert await supervision.sweep("due dates") == 0
    supervision.passes(hours=2)
    assert await supervision.sweep("due dates") == 1
    assert await supervision.sweep("due dates") == 0
    assert await supervision.announced() == [SessionMissed]
    assert await due_dates(supervision) == ["2026-02-16"]


async def test_attendance_is_recorded_and_the_next_session_set(supervision: Any) -> None:
    await supervision.hears(supervision.policy(), supervision.certified())
    session = (await supervision.gets("/v1/sessions"))["sessions"][0]
    supervision.passes(days=20)
    path = f"/v1/sessions/{session['session']}/attendance"
    assert (await supervision.posts(path, {"held_on": "2026-02-01"})).status_code == 409
    assert (
        await supervision.posts(path, {"held_on": "2026-01-20"}, COORDINATOR, counties=("19041",))
    ).status_code == 404
    assert (await supervision.posts(path, {"held_on": "2026-01-20", "notes": "x"})).status_code == 422
    assert (await supervision.posts(path, {"held_on": "2026-01-20"})).json()["state"] == "kept"
    assert (await supervision.posts(path, {"held_on": "2026-01-20"})).status_code == 409
    assert await supervision.announced() == [SessionKept]
    assert await due_dates(supervision) == ["2026-03-05"]


async def test_attendance_may_be_entered_after_the_session_was_announced_as_missed(supervision: Any) -> None:
    await supervision.hears(supervision.policy(), supervision.certified())
    session = (await supervision.gets("/v1/sessions"))["sessions"][0]
    supervision.passes(days=40)
    await supervision.sweep("due dates")
    answer = await supervision.posts(f"/v1/sessions/{session['session']}/attendance", {"held_on": "2026-02-05"})
    assert answer.json()["state"] == "kept"
    told: list[type] = [SessionMissed, SessionKept]
    assert await supervision.announced() == told
    assert await due_dates(supervision) == ["2026-03-05"]


def lapsed(supervision: Any, partner: UUID) -> CertificationLapsed:
    event = CertificationLapsed(partner=partner, program=IOWA, lapsed_on=date(2026, 1, 6))
    supervision.sealed(event, supervision.polk)
    return event


async def test_nobody_is_expected_at_sessions_after_their_certification_lapsed(supervision: Any) -> None:
    await supervision.hears(supervision.policy(), supervision.certified(), lapsed(supervision, supervision.partner))
    supervision.passes(days=60)
    assert await supervision.sweep() == 0
    assert await due_dates(supervision, "cancelled") == ["2026-02-05"]
    renewed = CertificationRenewed(**supervision.certified().model_dump())
    await supervision.hears(renewed, county=supervision.polk)
    assert await due_dates(supervision) == ["2026-04-06"]


async def test_a_suspended_partner_is_still_supported(supervision: Any) -> None:
    await supervision.hears(supervision.policy(), supervision.certified())
    suspended = PartnerSuspended(partner=supervision.partner, program=IOWA, reason="own_wish")
    await supervision.hears(suspended, county=supervision.polk)
    assert await due_dates(supervision) == ["2026-02-05"]


async def test_partners_see_their_own_sessions_only(supervision: Any) -> None:
    await supervision.hears(supervision.policy(), supervision.certified())
    own = await supervision.gets("/v1/sessions", PARTNER, counties=(), person=supervision.partner)
    others = await supervision.gets("/v1/sessions", PARTNER, counties=(), person=uuid7())
    assert (len(own["sessions"]), len(others["sessions"])) == (1, 0)
