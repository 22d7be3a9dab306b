"""Recruitment's lists as pages: asked in the reader's own name, kept nowhere, and open to whom recruitment opens them."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.responses import Response

from console.api.sessions import Session
from peerbridge.events.candidates import CandidateWithdrawn
from peerbridge.identity import (
    ATTORNEY,
    CASEWORKER,
    COORDINATOR,
    PARTNER,
    PLATFORM_OPERATOR,
    PROGRAM_ADMIN,
    STAFF_ROLES,
    STATE_OFFICER,
    SUPERVISOR,
)
from peerbridge.ids import uuid7

POLK = "19153"
DECIDING = {COORDINATOR, PROGRAM_ADMIN}
COUNTING = {*DECIDING, STATE_OFFICER}
WATCHING = {*COUNTING, SUPERVISOR}
OPEN_TO = {
    "/pool": {*WATCHING, CASEWORKER}, "/applications": DECIDING, "/upcoming": WATCHING, "/cohorts": WATCHING, "/partners": WATCHING,
    "/families": COUNTING, "/vacancies": WATCHING, "/programs": STAFF_ROLES,
}  # fmt: skip


@pytest.fixture
async def recruitment(console: Any, life: Any, recruitment_of: Any) -> AsyncIterator[Any]:
    """Recruitment and the people directory, each at an address of its own."""
    made, parts = recruitment_of(), console.service.app.state.console
    made.names = {}

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "notification.test":
            return httpx.Response(200, json={"names": made.names})
        if made.status == 0:
            raise httpx.ConnectError("away")
        status, told = made.answer(request.url.path, dict(request.url.params), request.headers["authorization"])
        return httpx.Response(status, json=told)

    parts.recruitment.http._clients[False] = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    parts.recruitment.url, parts.people.url = "https://recruitment.test", "https://notification.test"
    await life.publishes()
    yield made
    await parts.recruitment.http.close()


async def read(console: Any, path: str, role: str = COORDINATOR, status: int = 200) -> str:
    async with console.client(role, counties=(POLK,)) as http:
        answer = await http.get(path)
    assert answer.status_code == status, (path, answer.text[:500])
    return re.sub(r"\s+", " ", answer.text)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]))


@pytest.mark.usefixtures("recruitment")
async def test_a_page_is_open_to_whom_recruitment_opens_its_list(console: Any) -> None:
    for path, roles in OPEN_TO.items():
        for role in STAFF_ROLES:
            await read(console, path, role, 200 if role in roles else 403)
        async with console.client(PARTNER, person=uuid7()) as http:
            assert (await http.get(path)).status_code == 403


async def test_a_list_is_asked_for_with_the_readers_token_and_filters(console: Any, recruitment: Any) -> None:
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        for path in OPEN_TO:
            assert (await http.get(f"{path}?county={POLK}&program={recruitment.kentucky}")).status_code == 200
        token = http.headers["authorization"]
    assert {each[2] for each in recruitment.asked} == {token}
    for where, asked, _ in recruitment.asked:
        assert asked["county"] == POLK, where
        assert asked.get("program", recruitment.kentucky) == recruitment.kentucky
        assert "limit" not in asked or int(asked["limit"]) <= 100


async def test_that_recruitment_does_not_answer_or_refuses_is_said(console: Any, recruitment: Any) -> None:
    for path in (f"{each}?program={recruitment.iowa}" for each in OPEN_TO):
        for status in (0, 500, 503):
            recruitment.status = status
            page = await read(console, path, status=503)
            assert "Recruitment does not answer" in page
            assert "Try again" in page
        recruitment.status = 403
        assert "Recruitment does not open this" in await read(console, path, status=403)
        recruitment.status = 401
        await read(console, path, status=303)


async def test_nothing_of_a_list_is_kept(console: Any, recruitment: Any) -> None:
    person = recruitment.candidates[0]["person"]
    recruitment.names = {person: "Janelle Brooks"}
    assert "Janelle Brooks" in await read(console, "/pool")
    for table in ("event", "mark", "mention", "tally", "shared"):
        assert not [row for row in await console.owner(f"SELECT * FROM {table}") if person in str(dict(row))]


async def test_every_state_of_the_pool_opens_with_as_many_as_its_number_says(console: Any, recruitment: Any) -> None:
    recruitment.candidates += [recruitment.candidate("waiting", due_on="2027-05-06") for _ in range(60)]
    page = await read(console, f"/pool?county={POLK}")
    tabs = re.findall(r'<a href="(/pool\?[^"]*)"[^>]*>([^<]+) <span class="count">(\d+)</span>', page)
    assert len(tabs) == 8
    for href, label, number in tabs:
        assert await rows(console, href.replace("&amp;", "&")) == int(number), label


async def test_what_is_too_much_to_be_counted_has_no_numbers_and_says_what_to_do(
    console: Any, recruitment: Any
) -> None:
    for path in ("candidates", "applications", "partners"):
        whole = getattr(recruitment, f"_{path}")
        none = {"items": None, "states": None}
        setattr(
            recruitment, f"_{path}", lambda rest, asked, w=whole, n=none: n if rest == ["counts"] else w(rest, asked)
        )
    for path in ("/pool", "/applications", "/partners"):
        page = await read(console, path)
        assert "Choose a county to see how many." in page
        assert 'class="count"' not in page


async def rows(console: Any, href: str) -> int:
    """How many people a list shows over all its pages, each at most forty."""
    found, next_ = 0, href
    while next_:
        page = await read(console, next_)
        shown = len(set(re.findall(r'href="/pool/([0-9a-f-]{36})"', page)))
        assert shown <= 40
        found += shown
        further = re.search(r'rel="next" href="([^"]+)"', page)
        next_ = further[1].replace("&amp;", "&") if further else ""
    return found


async def test_the_pool_says_how_everybody_stands_and_why(console: Any, recruitment: Any) -> None:
    gone = recruitment.candidates[4]
    said = CandidateWithdrawn(person=gone["person"], program=recruitment.iowa, reason="case_reopened")
    await console.hears(console.sealed(said, POLK))
    text = text_of(await read(console, "/pool"))
    for told in (
        "The wait after the closed case ends on Mar 4, 2027.", "May be invited: a closed case qualifies.",
        "May be invited: somebody named them.", "Has an application that goes on",
        "No longer in the pool: the case was opened again.", "Asked to hear nothing more.",
    ):  # fmt: skip
        assert told in text
    one = await read(console, f"/pool/{gone['person']}")
    assert "No longer in the pool: the case was opened again." in one
    assert f"/cases/{gone['case']}" in one
    assert "Candidate withdrawn" in one
    await read(console, f"/pool/{uuid7()}", status=404)


async def test_a_reason_told_to_another_county_only_is_not_shown(console: Any, recruitment: Any) -> None:
    said = CandidateWithdrawn(
        person=recruitment.candidates[4]["person"], program=recruitment.iowa, reason="case_reopened"
    )
    await console.hears(console.sealed(said, "19169"))
    assert "No longer in the pool." in text_of(await read(console, "/pool"))


async def test_what_an_application_lacks_is_told_exactly_and_in_the_readers_language(
    console: Any, recruitment: Any
) -> None:
    text = text_of(await read(console, "/applications"))
    for told in (
        "4 of 6 trainings before the start; left: dhs 101, confidentiality",
        "Background check child abuse registry counts until Feb 3, 2026", "1 of 2 background checks cleared", "Not hired yet",
    ):  # fmt: skip
        assert told in text
    one = recruitment.applications[0]["id"]
    page = text_of(await read(console, f"/applications/{one}"))
    assert "4 of 6 trainings before the start; left: DHS 101, Confidentiality" in page  # as the policy calls them
    assert "says invented" in page  # what this console does not know is told in recruitment's words
    assert "does not reach the start" in page
    assert f"POST /v1/applications/{one}/screening-decisions" in page
    assert "4 de 6 formaciones antes de empezar" in text_of(await read(console, f"/applications/{one}?lang=es"))


async def test_restricted_data_is_on_a_page_of_its_own_and_asked_for_there_only(console: Any, recruitment: Any) -> None:
    one = recruitment.applications[0]["id"]
    page = await read(console, f"/applications/{one}")
    assert not [path for path, _, _ in recruitment.asked if path.endswith(("checks", "decisions"))]
    assert f'href="/applications/{one}/restricted"' in page
    restricted = await read(console, f"/applications/{one}/restricted")
    assert "A letter, &lt;b&gt;long ago&lt;/b&gt;" in restricted
    assert "Own notes" in restricted
    audit = await console.owner("SELECT what FROM audit ORDER BY id DESC LIMIT 1")
    assert audit[0]["what"] == "restricted notes"


async def test_what_comes_is_in_its_window_with_what_is_lacking(console: Any, recruitment: Any) -> None:
    text = text_of(await read(console, "/upcoming"))
    assert "Within 30 days 1" in text
    assert "In 31 to 60 days 1" in text
    assert "tomorrow" in text
    assert "4 of 6 trainings" in text
    nearer = text_of(await read(console, "/upcoming?within=30"))
    assert "in 45 days" not in nearer
    recruitment.partners = []
    recruitment.applications = [recruitment.application("open")]
    empty = recruitment._partners
    recruitment._partners = lambda rest, asked: (
        {"items": [], "next": None} if rest == ["upcoming"] else empty(rest, asked)
    )
    assert "Nothing comes up within 90 days." in await read(console, "/upcoming")


async def test_p29_a_cohort_says_of_each_member_the_hours_and_weeks_and_what_stands_against_them(
    console: Any, recruitment: Any
) -> None:
    training = next(
        each for each in recruitment.policies[recruitment.iowa]["trainings"] if each["training"] == "dhs-101"
    )
    training |= {"hours": 30, "weeks": 14}
    text = text_of(await read(console, f"/cohorts/{recruitment.cohort['id']}"))
    for told in (
        "DHS 101", "7.5 of 30", "3 of 14", "Counts as of Feb 3, 2026", "Too few hours", "Recruitment’s own words.",
        "Nothing stands against it", "3 of 4",
    ):  # fmt: skip
        assert told in text
    recruitment.cohort = recruitment.run(closed_on="2026-04-07")
    closed = text_of(await read(console, f"/cohorts/{recruitment.cohort['id']}"))
    assert "Not counted: record it by itself" in closed
    assert "/completion" not in closed
    hidden = recruitment.cohort["members"][0]
    assert f"/applications/{hidden['application']}" in await read(console, f"/cohorts/{recruitment.cohort['id']}")
    assert f"/pool/{hidden['person']}" in await read(console, f"/cohorts/{recruitment.cohort['id']}", SUPERVISOR)
    hidden |= {"person": None, "counted_on": None}
    page = await read(console, f"/cohorts/{recruitment.cohort['id']}")
    assert f"/applications/{hidden['application']}" not in page
    assert "Of a county that you do not hold" in page
    await read(console, f"/cohorts/{uuid7()}", status=404)


async def test_p39_a_partners_page_says_what_is_used_and_left(console: Any, recruitment: Any) -> None:
    person = recruitment.partners[1]["person"]
    text = text_of(await read(console, f"/partners/{person}"))
    for told in (
        "Suspended",
        "training overdue",
        "2 used, 4 left (credit hours, in this semester)",
        "no limit",
        "Mentor",
        "Jan 9, 2026",
    ):
        assert told in text
    assert "/reinstatement" in text
    assert "/reinstatement" not in await read(console, f"/partners/{person}", SUPERVISOR)
    await read(console, f"/partners/{uuid7()}", status=404)


async def test_p07_a_hidden_number_is_shown_as_hidden(console: Any, recruitment: Any) -> None:
    page = await read(console, f"/families?program={recruitment.iowa}&county={POLK}")
    text = text_of(page)
    assert re.search(r"Vietnamese\s+few: hidden\s+–\s+not told\s+few: hidden\s+–\s+not told", text)
    assert re.search(r"Spanish\s+64\s+25 %\s+1\s+2", text)
    assert f"/partners?county={POLK}&amp;program={recruitment.iowa}&amp;at_home=1" in page
    await read(console, f"/partners?county={POLK}&program={recruitment.iowa}&at_home=1")
    assert [asked["at_home"] for path, asked, _ in recruitment.asked if path == "/v1/partners"] == ["true"]


async def test_a_state_officers_counties_come_in_pages(console: Any, recruitment: Any) -> None:
    first = await read(console, f"/families?program={recruitment.iowa}", STATE_OFFICER)
    assert len(re.findall(r'id="county-\d{5}"', first)) == 12
    next_ = re.search(r'rel="next" href="([^"]+)"', first)
    assert next_ is not None
    assert (
        len(re.findall(r'id="county-\d{5}"', await read(console, next_[1].replace("&amp;", "&"), STATE_OFFICER))) == 2
    )


async def test_p59_a_policy_is_told_in_words_with_what_its_curriculum_lacks(console: Any, recruitment: Any) -> None:
    for program in (recruitment.iowa, recruitment.kentucky):
        text = text_of(await read(console, f"/programs/{program}"))
        assert "no training teaches service array" in text
        assert "A certification is valid for" in text
        assert "{" not in text.partition("The next step")[0]
    assert "Parents may be invited 12 months after their case was closed." in text_of(
        await read(console, f"/programs/{recruitment.iowa}")
    )
    await read(console, "/programs/nobody", status=404)
    await read(console, f"/programs/{recruitment.iowa}?version=9", status=404)


async def test_what_a_version_changed_is_told_in_words(console: Any, recruitment: Any) -> None:
    before = recruitment.policies[recruitment.iowa]
    trainings = [{**each, "hours": 30} if each["training"] == "dhs-101" else each for each in before["trainings"][1:]]
    ahead = str((console.clock.now() + timedelta(days=30)).date())
    after = {**before, "capacity": 4, "wait_months": 6, "trainings": trainings, "effective_on": ahead}
    recruitment.versions = [before, after]
    text = text_of(await read(console, f"/programs/{recruitment.iowa}/versions"))
    for told in (
        "Families of one partner 6 4", "Months to wait after a closed case 12 6", "Training “DHS 101”: hours nothing 30",
        "Training “Building a Better Future” yes nothing", "not in force yet", "The first version.",
    ):  # fmt: skip
        assert told in text, told
    assert "Building a Better Future”: due" not in text
    assert "This version is not in force yet" in await read(console, f"/programs/{recruitment.iowa}")
    assert "This is an earlier version." in await read(console, f"/programs/{recruitment.iowa}?version=1")


async def test_many_versions_come_in_pages_and_each_is_compared_with_the_one_before(
    console: Any, recruitment: Any
) -> None:
    policy = recruitment.policies[recruitment.iowa]
    recruitment.versions = [{**policy, "capacity": n} for n in range(1, 24)]
    shown, path = [], f"/programs/{recruitment.iowa}/versions"
    next_: str | None = path
    while next_:
        page = await read(console, next_)
        shown += re.findall(r"Version (\d+)</a>", page)
        assert page.count("Families of one partner") == min(10, len(re.findall(r"Version (\d+)</a>", page))) - (
            "The first version." in page
        )
        further = re.search(r'rel="next" href="([^"]+)"', page)
        next_ = further[1] if further else None
    assert shown == [str(n) for n in range(23, 0, -1)]


async def test_the_chosen_county_and_programme_stay_from_page_to_page(console: Any, recruitment: Any) -> None:
    page = await in_session(console, COORDINATOR, f"/pool?county={POLK}&program={recruitment.iowa}")
    for path in OPEN_TO:
        assert f'href="{path}?county={POLK}&amp;program={recruitment.iowa}"' in page


@pytest.mark.usefixtures("recruitment")
async def test_the_navigation_offers_what_the_reader_may_open(console: Any) -> None:
    offered: dict[str, set[str]] = {}
    for role in STAFF_ROLES:
        head = (await in_session(console, role, "/programs")).partition("<main")[0]
        offered[role] = {path for path in OPEN_TO if f'href="{path}"' in head}
        assert (">Recruitment</a>" in await in_session(console, role, "/operations")) == (role != PLATFORM_OPERATOR)
    expected = {role: {path for path, roles in OPEN_TO.items() if role in roles} for role in STAFF_ROLES}
    assert offered == {**expected, PLATFORM_OPERATOR: set()}
    assert offered[ATTORNEY] == {"/programs"}


async def in_session(console: Any, role: str, path: str) -> str:
    """A page as a browser reads it, which is how it has navigation."""
    parts, response = console.service.app.state.console, Response()
    parts.sessions.keep(response, Session(console.issuer.token(role, counties=(POLK,)), "Somebody"), 3600)
    pairs = [
        value.decode().split(";")[0]
        for key, value in response.raw_headers
        if key == b"set-cookie" and b"Max-Age=0" not in value
    ]
    async with console.client() as http:
        answer = await http.get(path, headers={"Cookie": "; ".join(pairs)})
    assert answer.status_code == 200, answer.text[:300]
    return str(answer.text)


async def test_an_empty_list_says_what_to_do(console: Any, recruitment: Any) -> None:
    recruitment.candidates, recruitment.applications, recruitment.partners, recruitment.vacancies = [], [], [], []
    recruitment._cohorts = lambda *_: {"items": [], "next": None}
    for path in ("/pool", "/applications", "/partners", "/vacancies", "/cohorts"):
        assert "Choose another" in await read(console, path), path


HOSTILE = (
    "county=x", "county=19153&county=19169", "program=../../etc", "state=ajar", "state=%3Cscript%3E", "after=%00", "after=%3Cscript%3E",
    "after=" + "9" * 400, "within=7", "within=-1", "version=0", "version=99999999999", "version=x", "before=1", "before=x", "at_home=2",
    "county=%ff%fe", "lang=%3Cscript%3E", "unknown=1", "%",
)  # fmt: skip


async def test_no_query_breaks_a_page_of_recruitments(console: Any, recruitment: Any) -> None:
    paths = (*OPEN_TO, f"/programs/{recruitment.iowa}", f"/programs/{recruitment.iowa}/versions")
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        for address in [f"{path}?{query}" for path in paths for query in HOSTILE]:
            answer = await http.get(address)
            assert answer.status_code < 500, address
            assert "<script>" not in answer.text, address
        for path in (
            "/pool/x",
            "/applications/x",
            "/cohorts/x",
            "/partners/x",
            "/programs/X",
            f"/applications/{uuid7()}",
        ):
            assert 400 <= (await http.get(path)).status_code < 500


async def test_a_question_that_makes_no_sense_to_recruitment_is_nothing_and_too_many_is_away(
    console: Any, recruitment: Any
) -> None:
    for status, shown in ((400, 404), (404, 404), (422, 404), (429, 503)):
        recruitment.status = status
        await read(console, "/pool", status=shown)
