"""The page of fairness as it is seen: readable by all, in both languages, on a phone, with figures and with none."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from peerbridge.events.measures import FairnessMeasured, PoolMeasured, SupplyMeasured
from peerbridge.ids import uuid7

pytestmark = pytest.mark.browser

POLK, STORY = "19153", "19169"
FIGURES = {
    "waiting": 140, "p90_wait_days": 61, "long_waiting": 20, "language_asked": 30, "language_served": 15,
    "language_attainable": 24, "served": 100, "most_served": 125, "overrides": 30,
}  # fmt: skip
REASONS = {"conflict": 0, "family_wish": 0, "partner_wish": 0, "other_partner": None, "safety": 18, "other": 12}


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "en"), (360, "dark", "es")])
async def test_the_page_of_fairness_keeps_nobody_out(site: Any, width: int, scheme: str, language: str) -> None:
    async def tell(event: Any, *shared_with: str) -> None:
        await site.life.tell(event, POLK, uuid7(), shared_with)

    today = {"measured_on": site.life.today}
    await tell(FairnessMeasured.model_validate({**today, **FIGURES, "county": POLK}))
    for code, waiting, more, points in (("es", 12, 1, 2400), ("so", None, 1, None), ("en", 0, 0, 70)):
        told = {"county": POLK, "language": code, "waiting": waiting, "partners": 3, "free_places": 0}
        worth = {"one_more_families": more, "one_more_points": points}
        await tell(SupplyMeasured.model_validate({**today, **told, **worth}))
    why = {f"overrides_{reason}": n for reason, n in REASONS.items()}
    whole = {"state": "IA", "matched": 90, "most_matched": 90, "p90_wait_days": 40}
    await tell(PoolMeasured.model_validate({**today, **FIGURES, **why, **whole}), STORY)
    async with site.visitor(width=width, scheme=scheme, language=language) as page:
        for path in ("/fairness", f"/fairness?county={STORY}"):
            await page.goto(site.base + path)
            await expect(page.locator("h1")).to_be_visible()
            found = await Axe().run(page)
            assert not found.violations_count, found.generate_report()
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"wider than {width}"
        await page.goto(f"{site.base}/fairness")
        recruit = page.get_by_role("group", name="Recruit here" if language == "en" else "Dónde hace falta reclutar")
        await expect(recruit.get_by_role("row")).to_have_count(4)
