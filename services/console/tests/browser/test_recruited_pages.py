"""Recruitment's pages in every state: readable by all, usable by keyboard, fitting a phone, in both languages, without scripts."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from peerbridge.identity import CASEWORKER, COORDINATOR, PLATFORM_OPERATOR
from peerbridge.ids import uuid7

pytestmark = pytest.mark.browser

IOWA = "children-and-families-of-iowa"
LOOKS = [(1280, "light", "en"), (390, "dark", "es"), (320, "light", "en")]
STATES = {
    "pool": "/pool", "one state of the pool": "/pool?state=waiting&county=19153", "nobody": "/pool?after=ffffffff-0000",
    "person": "/pool/{person}", "applications": "/applications", "all applications": "/applications?state=all",
    "application": "/applications/{application}", "restricted": "/applications/{application}/restricted", "coming up": "/upcoming",
    "within 30 days": "/upcoming?within=30", "cohorts": "/cohorts", "cohort": "/cohorts/{cohort}", "partners": "/partners",
    "partners at home": "/partners?county=19153&at_home=1", "partner": "/partners/{partner}", "families": f"/families?program={IOWA}",
    "further families": f"/families?program={IOWA}&after=19210", "vacancies": "/vacancies", "programmes": "/programs",
    "programme": f"/programs/{IOWA}", "versions": f"/programs/{IOWA}/versions", "no such person": f"/pool/{uuid7()}",
}  # fmt: skip
FOCUSABLE = "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']"
ON_SCREEN = f"""() => [...document.querySelectorAll("{FOCUSABLE}")].filter((each) => each.checkVisibility()).length"""
FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return [[...document.querySelectorAll("*")].indexOf(at), at.tagName, outlined];
}"""


def address(site: Any, path: str) -> str:
    kept = site.neighbours.recruitment
    return str(site.base) + path.format(
        person=kept.candidates[0]["person"],
        application=kept.applications[0]["id"],
        cohort=kept.cohort["id"],
        partner=kept.partners[1]["person"],
    )


async def faults(page: Page) -> str:
    """What axe-core finds wrong with a page, by WCAG 2.1 AA and its own good practice."""
    found = await Axe().run(page)
    return found.generate_report() if found.violations_count else ""


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
async def test_no_page_or_state_of_recruitment_keeps_anyone_out(
    site: Any, width: int, scheme: str, language: str
) -> None:
    policies = site.neighbours.recruitment.policies
    site.neighbours.recruitment.versions = [policies[IOWA], {**policies[IOWA], "capacity": 3, "wait_months": 6}]
    async with site.visitor(width=width, scheme=scheme, language=language) as page:
        for state, path in STATES.items():
            await page.goto(address(site, path))
            await expect(page.locator("h1")).to_be_visible()
            assert await faults(page) == "", state
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{state} is {wide} wide on {width}"


async def test_that_recruitment_is_away_or_refuses_keeps_nobody_out_either(site: Any) -> None:
    for status, heading in ((503, "A part of the system is away"), (403, "This is not open to you")):
        site.neighbours.recruitment.status = status
        async with site.visitor() as page:
            await page.goto(site.base + "/pool?county=19153")
            site.neighbours.recruitment.status = 200
            await expect(page.get_by_role("heading", name=heading)).to_be_visible()
            assert await faults(page) == ""
            if status == 503:
                await page.get_by_role("link", name="Try again").click()
                await expect(page.get_by_role("heading", name="Pool")).to_be_visible()
                assert page.url.endswith("/pool?county=19153")


@pytest.mark.parametrize("state", ["pool", "application", "coming up", "cohort", "families", "vacancies", "versions"])
async def test_everything_of_recruitment_is_reached_and_seen_by_keyboard(site: Any, state: str) -> None:
    async with site.visitor() as page:
        await page.goto(address(site, STATES[state]))
        await page.locator(".strip-list").wait_for(state="attached")
        reachable, seen = await page.evaluate(ON_SCREEN), set()
        for _ in range(reachable + 5):
            await page.keyboard.press("Tab")
            at, tag, outlined = await page.evaluate(FOCUSED)
            if tag != "BODY":
                assert outlined, f"{tag} shows no focus"
                seen.add(at)
        assert len(seen) == reachable


async def test_a_coordinator_finds_the_way_from_the_first_page_to_what_somebody_lacks(site: Any) -> None:
    async with site.visitor(cookies=await site.cookies(COORDINATOR)) as page:
        await page.goto(site.base + "/")
        await page.get_by_role("link", name="Recruitment", exact=True).click()
        await page.get_by_label("County").select_option("19153")
        await page.get_by_role("button", name="Show").click()
        await page.get_by_role("navigation", name="Recruitment").get_by_role("link", name="Applications").click()
        assert "county=19153" in page.url
        await page.locator("main table a").first.click()
        await expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
        await expect(page.locator("[aria-current=step]")).to_contain_text("Screening")
        await expect(page.get_by_text("POST /v1/applications/").first).to_be_visible()


async def test_an_operator_sees_none_of_it_and_a_caseworker_the_pool(site: Any) -> None:
    async with site.visitor(cookies=await site.cookies(PLATFORM_OPERATOR, counties=())) as page:
        await page.goto(site.base + "/")
        await expect(page.get_by_role("link", name="Operations").first).to_be_visible()
        await expect(page.get_by_role("link", name="Recruitment", exact=True)).to_have_count(0)
    async with site.visitor(cookies=await site.cookies(CASEWORKER)) as page:
        await page.goto(site.base + "/pool")
        section = page.get_by_role("navigation", name="Recruitment").get_by_role("link")
        await expect(section).to_have_text(["Pool", "Programmes"])


async def test_recruitments_pages_say_everything_without_scripts(site: Any) -> None:
    async with site.visitor(java_script_enabled=False) as page:
        await page.goto(address(site, STATES["cohort"]))
        await page.locator("summary").first.click()
        await expect(page.locator("details").first).to_have_attribute("open", "")
        await expect(page.locator("main table").first).to_be_visible()
