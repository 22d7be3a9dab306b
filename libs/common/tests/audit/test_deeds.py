"""What a person's decision sets going is audited when it is decided and when it is done; a row names everyone it concerns."""

from datetime import timedelta
from typing import Any

from peerbridge.clock import real_now
from peerbridge.identity import PLATFORM_OPERATOR, PROGRAM_ADMIN
from peerbridge.ids import uuid7

from .conftest import Audited

POLK, STORY = "19153", "19169"


async def rows(audited: Audited) -> list[Any]:
    return list(await audited.god("SELECT * FROM audit ORDER BY id"))


async def test_a_job_that_an_operator_starts_is_audited_when_it_is_done(audited: Audited) -> None:
    since = (real_now() - timedelta(days=1)).isoformat()
    async with audited.sample.client(PLATFORM_OPERATOR) as http:
        assert (await http.post("/ops/v1/republish", json={"since": since})).status_code == 200
    await audited.sample.work_off_jobs()
    said = [(row["action"], row["what"]) for row in await rows(audited)]
    assert ("command", "POST /ops/v1/republish") in said
    assert said[-1] == ("job", f"republish for {PLATFORM_OPERATOR}@test")
    assert len({row["correlation"] for row in await rows(audited)}) == 1


async def test_who_has_seen_somebody_is_asked_by_id_within_ones_counties(audited: Audited) -> None:
    person, other = uuid7(), uuid7()
    for county in (POLK, STORY):
        async with audited.sample.runtime.work([POLK, STORY]) as work:
            work.audit(action="read", what="list", county=county, concerns=[person, other])
            work.audit(action="read", what="list", county=county, concerns=[other])
    async with audited.sample.client(PROGRAM_ADMIN, counties=(POLK,)) as http:
        found = (await http.get("/ops/v1/audit", params={"concerns": str(person)})).json()
        assert [(row["what"], row["county"]) for row in found] == [("list", POLK)]
        again = (await http.get("/ops/v1/audit", params={"concerns": str(person)})).json()
    assert [row["what"] for row in again] == ["list", "audit"], "looking into the audit is audited too"
    async with audited.sample.client(PROGRAM_ADMIN, counties=(POLK,)) as http:
        assert (await http.get("/ops/v1/audit/chain")).status_code == 403


async def test_rows_of_no_county_say_whom_they_concern_only_to_who_asks_for_them(audited: Audited) -> None:
    person = uuid7()
    async with audited.sample.runtime.work([POLK]) as work:
        work.audit(action="read", what="list", subject=person, concerns=[person])
    async with audited.sample.client(PROGRAM_ADMIN, counties=(POLK,)) as http:
        assert (await http.get("/ops/v1/audit")).json() == []
    async with audited.sample.client(PLATFORM_OPERATOR) as http:
        (row, *_) = (await http.get("/ops/v1/audit")).json()
        assert (row["what"], row["subject"], row["concerns"]) == ("list", "", [])
        (row, *_) = (await http.get("/ops/v1/audit", params={"concerns": str(person)})).json()
        assert (row["what"], row["concerns"]) == ("list", [str(person)])
