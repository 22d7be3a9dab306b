"""Chromium for tests of pages: the machine's own, else the one that `playwright install chromium` brought."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

__all__ = ["open_browser"]

NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str | None:
    """PEERBRIDGE_CHROMIUM, else what the machine has; None leaves it to Playwright."""
    return os.environ.get("PEERBRIDGE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A running Chromium without a window; tests open contexts and pages of their own in it."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=arguments)
        try:
            yield browser
        finally:
            await browser.close()
