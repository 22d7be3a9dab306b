"""Lists come in pages without gaps or repeats; every number opens into exactly the events it counts; nothing in an address breaks them."""

import re
from typing import Any

from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"
HREF = re.compile(r'href="(/events\?stage=[^"]+)"')


async def paged(http: Any, path: str) -> list[str]:
    """The ids of all pages of a list."""
    found: list[str] = []
    before: str | None = ""
    while before is not None:
        page = (await http.get(f"{path}&before={before}")).json()
        found += [event["id"] for event in page["events"]]
        before = page["next"]
    return found


async def test_pages_of_a_list_are_the_whole_list_newest_first(console: Any, life: Any) -> None:
    for county in (POLK, STORY):
        await life.goes_on(county, life.iowa, 3, 2)
    await life.asks_for_partner("19049", life.iowa, uuid7(), "kept", (POLK,))
    async with console.client(COORDINATOR, counties=(POLK, STORY)) as http:
        whole = [event["id"] for event in (await http.get("/v1/events?limit=1000")).json()["events"]]
        assert whole == sorted(set(whole), reverse=True)
        assert await paged(http, "/v1/events?limit=7") == whole
        assert await paged(http, "/v1/events?limit=2&type=CheckInScheduled") == [
            event["id"]
            for event in (await http.get("/v1/events?limit=1000&type=peerbridge.CheckInScheduled.v1")).json()["events"]
        ]
    assert len(whole) == len(await console.owner("SELECT 1 FROM event"))


async def test_every_number_on_the_overview_opens_into_the_events_it_counts(console: Any, life: Any) -> None:
    await life.publishes(life.iowa)
    for county in (POLK, STORY):
        await life.goes_on(county, life.iowa, 8, 4)
    for narrowed in ("", f"county={POLK}", f"program={life.iowa}", f"county={STORY}&program={life.iowa}"):
        async with console.client(COORDINATOR, counties=(POLK, STORY)) as http:
            view = (await http.get(f"/v1/pipeline?{narrowed}")).json()
            for number in [
                each for part in ("funnel", "requests", "check_ins", "overdue", "cases") for each in view[part]
            ]:
                listed = await paged(http, f"/v1/events?limit=5&stage={number['stage']}&{narrowed}")
                assert len(listed) == number["count"], (number, narrowed)
            assert len(set(HREF.findall((await http.get(f"/?{narrowed}")).text))) >= 5 or narrowed


async def test_a_number_of_a_programme_is_that_of_the_counties_it_serves(console: Any, life: Any) -> None:
    await life.publishes()
    await life.goes_on(POLK, life.iowa, 4, 3)
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        every = (await http.get("/v1/pipeline")).json()["funnel"]
        assert (await http.get(f"/v1/pipeline?program={life.iowa}")).json()["funnel"] == every
        assert {each["count"] for each in (await http.get("/v1/pipeline?program=start-kentucky")).json()["funnel"]} == {
            0
        }


HOSTILE = (
    "county=1", "county=19153%27--", "county=%EF%BC%91%EF%BC%99%EF%BC%91%EF%BC%95%EF%BC%93", "county=19153&county=19169", "type=%00",
    "type=" + "A" * 9000, "type=;drop", "stage=closed%20or%201=1", "stage=", "before=nonsense", "before=00000000", "subject=" + "x" * 300,
    "subject=%27%3B--", "subject=%F0%9F%92%A9", "program=../../etc", "program=A", "limit=0", "limit=99999999999999999999", "limit=-1",
    "find=%27", "find=" + "9" * 150, "status=ajar", "lang=%3Cscript%3E", "done=%3Cscript%3E", "next=//evil.example", "unknown=1", "%",
    "county=%ff%fe", "since=9:1:", "since=1:2:3", "since=999999999999999999:999999999999999999:", "why=%3Cb%3E", "code=x&state=y", "error=z"
)  # fmt: skip
PATHS = (
    "/",
    "/cases",
    "/events",
    "/operations",
    "/login",
    "/callback",
    "/status",
    "/v1/events",
    "/v1/pipeline",
    "/static/console.css",
)


async def test_no_query_breaks_an_address(console: Any) -> None:
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        for address in [f"{path}?{query}" for path in PATHS for query in HOSTILE]:
            answer = await http.get(address)
            assert answer.status_code < 500, address
            assert "<script>" not in answer.text, address


async def test_no_path_breaks_an_address(console: Any) -> None:
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        for path in (
            "/cases/x",
            "/events/0",
            "/static/..%2fmain.py",
            "/static/%2e%2e",
            f"/cases/{uuid7()}",
            "/operations/burn",
        ):
            for method in ("GET", "POST", "PUT"):
                assert 400 <= (await http.request(method, path)).status_code < 500


async def test_an_id_of_anything_finds_its_case(console: Any, life: Any) -> None:
    case = await life.asks_for_partner(POLK, life.iowa, uuid7())
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        match = (await http.get("/v1/events?type=MatchCreated")).json()["events"][0]["data"]["match"]
        for thing in (case, match):
            assert (await http.get(f"/cases?find={thing}")).headers["location"] == f"/cases/{case}"
        assert "has this id beside it" in (await http.get(f"/cases?find={uuid7()}")).text


async def test_what_is_written_into_an_event_is_never_markup(console: Any, life: Any) -> None:
    await life.asks_for_partner(POLK, life.iowa, uuid7())
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        page = await http.get("/events?subject=%3Cimg%20src%3Dx%3E")
        assert "<img src=x>" not in page.text
        policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
