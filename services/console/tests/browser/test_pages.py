"""Every page and state: readable by all, usable by keyboard, fitting a phone, and alive."""

import asyncio
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from peerbridge.clock import real_now
from peerbridge.identity import CASEWORKER, COORDINATOR, PARENT, PLATFORM_OPERATOR
from peerbridge.ids import uuid7

pytestmark = pytest.mark.browser

POLK, NOBODYS = "19153", "19001"
LOOKS = [(1280, "light", "en"), (360, "dark", "es")]
STATES = {
    "overview": "/", "overview of one county": "/?county=19153", "cases": "/cases", "no case": f"/cases?find={uuid7()}",
    "events": "/events", "no event": "/events?type=PartnerLeft", "a number": "/events?stage=certified", "operations": "/operations",
    "an outcome": "/operations?done=retry", "a refusal": "/operations?done=refused", "unknown address": "/nowhere",
    "bad filter": "/events?county=x", "sign in": "/login", "signed out": "/login?why=left", "case": "/cases/{case}",
    "event": "/events/{event}",
}  # fmt: skip
FOCUSABLE = "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']"
ON_SCREEN = f"""() => [...document.querySelectorAll("{FOCUSABLE}")].filter((each) => each.checkVisibility()).length"""
FOCUSED = """() => {
  const at = document.activeElement, all = [...document.querySelectorAll("*")];
  const style = getComputedStyle(at);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [all.indexOf(at), at.tagName === "BODY" ? "BODY" : at.outerHTML.slice(0, 200), outlined];
}"""


async def address(site: Any, path: str) -> str:
    rows = await site.console.owner("SELECT id FROM event WHERE type = 'peerbridge.MatchCreated.v1' LIMIT 1")
    return str(site.base + path.format(case=site.cases[0], event=rows[0]["id"]))


async def faults(page: Page) -> str:
    """What axe-core finds wrong with a page."""
    found = await Axe().run(page)
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
async def test_no_page_or_state_keeps_anyone_out(site: Any, width: int, scheme: str, language: str) -> None:
    async with site.visitor(width=width, scheme=scheme, language=language) as page:
        for state, path in STATES.items():
            await page.goto(await address(site, path))
            await expect(page.locator("h1")).to_be_visible()
            assert await faults(page) == "", state
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{state} is wider than {width}"
            )


async def test_empty_refused_and_nameless_states_keep_nobody_out_either(site: Any) -> None:
    who: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        ((COORDINATOR,), {"counties": (NOBODYS,)}),
        ((PLATFORM_OPERATOR,), {"counties": ()}),
        ((CASEWORKER,), {}),
    ]
    for roles, claims in who:
        async with site.visitor(cookies=await site.cookies(*roles, **claims), scheme="dark") as page:
            for path in ("/", "/cases", "/events", "/operations"):
                await page.goto(site.base + path)
                assert await faults(page) == "", (roles, path)
    async with site.visitor(cookies=await site.cookies(PARENT, counties=(), person=uuid7())) as page:
        await page.goto(site.base + "/")
        await expect(page.get_by_role("heading", name="This is not open to you")).to_be_visible()
        assert await faults(page) == ""
    site.neighbours.names_away = True
    async with site.visitor() as page:
        await page.goto(await address(site, "/cases/{case}"))
        site.neighbours.names_away = False
        await expect(page.get_by_text("The people directory does not answer")).to_be_visible()
        assert await faults(page) == ""


@pytest.mark.parametrize("path", ["/", "/cases", "/events", "/operations", "/cases/{case}", "/login"])
async def test_everything_is_reached_and_seen_by_keyboard(site: Any, path: str) -> None:
    async with site.visitor() as page:
        await page.goto(await address(site, path))
        if path != "/login":
            await page.locator(".strip-list").wait_for(state="attached")
        reachable, seen = await page.evaluate(ON_SCREEN), set()
        for _ in range(reachable + 5):
            await page.keyboard.press("Tab")
            at, tag, outlined = await page.evaluate(FOCUSED)
            if tag != "BODY":
                assert outlined, f"{tag} shows no focus"
                seen.add(at)
        assert len(seen) == reachable


async def test_the_first_key_leads_past_the_head(site: Any) -> None:
    async with site.visitor() as page:
        await page.goto(site.base + "/cases")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#main")).to_be_focused()


async def test_a_new_event_appears_by_itself_and_moves_the_numbers(site: Any) -> None:
    async with site.visitor() as page:
        await page.goto(site.base + "/")
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
        before = int(await page.locator("[data-count=case_open]").inner_text())
        first = await page.locator(".feed [data-event]").first.get_attribute("data-event")
        await site.life.asks_for_partner(POLK, site.life.iowa, uuid7(), "waiting")
        await expect(page.locator(".feed li").first).to_contain_text("asked for a parent partner", timeout=1500)
        assert await page.locator(".feed [data-event]").first.get_attribute("data-event") != first
        await expect(page.locator("[data-count=case_open]")).to_have_text(str(before + 1), timeout=4000)
        await expect(page.locator("[data-news]")).to_contain_text("new events", timeout=8000)
        assert await faults(page) == ""


async def test_the_feed_pauses_and_goes_on(site: Any) -> None:
    async with site.visitor() as page:
        await page.goto(site.base + "/")
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
        shown = await page.locator(".feed li").count()
        await page.get_by_role("button", name="Pause").click()
        await site.life.closes(POLK, uuid7())
        await expect(page.get_by_text("Paused: 1 waiting")).to_be_visible(timeout=2000)
        assert await page.locator(".feed li").count() == shown
        assert await faults(page) == ""
        await page.get_by_role("button", name="Go on").click()
        await expect(page.locator(".feed li").first).to_contain_text("was closed")


async def test_the_feed_says_when_the_sign_in_has_ended(site: Any) -> None:
    soon = int(real_now().timestamp()) + 3
    async with site.visitor(cookies=await site.cookies(COORDINATOR, exp=soon)) as page:
        await page.goto(site.base + "/")
        await expect(page.get_by_text("Your sign-in has ended")).to_be_visible(timeout=8000)
        assert await faults(page) == ""


async def test_services_can_be_put_away_in_a_story(site: Any) -> None:
    async with site.visitor() as page:
        await page.goto(await address(site, "/cases/{case}"))
        made = page.get_by_text("Match made", exact=True)
        await expect(made).to_be_visible()
        await page.get_by_role("checkbox", name="matching").uncheck()
        await expect(made).to_be_hidden()


async def test_a_parked_event_is_discarded_with_a_reason(site: Any) -> None:
    async with site.visitor() as page:
        await page.goto(site.base + "/operations")
        await page.locator("summary").first.click()
        await page.get_by_label("Reason").first.fill("counted by hand")
        assert await faults(page) == ""
        await page.get_by_role("button", name="Discard for good").first.click()
        await expect(page.get_by_text("The first parked event of this key was discarded.")).to_be_visible()
        await expect(page.locator("#outcome")).to_be_focused()
    chosen = {"topic": "peerbridge.matches", "key": str(site.neighbours.key), "reason": "counted by hand"}
    assert site.neighbours.commands[-1] == ("/ops/v1/parked/discard", chosen)


async def test_the_language_stays_as_chosen(site: Any) -> None:
    async with site.visitor() as page:
        await page.goto(site.base + "/cases")
        await page.get_by_role("link", name="Español").click()
        await expect(page.get_by_role("heading", name="Casos")).to_be_visible()
        await page.get_by_role("link", name="Panorama").click()
        await expect(page.get_by_role("heading", name="Ahora mismo")).to_be_visible()


async def test_pages_say_everything_without_scripts(site: Any) -> None:
    async with site.visitor(java_script_enabled=False) as page:
        await page.goto(site.base + "/")
        await expect(page.locator(".feed li").first).to_be_visible()
        await expect(page.get_by_role("link", name="System status")).to_be_visible()
        await expect(page.get_by_role("button", name="Pause")).to_be_hidden()
        await asyncio.sleep(0)
