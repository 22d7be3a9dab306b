"""The words on the pages: English where they are used, Spanish in `words/es.json`; dates and numbers as each language has them."""

import json
from datetime import date, datetime, tzinfo
from functools import cache
from importlib.resources import files
from typing import Any, Final

from starlette.requests import Request

__all__ = ["COOKIE", "LANGUAGES", "Words", "language_of", "spanish"]

LANGUAGES: Final = {"en": "English", "es": "Español"}
NOON: Final = 12
COOKIE: Final = "peerbridge_language"
MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}


@cache
def spanish() -> dict[str, str]:
    """English -> Spanish."""
    told: dict[str, str] = json.loads(files("console.api").joinpath("words", "es.json").read_text("utf-8"))
    return told


class Words:
    """One language: `words("Sign in")`, with values `words("{n} events", n=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, text: str, **values: Any) -> str:
        """The text in this language, with its values put in; what nobody has translated stays English."""
        said = spanish().get(text, text) if self.language == "es" else text
        return said.format(**values) if values else said

    def day(self, day: date) -> str:
        """`Mar 4, 2026`, `4 mar 2026`."""
        month = MONTHS[self.language][day.month - 1]
        return f"{month} {day.day}, {day.year}" if self.language == "en" else f"{day.day} {month} {day.year}"

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """Day and time of day in a zone: `Mar 4, 2026, 2:05 PM`, `4 mar 2026, 14:05`."""
        local = at.astimezone(zone)
        return f"{self.day(local.date())}, {self.clock(local)}"

    def clock(self, local: datetime) -> str:
        """The time of day of a local time."""
        if self.language == "es":
            return f"{local:%H:%M}"
        return f"{local.hour % NOON or NOON}:{local:%M} {'PM' if local.hour >= NOON else 'AM'}"

    def number(self, n: int) -> str:
        """`12,345`; in Spanish with thin spaces, as the Academy writes it."""
        return f"{n:,}" if self.language == "en" else f"{n:,}".replace(",", "\u202f")


def language_of(request: Request) -> str:
    """The reader's language: as the address says, else as chosen before, else as the browser asks."""
    for said in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if said in LANGUAGES:
            return said
    wanted = request.headers.get("accept-language", "")[:200].lower()
    return "es" if wanted.lstrip().startswith("es") else "en"
