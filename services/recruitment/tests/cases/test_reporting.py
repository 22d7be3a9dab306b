"""Reports by HTTP: accepted, unchanged, corrected, waiting or refused, line by line."""

from typing import Any

from peerbridge.events.cases import CaseClosed


async def test_an_exit_becomes_one_case_closed(recruitment: Any, closure: Any) -> None:
    answers = await recruitment.reports(closure())
    assert [line["outcome"] for line in answers] == ["accepted"]
    assert await recruitment.news() == ["CaseClosed"]
    (event,) = [each for each in await recruitment.made.news() if isinstance(each, CaseClosed)]
    assert (str(event.case), event.exit_reason, event.about.county) == (answers[0]["case"], "reunification", "19153")


async def test_the_same_report_again_changes_nothing(recruitment: Any, closure: Any) -> None:
    await recruitment.reports(closure())
    await recruitment.news()
    assert [line["outcome"] for line in await recruitment.reports(closure())] == ["unchanged"]
    assert await recruitment.news() == []


async def test_a_different_report_of_the_same_exit_corrects_it(recruitment: Any, closure: Any) -> None:
    await recruitment.reports(closure())
    answers = await recruitment.reports(closure(closed_on="2024-08-01"))
    assert [line["outcome"] for line in answers] == ["corrected"]
    assert await recruitment.news() == ["CaseClosed", "CaseClosureCorrected"]
    assert (await recruitment.case_of())["closed_on"] == "2024-08-01"
