"""Reports of state systems: a fact is never refused, follows its case into any county, and means the same in any order."""

from datetime import date
from itertools import permutations
from typing import Any

from peerbridge.events.intake import CaseClosedReported, CaseCorrectionReported, CaseOpenedReported

EXIT: dict[str, Any] = {
    "source_case": "c-1",
    "removal": "1",
    "exit": "1",
    "opened_on": date(2023, 2, 1),
    "closed_on": date(2024, 7, 1),
    "code_list": "afcars_2020",
    "exit_reason": 1,
    "case_type": "dependency",
    "parents": ("p-1",),
}


def closed(**changes: Any) -> CaseClosedReported:
    return CaseClosedReported(**(EXIT | changes))


def opened(**changes: Any) -> CaseOpenedReported:
    values = {"source_case": "c-1", "removal": "1", "opened_on": date(2023, 2, 1), "case_type": "dependency"}
    return CaseOpenedReported(**(values | changes))


async def test_a_report_that_is_heard_is_as_good_as_one_that_is_posted(recruitment: Any, closure: Any) -> None:
    await recruitment.hears(closed())
    assert await recruitment.news() == ["CaseClosed"]
    assert [line["outcome"] for line in await recruitment.reports(closure(parents=["p-1"]))] == ["unchanged"]


async def test_news_name_the_report_that_caused_them(recruitment: Any) -> None:
    event = closed()
    await recruitment.hears(event)
    (news,) = await recruitment.made.news()
    assert news.about.causation is not None
    assert news.about.causation != event.about.id, "an outside id is made ours"


async def test_a_correction_corrects_and_a_withdrawal_withdraws(recruitment: Any) -> None:
    await recruitment.hears(closed(), CaseCorrectionReported(**(EXIT | {"exit_reason": 3}), withdrawn=False))
    await recruitment.hears(CaseCorrectionReported(**(EXIT | {"exit_reason": 3}), withdrawn=True))
    assert await recruitment.news() == ["CaseClosed", "CaseClosureCorrected", "CaseClosureWithdrawn", "CaseReopened"]


async def test_a_fact_follows_its_case_into_a_county_that_it_does_not_name(recruitment: Any) -> None:
    await recruitment.hears(closed())
    await recruitment.hears(closed(removal="2", closed_on=date(2025, 2, 1)), county="19169")
    moved = (await recruitment.made.news())[-1]
    assert (moved.about.county, moved.about.shared_with) == ("19169", ("19153",))
    rows = await recruitment.made.owner("SELECT DISTINCT county FROM closures UNION SELECT county FROM case_index")
    assert [row["county"] for row in rows] == ["19169"]


async def test_an_older_fact_of_another_county_does_not_move_the_case_back(recruitment: Any) -> None:
    await recruitment.hears(closed())
    await recruitment.hears(closed(removal="0", closed_on=date(2019, 2, 1), opened_on=None), county="19169")
    assert (await recruitment.case_of())["county"] == "19153"


def history(source_case: str) -> list[Any]:
    """Three removals of one case; the last one is open."""
    named = {"source_case": source_case, "parents": ()}
    return [
        opened(**named, removal="1", opened_on=date(2017, 1, 1)),
        closed(**named, removal="1", opened_on=None, closed_on=date(2018, 3, 1), exit_reason=2),
        closed(**named, removal="2", opened_on=date(2020, 1, 20), closed_on=date(2020, 2, 1), code_list="afcars_1993"),
        opened(**named, removal="3", opened_on=date(2022, 4, 14)),
    ]


async def test_facts_in_any_order_come_to_one_state(recruitment: Any) -> None:
    await recruitment.applies()
    for n, order in enumerate(permutations(range(4))):
        facts = history(f"c-{n}")
        await recruitment.hears(*(facts[each] for each in order))
        case = await recruitment.case_of(f"c-{n}")
        assert (case["state"], case["opened_on"]) == ("open", "2022-04-14")
        news = await recruitment.news()
        assert news.count("CaseClosed") == 2
        assert [name for name in news if name.startswith("Case")][-1] in ("CaseOpened", "CaseReopened")
    assert not await recruitment.candidates(state="identified")


async def test_a_code_that_its_list_does_not_have_waits_for_its_source(recruitment: Any) -> None:
    await recruitment.hears(closed(exit_reason=0))
    assert await recruitment.news() == []
    (waiting,) = (await recruitment.reads("/v1/intake/waiting"))["items"]
    assert (waiting["why"], waiting["closed_on"]) == ("unknown_exit_code", "2024-07-01")
    answer = await recruitment.asks("POST", f"/v1/intake/waiting/{waiting['id']}/county", {"county": "19153"})
    assert answer.status_code == 409
    await recruitment.hears(closed())
    assert await recruitment.news() == ["CaseClosed"]
    assert (await recruitment.reads("/v1/intake/waiting"))["items"] == []


async def test_a_report_delivered_twice_has_one_effect(recruitment: Any) -> None:
    event = closed()
    recruitment.made.log.seal(event, county="19153", source="county-system")
    record = recruitment.made.log.record(event)
    await recruitment.made.hears_records(record)
    counts = await recruitment.made.hears_records(record)
    assert counts.duplicate == 1
    assert await recruitment.news() == ["CaseClosed"]


async def test_a_batch_of_one_case_and_its_siblings_is_heard_in_order(recruitment: Any) -> None:
    await recruitment.applies()
    batch = [
        closed(),
        closed(source_case="c-2"),
        opened(removal="2", opened_on=date(2025, 1, 1)),
        closed(removal="2", closed_on=date(2025, 6, 1), opened_on=None),
    ]
    for event in batch:
        recruitment.made.log.seal(event, county="19153", source="county-system")
    await recruitment.made.hears_batch(*batch)
    assert (await recruitment.case_of())["closed_on"] == "2025-06-01"
    assert (await recruitment.news()).count("CaseClosed") == 3
