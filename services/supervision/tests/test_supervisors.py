"""Who supervises whom."""

from datetime import date
from typing import Any

import pytest

from peerbridge.events.supervision import CheckInScheduled, FirstContactOverdue, SupervisorAssigned
from peerbridge.identity import COORDINATOR, SUPERVISOR
from peerbridge.ids import uuid7


async def assigned(supervision: Any) -> list[Any]:
    return [news.supervisor for news in await supervision.news() if isinstance(news, SupervisorAssigned)]


async def test_a_match_gets_the_supervisor_with_the_fewest_partners(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    first, second = sorted([await supervision.registers(), await supervision.registers()])
    await supervision.hears(*(supervision.match(uuid7()) for _ in range(3)))
    assert await assigned(supervision) == [first, second, first]
    assert await supervision.announced() == [SupervisorAssigned, CheckInScheduled] * 3


async def test_nobody_gets_more_partners_than_their_span(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    await supervision.registers(span=1)
    await supervision.hears(supervision.match(uuid7()), supervision.match(uuid7()))
    assert len(await assigned(supervision)) == 1
    waiting = (await supervision.gets("/v1/relations?waiting=true"))["relations"]
    assert [relation["waiting_for"] for relation in waiting] == ["supervisor"]


async def test_the_programmes_span_binds_as_well_as_the_persons_own(supervision: Any) -> None:
    await supervision.hears(supervision.policy(supervisor_span=1))
    await supervision.registers(span=12)
    await supervision.hears(supervision.match(uuid7()), supervision.match(uuid7()))
    assert len(await assigned(supervision)) == 1


async def test_partners_in_other_counties_count_for_the_span(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    await supervision.registers(counties=(supervision.polk, supervision.story), span=1)
    await supervision.hears(supervision.match(uuid7()))
    await supervision.hears(supervision.match(uuid7(), county=supervision.story))
    assert len(await assigned(supervision)) == 1


async def test_a_partner_keeps_their_supervisor_for_a_second_family(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    one = await supervision.registers(span=1)
    partner = uuid7()
    await supervision.hears(supervision.match(partner))
    await supervision.registers()
    await supervision.hears(supervision.match(partner))
    assert await assigned(supervision) == [one, one]


async def test_a_waiting_match_goes_on_when_a_supervisor_registers(supervision: Any) -> None:
    await supervision.hears(supervision.policy(), supervision.match())
    assert await supervision.announced() == []
    one = await supervision.registers()
    assert await supervision.announced() == [SupervisorAssigned, CheckInScheduled]
    assert await assigned(supervision) == [one]


async def test_a_waiting_match_goes_on_when_another_ends(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    one = await supervision.registers(span=1)
    ending, waiting = supervision.match(uuid7()), supervision.match(uuid7())
    await supervision.hears(ending, waiting)
    await supervision.hears(supervision.ended(ending))
    assert await assigned(supervision) == [one, one]


async def test_an_absent_supervisor_gets_no_new_partner(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    first, second = sorted(uuid7() for _ in range(2))
    await supervision.registers(first, absent_from="2026-01-01", absent_until="2026-02-01")
    await supervision.registers(second)
    await supervision.hears(supervision.match())
    supervision.passes(days=40)
    await supervision.hears(supervision.match(uuid7()))
    assert await assigned(supervision) == [second, first]


async def overdue_told_to(supervision: Any) -> Any:
    supervision.passes(days=8)
    await supervision.sweep("due dates")
    return next(news.supervisor for news in await supervision.news() if isinstance(news, FirstContactOverdue))


async def test_what_is_overdue_is_told_to_the_delegate_of_an_absent_supervisor(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    away = await supervision.registers()
    await supervision.hears(supervision.match())
    delegate = max([await supervision.registers(), await supervision.registers()])
    await supervision.registers(away, absent_from="2026-01-06", delegate=str(delegate))
    assert await overdue_told_to(supervision) == delegate


async def test_what_is_overdue_is_told_to_the_next_where_there_is_no_delegate(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    away = await supervision.registers()
    await supervision.hears(supervision.match())
    other = await supervision.registers()
    await supervision.registers(away, absent_from="2026-01-06")
    assert await overdue_told_to(supervision) == other


async def test_delegates_who_stand_in_for_each_other_end_nowhere(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    away, too = await supervision.registers(), uuid7()
    await supervision.hears(supervision.match())
    await supervision.registers(too, absent_from="2026-01-06", delegate=str(away))
    await supervision.registers(away, absent_from="2026-01-06", delegate=str(too))
    assert await overdue_told_to(supervision) is None


async def test_a_county_no_longer_served_is_given_to_another(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    one = await supervision.registers(counties=(supervision.polk, supervision.story))
    await supervision.hears(supervision.match())
    other = await supervision.registers()
    await supervision.registers(one, counties=(supervision.story,))
    assert await assigned(supervision) == [one, other]
    assert await supervision.announced() == [SupervisorAssigned, CheckInScheduled, SupervisorAssigned]


async def test_a_coordinator_enters_supervisors_of_their_own_counties_only(supervision: Any) -> None:
    who = uuid7()
    async with supervision.client(COORDINATOR, counties=(supervision.story,)) as http:
        beyond = await http.put(f"/v1/supervisors/{who}", json={"counties": [supervision.polk], "span": 3})
        assert beyond.status_code == 403
    await supervision.registers(who)
    async with supervision.client(COORDINATOR, counties=(supervision.story,)) as http:
        taken = await http.put(f"/v1/supervisors/{who}", json={"counties": [supervision.story], "span": 3})
        assert taken.status_code == 403
        assert (await http.get(f"/v1/supervisors/{who}")).status_code == 404
        assert (await http.get("/v1/supervisors")).json() == {"supervisors": []}


async def test_supervisors_note_their_own_absence_and_nothing_else(supervision: Any) -> None:
    who = await supervision.registers()
    async with supervision.client(SUPERVISOR, counties=(supervision.polk,), person=who) as http:
        body = {"counties": [supervision.polk], "span": 12, "absent_from": "2026-03-01"}
        assert (await http.put(f"/v1/supervisors/{who}", json=body)).status_code == 200
        assert (await http.put(f"/v1/supervisors/{who}", json={**body, "span": 1})).status_code == 403
        assert (await http.put(f"/v1/supervisors/{uuid7()}", json=body)).status_code == 403


@pytest.mark.parametrize(
    "said",
    [
        {"counties": []},
        {"span": -1},
        {"span": 10**30},
        {"counties": ["1915"]},
        {"absent_until": "2026-01-01"},
        {"absent_from": "2026-02-01", "absent_until": "2026-01-01"},
        {"delegate": "nobody"},
        {"name": "x"},
    ],
)
async def test_a_supervisor_that_cannot_be_is_refused_with_the_field(supervision: Any, said: dict[str, Any]) -> None:
    async with supervision.client(COORDINATOR, counties=(supervision.polk,)) as http:
        body = {"counties": [supervision.polk], "span": 1, **said}
        assert (await http.put(f"/v1/supervisors/{uuid7()}", json=body)).status_code == 422


async def test_a_supervisor_sees_their_own_partners_first(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    mine = await supervision.registers(span=1)
    await supervision.hears(supervision.match(uuid7()))
    await supervision.registers()
    await supervision.hears(supervision.match(uuid7()))
    told = await supervision.gets("/v1/relations", SUPERVISOR, person=mine)
    assert [relation["supervisor"] for relation in told["relations"]] == [str(mine)]
    assert len((await supervision.gets("/v1/relations"))["relations"]) == 2
    due = told["relations"][0]
    assert due["first_contact"]["due_on"] == str(date(2026, 1, 12))
    assert [meeting["due_on"] for meeting in due["check_ins"]] == [str(date(2026, 1, 19))]


async def test_p44_where_lived_experience_is_required_only_a_supervisor_who_has_it_is_given(supervision: Any) -> None:
    await supervision.hears(supervision.policy(supervisor_lived_experience="required"))
    await supervision.registers()
    await supervision.hears(supervision.match())
    assert await assigned(supervision) == []
    (waiting,) = (await supervision.gets("/v1/relations?waiting=true"))["relations"]
    assert (waiting["waiting_for"], waiting["needs_lived_experience"]) == ("supervisor", True)
    with_it = await supervision.registers(lived_experience=True)
    assert await assigned(supervision) == [with_it]


async def test_p44_where_it_is_optional_whoever_has_fewest_partners_is_given(supervision: Any) -> None:
    await supervision.hears(supervision.policy(supervisor_lived_experience="optional"))
    first, second = sorted([await supervision.registers(), await supervision.registers(lived_experience=True)])
    await supervision.hears(supervision.match(uuid7()), supervision.match(uuid7()))
    assert await assigned(supervision) == [first, second]
    assert (await supervision.gets("/v1/relations"))["relations"][0]["needs_lived_experience"] is False


async def test_p44_nobody_without_it_stands_in_for_an_absent_supervisor(supervision: Any) -> None:
    await supervision.hears(supervision.policy(supervisor_lived_experience="required"))
    delegate = await supervision.registers(counties=(supervision.story,))
    away = {"absent_from": "2026-01-01", "delegate": str(delegate), "lived_experience": True}
    await supervision.registers(**away)
    await supervision.hears(supervision.match())
    assert await assigned(supervision) == []
    await supervision.registers(delegate, counties=(supervision.story,), lived_experience=True)
    assert await assigned(supervision) == [delegate]


async def test_p44_a_policy_that_begins_to_require_it_leaves_those_who_supervise_already(supervision: Any) -> None:
    await supervision.hears(supervision.policy())
    one = await supervision.registers()
    await supervision.hears(supervision.match())
    await supervision.hears(supervision.policy(version=2, supervisor_lived_experience="required"))
    await supervision.hears(supervision.match(uuid7()))
    assert await assigned(supervision) == [one]


async def test_p44_who_turns_out_not_to_have_it_gives_their_partners_to_another(supervision: Any) -> None:
    await supervision.hears(supervision.policy(supervisor_lived_experience="required"))
    one = await supervision.registers(lived_experience=True)
    await supervision.hears(supervision.match())
    other = await supervision.registers(lived_experience=True)
    await supervision.registers(one, lived_experience=False)
    assert await assigned(supervision) == [one, other]


async def test_what_is_not_said_of_lived_experience_stays_and_only_coordinators_say_it(supervision: Any) -> None:
    who = await supervision.registers(lived_experience=True)
    body = {"counties": [supervision.polk], "span": 12, "absent_from": "2026-03-01"}
    async with supervision.client(SUPERVISOR, counties=(supervision.polk,), person=who) as http:
        kept = await http.put(f"/v1/supervisors/{who}", json=body)
        assert (kept.status_code, kept.json()["lived_experience"]) == (200, True)
        assert (await http.put(f"/v1/supervisors/{who}", json={**body, "lived_experience": False})).status_code == 403
