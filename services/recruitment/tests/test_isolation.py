"""Nothing of another county is read, listed or changed: not by a route, not by a query without WHERE, not by an id."""

from typing import Any
from uuid import UUID

import pytest

from peerbridge.identity import CANDIDATE, COORDINATOR, PROGRAM_ADMIN, STATE_OFFICER

POLK, STORY = "19153", "19169"
PERSONAL = ("cases", "removals", "closures", "candidates", "nominations")


async def in_polk(recruitment: Any, closure: Any) -> tuple[str, str]:
    """One case and candidate in Polk county."""
    await recruitment.applies()
    await recruitment.reports(closure(parents=["p-1"]), counties=(POLK,))
    nomination = {
        "program": recruitment.policy.program,
        "county": POLK,
        "referrer": "judge",
        "source": "s",
        "source_person": "x",
    }
    assert (await recruitment.asks("POST", "/v1/nominations", nomination, counties=(POLK,))).status_code == 201
    case = await recruitment.case_of()
    return case["case"], case["parents"][0]


@pytest.mark.parametrize("counties", [(), (STORY,), ("00999",)])
async def test_a_query_without_where_sees_no_other_county(
    recruitment: Any, closure: Any, counties: tuple[str, ...]
) -> None:
    await in_polk(recruitment, closure)
    for table in PERSONAL:
        assert await recruitment.made.rows(f"SELECT * FROM {table}", counties=counties) == []


async def test_who_holds_another_county_finds_and_changes_nothing(recruitment: Any, closure: Any) -> None:
    case, person = await in_polk(recruitment, closure)
    before = await recruitment.made.owner("SELECT * FROM candidates")
    await recruitment.news()
    for roles in ((COORDINATOR,), (PROGRAM_ADMIN,), (STATE_OFFICER,)):
        other = {"roles": roles, "counties": (STORY,)}
        assert (await recruitment.asks("GET", f"/v1/cases/{case}", **other)).status_code == 404
        assert (await recruitment.asks("GET", f"/v1/candidates/{person}", **other)).status_code == 404
        assert (await recruitment.reads("/v1/candidates", params={"county": POLK}, **other))["items"] == []
        assert (await recruitment.reads("/v1/candidates", **other))["items"] == []
        assert (await recruitment.reads("/v1/intake/waiting", **other))["items"] == []
        search = {"source": "county-system", "source_case": "c-1"}
        assert (await recruitment.reads("/v1/cases", params=search, **other))["items"] == []
        (line,) = await recruitment.reports(closure(county=STORY, closed_on="2024-09-01"), **other)
        assert line["outcome"] == "refused"
    assert (await recruitment.asks("POST", f"/v1/candidates/{person}/opt-out", counties=(STORY,))).status_code == 404
    assert await recruitment.made.owner("SELECT * FROM candidates") == before
    assert await recruitment.news() == []


async def test_a_parent_shared_with_another_county_brings_none_of_its_rows_along(
    recruitment: Any, closure: Any
) -> None:
    await in_polk(recruitment, closure)
    (line,) = await recruitment.reports(closure("c-2", county=STORY, parents=["p-1"]), counties=(STORY,))
    assert line["outcome"] == "accepted"
    assert (await recruitment.reads("/v1/candidates", counties=(STORY,)))["items"] == []


async def test_a_person_sees_their_own_standing_only(recruitment: Any, closure: Any) -> None:
    case, person = await in_polk(recruitment, closure)
    themselves = {"roles": (CANDIDATE,), "counties": (), "person": UUID(person)}
    assert len((await recruitment.reads(f"/v1/candidates/{person}", **themselves))["programs"]) == 1
    assert (await recruitment.asks("GET", f"/v1/cases/{case}", **themselves)).status_code == 403
    assert (await recruitment.asks("GET", "/v1/candidates", **themselves)).status_code == 403


async def test_reading_a_case_or_a_candidate_is_audited(recruitment: Any, closure: Any) -> None:
    case, person = await in_polk(recruitment, closure)
    await recruitment.reads(f"/v1/cases/{case}")
    await recruitment.reads(f"/v1/candidates/{person}")
    rows = await recruitment.made.owner("SELECT what, subject, county FROM audit WHERE action = 'read'")
    assert {tuple(row) for row in rows} >= {("case", case, POLK), ("candidate", person, POLK)}


async def test_no_event_carries_what_a_source_calls_a_case_or_a_person(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure("canary-case", parents=["canary-person"]))
    for event in await recruitment.made.news():
        assert b"canary" not in event.payload()
