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


async def test_good_lines_are_taken_and_bad_ones_named(recruitment: Any, closure: Any) -> None:
    lines = [
        closure("c-1"),
        closure("c-2", closed_on="2024-02-30"),
        closure("c-3", exit_reason=0),
        closure("c-4", county="06037"),
        closure("c-5", closed_on="2999-01-01"),
        closure("c-6", opened_on="2024-07-02"),
        closure("c-7", note="hello"),
        closure("c-8", closed_on=0),
        closure("c-9", exit_reason="1"),
        closure("c-10"),
    ]
    answers = await recruitment.reports(*lines)
    assert [line["outcome"] for line in answers] == ["accepted", *["refused"] * 8, "accepted"]
    assert [line["rule"] for line in answers[2:6]] == [
        "unknown_exit_code",
        "county_not_yours",
        "date_in_future",
        "exit_before_removal",
    ]
    assert all(line["rule"] and line["reason"] for line in answers[1:9])
    assert await recruitment.news() == ["CaseClosed", "CaseClosed"]


async def test_lines_are_numbered_as_they_stand_in_the_body(recruitment: Any, closure: Any, ndjson: Any) -> None:
    body = b"\n" + ndjson([closure("c-1")]) + b"\n\n{broken\n" + ndjson([closure("c-2")]) + b"\n"
    headers = {"Content-Type": "application/x-ndjson"}
    answer = await recruitment.asks("POST", "/v1/case-closures", content=body, headers=headers)
    told = [(line["line"], line["outcome"]) for line in answer.json()["lines"]]
    assert told == [(2, "accepted"), (4, "refused"), (5, "accepted")]


async def test_a_thousand_lines_are_one_transaction_and_the_second_time_nothing(
    recruitment: Any, closure: Any, ndjson: Any
) -> None:
    lines = [closure(f"c-{n % 400}", removal=str(n // 400), parents=[f"p-{n % 300}"]) for n in range(1000)]
    assert {line["outcome"] for line in await recruitment.reports(*lines)} == {"accepted"}
    assert (await recruitment.news()).count("CaseClosed") == 1000
    assert {line["outcome"] for line in await recruitment.reports(*lines)} == {"unchanged"}
    assert await recruitment.news() == []
    too_many = ndjson([*lines, closure("c-more")])
    headers = {"Content-Type": "application/x-ndjson"}
    answer = await recruitment.asks("POST", "/v1/case-closures", content=too_many, headers=headers)
    assert answer.status_code == 413


async def test_lines_of_one_case_in_one_body_are_taken_in_their_order(recruitment: Any, closure: Any) -> None:
    answers = await recruitment.reports(closure(), closure(exit_reason=3), closure(exit_reason=3))
    assert [line["outcome"] for line in answers] == ["accepted", "corrected", "unchanged"]
    assert await recruitment.news() == ["CaseClosed"]


async def test_one_json_object_is_taken_or_refused_like_any_command(recruitment: Any, closure: Any) -> None:
    taken = await recruitment.asks("POST", "/v1/case-closures", closure())
    assert (taken.status_code, taken.json()["lines"][0]["outcome"]) == (200, "accepted")
    for body, status in [
        (closure("c-2", county="06037"), 403),
        (closure("c-2", exit_reason=0), 409),
        (closure("c-2", code_list="afcars_1971"), 422),
        ([closure("c-2")], 422),
    ]:
        refused = await recruitment.asks("POST", "/v1/case-closures", body)
        assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")


async def test_a_repeated_request_gets_its_first_answer(recruitment: Any, closure: Any) -> None:
    options = {"headers": {"Idempotency-Key": "file-1-1"}}
    first = await recruitment.asks("POST", "/v1/case-closures", closure(), **options)
    again = await recruitment.asks("POST", "/v1/case-closures", closure(), **options)
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")


async def test_a_case_counted_in_another_county_is_refused_clearly(recruitment: Any, closure: Any) -> None:
    await recruitment.reports(closure(county="19169"))
    await recruitment.news()
    (answer,) = await recruitment.reports(closure(), counties=("19153",))
    assert (answer["outcome"], answer["rule"], answer["case"]) == ("refused", "case_counted_elsewhere", None)
    assert await recruitment.news() == []


async def test_who_holds_both_counties_may_move_a_case(recruitment: Any, closure: Any) -> None:
    await recruitment.reports(closure())
    (answer,) = await recruitment.reports(closure(county="19169"))
    assert answer["outcome"] == "corrected"
    event = (await recruitment.made.news())[-1]
    assert (event.about.county, event.about.shared_with) == ("19169", ("19153",))
    assert await recruitment.reads(
        "/v1/cases", params={"source": "county-system", "source_case": "c-1"}, counties=("19153",)
    ) == {"items": []}


async def test_a_file_that_names_no_parent_gives_each_case_one_person(recruitment: Any, closure: Any) -> None:
    await recruitment.reports(closure("c-1"), closure("c-2"), closure("c-1", removal="2", closed_on="2024-08-01"))
    one, two = await recruitment.case_of("c-1"), await recruitment.case_of("c-2")
    assert len(one["parents"]) == len(two["parents"]) == 1
    assert one["parents"] != two["parents"]


async def test_a_parent_of_two_cases_is_one_person(recruitment: Any, closure: Any) -> None:
    await recruitment.reports(closure("c-1", parents=["p-1", "p-2"]), closure("c-2", parents=["p-2"]))
    one, two = await recruitment.case_of("c-1"), await recruitment.case_of("c-2")
    assert set(two["parents"]) < set(one["parents"])


async def test_a_case_is_read_with_its_story(recruitment: Any, closure: Any, opening: Any) -> None:
    await recruitment.reports(opening())
    case = await recruitment.case_of()
    assert (case["state"], case["opened_on"], case["closed_on"]) == ("open", "2023-02-01", None)
    await recruitment.reports(closure())
    again = await recruitment.reads(f"/v1/cases/{case['case']}")
    assert (again["state"], again["opened_on"], again["closed_on"]) == ("closed", "2023-02-01", "2024-07-01")
    assert {str(event.about.correlation) for event in await recruitment.made.news()} == {again["correlation"]}
    hidden = await recruitment.asks("GET", f"/v1/cases/{case['case']}", counties=("19169",))
    assert hidden.status_code == 404
