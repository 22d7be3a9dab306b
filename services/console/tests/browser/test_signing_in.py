"""A person signs in at the local issuer, in a real browser, and signs out again."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from console.main import service
from console.settings import Settings
from peerbridge.clock import SettableClock
from peerbridge_issuer.app import create_app
from peerbridge_issuer.settings import Settings as IssuerSettings

pytestmark = pytest.mark.browser


async def test_a_coordinator_signs_in_and_out(
    fresh_database: Any, browser: Browser, on_air: Any, tmp_path: Any
) -> None:
    urls, here, there = await fresh_database("console"), on_air.port(), on_air.port()
    base, issuer = f"http://127.0.0.1:{here}", f"http://127.0.0.1:{there}"
    told = {
        "DEMO": "1",
        "OIDC_ISSUER": issuer,
        "ISSUER_REDIRECT_URIS": f"{base}/callback",
        "ISSUER_STATE": str(tmp_path / "issuer"),
    }
    at_issuer = create_app(IssuerSettings.read({f"PEERBRIDGE_{name}": value for name, value in told.items()}))
    settings = Settings(
        database_url=urls.app,
        relay_database_url=urls.relay,
        kafka_bootstrap="127.0.0.1:1",
        oidc_issuer=issuer,
        console_url=base,
        demo=True,
    )
    made = service(settings, SettableClock())
    async with on_air.served(at_issuer, there), on_air.served(made.app, here):
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{base}/cases")
        await expect(page).to_have_url(f"{base}/login?next=%2Fcases")
        await page.get_by_role("link", name="Sign in").click()
        await page.get_by_role("button", name="Dana Whitfield").click()
        await expect(page).to_have_url(f"{base}/cases")
        await expect(page.get_by_text("Dana Whitfield")).to_be_visible()
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_text("You are signed out.")).to_be_visible()
        await page.goto(f"{base}/")
        await expect(page).to_have_url(f"{base}/login")
        await context.close()
    await made.app.state.console.people.http.close()
    await made.runtime.close()
