"""A reader sees the events of their counties, and those shared with them; nothing else, on no way, by no parameter."""

from typing import Any

import pytest

from peerbridge.identity import COORDINATOR, PARENT, PLATFORM_OPERATOR, STATE_OFFICER
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"
POLICIES_OFF = "ALTER TABLE {} DISABLE ROW LEVEL SECURITY"


@pytest.fixture
async def two(life: Any) -> tuple[Any, Any]:
    """Polk's and Story's cases, with everything that hangs on them."""
    await life.publishes(life.iowa)
    partner = await life.becomes_partner(POLK, life.iowa)
    polk = await life.asks_for_partner(POLK, life.iowa, partner, "late")
    story = await life.asks_for_partner(STORY, life.iowa, await life.becomes_partner(STORY, life.iowa), "late")
    return polk, story


async def ids_of(console: Any, county: str) -> set[str]:
    return {str(row["id"]) for row in await console.owner("SELECT id FROM event WHERE county = $1", county)}


ADDRESSES = (
    "/",
    "/events",
    "/events?stage=matched",
    "/events?type=CaseOpened",
    "/cases",
    f"/events?county={STORY}",
    "/v1/events?limit=1000",
    "/overdue",
)


@pytest.mark.parametrize("policies", [True, False])
async def test_no_page_and_no_list_shows_another_countys_event(console: Any, two: Any, policies: bool) -> None:  # noqa: FBT001
    if not policies:
        for table in ("event", "mark", "tally"):
            await console.owner(POLICIES_OFF.format(table))
    foreign = {*await ids_of(console, STORY), str(two[1])}
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        for address in ADDRESSES:
            answer = await http.get(address)
            assert answer.status_code == 200, address
            assert [each for each in foreign if each in answer.text] == [], address
        assert (await http.get(f"/cases/{two[1]}")).status_code == 404
        assert (await http.get(f"/v1/cases/{two[1]}/timeline")).status_code == 404
        assert (await http.get(f"/events/{min(await ids_of(console, STORY))}")).status_code == 404
        assert (await http.get(f"/cases/{two[0]}")).status_code == 200
        assert (await http.get("/v1/pipeline")).json()["counties"][0]["county"] == POLK
        assert (await http.get(f"/v1/pipeline?county={STORY}")).json()["counties"] == []


async def test_a_shared_match_is_seen_by_both_counties_and_counted_in_one(console: Any, life: Any) -> None:
    case = await life.asks_for_partner(POLK, life.iowa, uuid7(), "kept", (STORY,))
    for county, matched in ((POLK, 1), (STORY, 0)):
        async with console.client(COORDINATOR, counties=(county,)) as http:
            assert (await http.get(f"/v1/cases/{case}/timeline")).status_code == 200
            assert len((await http.get("/v1/events?type=MatchCreated")).json()["events"]) == 1
            funnel = {each["stage"]: each["count"] for each in (await http.get("/v1/pipeline")).json()["funnel"]}
            assert funnel["matched"] == matched


@pytest.mark.usefixtures("two")
async def test_one_without_counties_sees_a_page_that_says_so(console: Any) -> None:
    async with console.client(PLATFORM_OPERATOR) as http:
        page = await http.get("/")
        assert page.status_code == 200
        assert "holds no county" in page.text
        assert (await http.get("/v1/events")).json() == {"events": [], "next": None}


async def test_a_family_member_is_not_let_in(console: Any) -> None:
    async with console.client(PARENT, person=uuid7()) as http:
        for path in ("/", "/cases", "/events", "/operations", "/v1/events", "/v1/pipeline", "/live", "/status"):
            assert (await http.get(path)).status_code == 403


async def test_without_a_token_pages_lead_to_the_sign_in_and_machines_are_told(console: Any) -> None:
    async with console.client() as http:
        page = await http.get("/cases?status=open")
        assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2Fcases%3Fstatus%3Dopen")
        assert (await http.get("/v1/events")).status_code == 401
        assert (await http.get("/live")).status_code == 401


async def test_reading_a_story_is_audited(console: Any, two: Any) -> None:
    async with console.client(STATE_OFFICER, counties=(POLK,), subject="officer") as http:
        await http.get(f"/cases/{two[0]}")
        await http.get(f"/v1/cases/{two[0]}/timeline")
    rows = await console.owner("SELECT actor, action, what, subject FROM audit")
    assert [tuple(row) for row in rows] == [("officer", "read", "timeline", str(two[0]))] * 2
