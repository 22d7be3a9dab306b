"""Candidates are found: at once where the wait is over, on the day where it is not, whichever fact comes last."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from peerbridge.events.candidates import CandidateIdentified
from peerbridge.ids import uuid7
from recruitment.storage import candidates, case_facts, cases, nominations, programs

POLK, STORY = "19153", "19169"
CASE = uuid7()


async def test_who_has_waited_long_enough_is_identified_with_the_closure(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure())
    assert await recruitment.news() == ["CaseClosed", "CandidateIdentified"]
    (candidate,) = await recruitment.candidates()
    assert (candidate["state"], candidate["due_on"], candidate["in_pool"]) == ("identified", "2025-07-01", True)
    case = await recruitment.case_of()
    event = (await recruitment.made.news())[-1]
    assert isinstance(event, CandidateIdentified)
    assert (str(event.case), str(event.about.correlation)) == (case["case"], case["correlation"])


async def test_who_has_not_is_identified_on_the_day_and_once(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure(closed_on="2025-03-10"))
    assert await recruitment.news() == ["CaseClosed"]
    await recruitment.day_comes(date(2026, 3, 9))
    assert await recruitment.news() == []
    await recruitment.day_comes(date(2026, 3, 10))
    assert await recruitment.news() == ["CandidateIdentified"]
    await recruitment.day_comes(date(2026, 3, 11))
    assert await recruitment.news() == []


async def test_the_day_begins_at_midnight_in_the_county(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure(closed_on="2025-03-10"))
    await recruitment.news()
    recruitment.made.clock.instant = recruitment.made.clock.instant.replace(month=3, day=10, hour=4, minute=59)
    await recruitment.made.sweep()
    assert await recruitment.news() == [], "still 9 March in Iowa"
    recruitment.made.clock.instant = recruitment.made.clock.instant.replace(hour=5, minute=0)
    await recruitment.made.sweep()
    assert await recruitment.news() == ["CandidateIdentified"]


async def test_a_program_may_come_after_the_closures(recruitment: Any, closure: Any) -> None:
    await recruitment.reports(*(closure(f"c-{n}") for n in range(3)), closure("c-new", closed_on="2025-12-01"))
    await recruitment.applies()
    news = await recruitment.news()
    assert (news.count("CandidateIdentified"), news.count("CaseClosed")) == (3, 4)
    assert sorted(each["state"] for each in await recruitment.candidates()) == ["identified"] * 3 + ["waiting"]


async def test_program_closure_and_the_day_itself_may_come_in_any_order(recruitment: Any, closure: Any) -> None:
    for n, order in enumerate(permutations(("policy", "closure", "day"))):
        county = ("19001", "19003", "19005", "19007", "19009", "19011")[n]
        recruitment.made.clock.instant = recruitment.made.clock.instant.replace(year=2026, month=1, day=5)
        served = [each for each in recruitment.policy.counties if each.county == county]
        policy = recruitment.policy.model_copy(update={"program": f"p-{n}", "counties": tuple(served)})
        for what in order:
            if what == "policy":
                await recruitment.applies(policy)
            elif what == "closure":
                line = closure(f"c-{n}", county=county, closed_on="2025-03-10")
                await recruitment.reports(line, counties=(county,))
            else:
                await recruitment.day_comes(date(2026, 3, 10))
        assert sorted(await recruitment.news()) == ["CandidateIdentified", "CaseClosed"], order


async def test_a_case_that_reopens_takes_its_candidate_out(recruitment: Any, closure: Any, opening: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure())
    await recruitment.news()
    await recruitment.reports(opening(removal="2", opened_on="2025-12-01"))
    assert await recruitment.news() == ["CaseReopened", "CandidateWithdrawn"]
    assert (await recruitment.made.news())[-1].reason == "case_reopened"
    (candidate,) = await recruitment.candidates()
    assert (candidate["state"], candidate["in_pool"]) == ("withdrawn", False)
    await recruitment.reports(closure(removal="2", opened_on="2025-12-01", closed_on="2025-12-20"))
    assert await recruitment.news() == ["CaseClosed"]
    assert [each["state"] for each in await recruitment.candidates()] == ["waiting"]


async def test_a_corrected_exit_takes_its_candidate_out(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure())
    await recruitment.reports(closure(exit_reason=6))
    assert (await recruitment.news())[2:] == ["CaseClosureCorrected", "CandidateWithdrawn"]
    assert (await recruitment.made.news())[-1].reason == "closure_corrected"


async def test_a_withdrawn_exit_takes_its_candidate_out(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure())
    await recruitment.reports(closure(withdrawn=True))
    assert (await recruitment.news())[2:] == ["CaseClosureWithdrawn", "CaseReopened", "CandidateWithdrawn"]
    assert (await recruitment.made.news())[-1].reason == "closure_withdrawn"


async def test_who_has_applied_is_not_taken_out_by_the_pool(recruitment: Any, closure: Any, opening: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure())
    await recruitment.made.owner("UPDATE candidates SET applied = true")
    await recruitment.reports(opening(removal="2", opened_on="2025-12-01"))
    assert "CandidateWithdrawn" not in await recruitment.news()


async def test_naming_a_parent_puts_them_in_the_place_of_the_unnamed_one(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure())
    (unnamed,) = await recruitment.candidates()
    await recruitment.reports(closure(parents=["p-1"]))
    assert sorted((await recruitment.news())[2:]) == [
        "CandidateIdentified",
        "CandidateWithdrawn",
        "CaseClosureCorrected",
    ]
    states = {each["person"]: each["state"] for each in await recruitment.candidates()}
    assert states.pop(unnamed["person"]) == "withdrawn"
    assert list(states.values()) == ["identified"]


async def test_siblings_exits_identify_their_parent_once_and_only_when_all_are_home(
    recruitment: Any, closure: Any, opening: Any
) -> None:
    await recruitment.applies()
    await recruitment.reports(opening("c-2", parents=["p-1"]))
    await recruitment.reports(closure("c-1", parents=["p-1"]))
    assert "CandidateIdentified" not in await recruitment.news()
    await recruitment.reports(closure("c-2", parents=["p-1"]), closure("c-3", parents=["p-1"]))
    assert await recruitment.news() == ["CaseClosed", "CaseClosed", "CandidateIdentified"]


async def test_a_county_may_be_served_by_several_programs(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.applies(recruitment.policy.model_copy(update={"program": "other", "wait_months": 24}))
    await recruitment.reports(closure())
    await recruitment.news()
    states = {each["program"]: each["state"] for each in await recruitment.candidates()}
    assert states == {recruitment.policy.program: "identified", "other": "waiting"}


async def test_a_person_known_in_two_counties_is_decided_under_both(
    recruitment: Any, closure: Any, opening: Any
) -> None:
    await recruitment.applies()
    await recruitment.reports(closure("c-1", parents=["p-1"]), counties=(POLK,))
    await recruitment.news()
    await recruitment.reports(opening("c-2", county=STORY, parents=["p-1"]), counties=(STORY,))
    assert await recruitment.news() == ["CaseOpened"], "Story's token does not reach Polk's candidate"
    await recruitment.made.work_off_jobs()
    assert await recruitment.news() == ["CandidateWithdrawn"]


async def test_a_candidate_moves_with_the_case_and_says_once_where_from(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure(closed_on="2025-03-10"))
    await recruitment.reports(closure(closed_on="2025-03-10", county=STORY))
    await recruitment.day_comes(date(2026, 3, 10))
    event = (await recruitment.made.news())[-1]
    assert (type(event), event.about.county, event.about.shared_with) == (CandidateIdentified, STORY, (POLK,))


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (candidates.DUE, (POLK, date(2026, 1, 1), 500)),
        (candidates.LOCK, ([CASE],)),
        (case_facts.OF_PEOPLE, ([CASE],)),
        (case_facts.IN_COUNTY, (POLK, CASE, 1000)),
        (cases.CLOSURES, ([CASE],)),
        (nominations.OF_PEOPLE, ([CASE],)),
        (programs.TO_REVIEW, (POLK, date(2026, 1, 1), 500)),
    ],
)
async def test_what_is_decided_on_is_found_by_an_index_under_row_policies(
    recruitment: Any, statement: str, values: tuple[Any, ...]
) -> None:
    async with recruitment.made.runtime.work([POLK]) as work:
        raw = await work.raw()
        await raw.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(row[0] for row in await raw.fetch(f"EXPLAIN {statement}", *values))
    assert "Seq Scan" not in plan, plan
    assert "Index Cond" in plan, plan
