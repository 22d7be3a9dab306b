"""A session is a sealed cookie: nobody reads, makes or changes one, it ends with its token, and other sites cannot use it."""

import re
from http.cookies import SimpleCookie
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.responses import Response

from console.api.sessions import SESSION, Session, Sessions
from console.main import service
from console.settings import Settings
from peerbridge.clock import real_now
from peerbridge.database.provision import Urls
from peerbridge.identity import COORDINATOR, PARENT
from peerbridge.ids import uuid7
from peerbridge.testing.component import component

POLK = "19153"
ORIGIN = "http://127.0.0.1:8000"
FORM = re.compile(r'name="form" value="([^"]+)"')
SAYS: dict[str, Any] = {
    "database_url": "postgresql://x",
    "relay_database_url": "postgresql://x",
    "kafka_bootstrap": "x:1",
    "oidc_issuer": "https://issuer.test",
}


def cookies_of(console: Any, token: str, name: str = "Ruth Okafor") -> dict[str, str]:
    """The cookies of a session with this token."""
    response, sessions = Response(), console.service.app.state.console.sessions
    sessions.keep(response, Session(token, name), 3600)
    jar: SimpleCookie = SimpleCookie()
    for key, value in response.raw_headers:
        if key == b"set-cookie":
            jar.load(value.decode())
    return {name: morsel.value for name, morsel in jar.items() if morsel.value}


def coordinator(console: Any, **claims: Any) -> str:
    token: str = console.issuer.token(COORDINATOR, counties=(POLK,), **claims)
    return token


async def test_a_session_opens_pages_and_the_feeds_data(console: Any) -> None:
    async with console.client() as http:
        http.cookies.update(cookies_of(console, coordinator(console)))
        page = await http.get("/")
        assert page.status_code == 200
        assert "Ruth Okafor" in page.text
        assert (await http.get("/v1/pipeline")).status_code == 200


async def test_an_ended_session_leads_to_the_sign_in_page_and_says_why(console: Any) -> None:
    ended = coordinator(console, exp=int(real_now().timestamp()) - 60)
    async with console.client() as http:
        http.cookies.update(cookies_of(console, ended))
        answer = await http.get("/events")
        assert answer.headers["location"] == "/login?next=%2Fevents&why=ended"
        assert "Your sign-in has ended" in (await http.get(answer.headers["location"])).text
        assert (await http.get("/live")).status_code == 401


async def test_a_changed_or_foreign_cookie_is_no_session(console: Any) -> None:
    good = cookies_of(console, coordinator(console))[SESSION]
    other = Sessions(Settings(**SAYS, session_key="another-secret-of-forty-characters-xxxxx"))
    foreign = Response()
    other.keep(foreign, Session(coordinator(console), "x"), 60)
    for bad in (good[:-2] + "AA", "x", "", "é", foreign.headers["set-cookie"].split(";")[0].split("=", 1)[1]):
        async with console.client() as http:
            answer = await http.get("/", headers={"cookie": f"{SESSION}={bad}".encode()})
            assert answer.status_code == 303, bad


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(console: Any) -> None:
    response = Response()
    console.service.app.state.console.sessions.keep(response, Session("t", "n"), 60)
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_behind_https_the_cookie_travels_by_https_only() -> None:
    sessions, response = (
        Sessions(Settings(**SAYS, session_key="k" * 40, console_url="https://console.example")),
        Response(),
    )
    sessions.keep(response, Session("t", "n"), 60)
    assert "secure" in response.headers["set-cookie"].lower()


async def test_a_token_of_many_counties_fits_into_several_cookies(console: Any) -> None:
    many = console.issuer.token(COORDINATOR, counties=tuple(f"{n:05d}" for n in range(400)))
    kept = cookies_of(console, many)
    assert len(kept) > 1
    assert all(len(value) < 4000 for value in kept.values())
    async with console.client() as http:
        http.cookies.update(kept)
        assert (await http.get("/")).status_code == 200


async def test_a_form_counts_only_from_a_page_of_the_same_session(console: Any) -> None:
    async with console.client() as http:
        http.cookies.update(cookies_of(console, coordinator(console)))
        mark = FORM.search((await http.get("/")).text)
        assert mark is not None
        for headers, form in (
            ({"origin": "https://evil.example"}, mark[1]),
            ({}, mark[1]),
            ({"origin": ORIGIN}, "guessed"),
        ):
            assert (await http.post("/logout", data={"form": form}, headers=headers)).status_code == 403
            retry = {"service": "matching", "topic": "peerbridge.cases", "key": "x", "form": form}
            assert (await http.post("/operations/retry", data=retry, headers=headers)).status_code == 403
        body = {"topic": "peerbridge.cases", "key": "x"}
        assert (
            await http.post("/ops/v1/parked/retry", json=body, headers={"origin": "https://evil.example"})
        ).status_code == 403
        left = await http.post("/logout", data={"form": mark[1]}, headers={"origin": ORIGIN})
    assert left.headers["location"] == "/login?why=left"
    assert f'{SESSION}=""' in left.headers["set-cookie"]


async def test_who_may_see_nothing_is_told_so_on_a_page_with_a_way_out(console: Any) -> None:
    async with console.client() as http:
        http.cookies.update(cookies_of(console, console.issuer.token(PARENT, person=uuid7())))
        page = await http.get("/")
    assert page.status_code == 403
    assert "This is not open to you" in page.text
    assert 'action="/logout"' in page.text


@pytest.mark.parametrize("key", [None, "", "short", "change-me-change-me-change-me-change-me"])
def test_console_does_not_start_without_a_secret_of_its_own(key: str | None) -> None:
    with pytest.raises(ValidationError, match="PEERBRIDGE_SESSION_KEY"):
        Settings(**SAYS, session_key=key)


def test_the_demo_makes_a_secret_for_the_time_it_runs() -> None:
    assert Settings(**SAYS, demo=True).session_key is None


async def test_the_language_is_the_browsers_until_one_is_chosen(console: Any) -> None:
    async with console.client() as http:
        assert 'lang="es"' in (await http.get("/login", headers={"accept-language": "es-MX,es;q=0.9"})).text
        chosen = await http.get("/login?lang=en", headers={"accept-language": "es"})
        assert "peerbridge_language=en" in chosen.headers["set-cookie"]
        assert '<html lang="en">' in (await http.get("/login", headers={"accept-language": "es"})).text


async def test_a_database_that_is_away_is_told_on_a_page() -> None:
    gone = Urls(*["postgresql://x:x@127.0.0.1:9/x"] * 4)
    async with (
        component(service, Settings, gone, session_key="k" * 40) as without,
        without.client(COORDINATOR, counties=(POLK,)) as http,
    ):
        page, told = await http.get("/"), await http.get("/v1/events")
    assert (page.status_code, told.status_code) == (503, 503)
    assert "A part of the system is away" in page.text
