"""What is missing on the way, and what a renewal lacks, in the reader's language: how much of what, which, and by when."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from console.api.recruited import Called

__all__ = ["SAYS", "STEPS", "lacking"]

SAYS: Final = {
    "candidate": "The person asked to hear nothing more",
    "screening": "{have} of {need} screening steps passed; left: {which}",
    "background_check": "{have} of {need} background checks cleared; not cleared: {which}",
    "background_check_expired": "Background check {which} counts until {by} only",
    "background_check_renewed": "A background check that counts after {by}",
    "background_check_early": "Background check {which} does not count yet",
    "hire": "Not hired yet",
    "training": "{have} of {need} trainings before the start; left: {which}",
    "training_overdue": "{have} of {need} trainings after the start; overdue: {which}",
    "credential": "{have} of {need} credentials; left: {which}",
    "shadowing": "{have} of {need} hours of shadowing",
    "readiness": "Partner and coordinator have not agreed on readiness",
    "education": "{have} of {need} hours of continuing education by {by}",
}

STEPS: Final = {
    "applications": "Application",
    "screening-decisions": "Screening",
    "background-checks": "Background checks",
    "hire": "Hire",
    "trainings": "Trainings",
    "readiness": "Readiness",
    "certification": "Certification",
}
"""The steps by the names of the addresses where each is done."""


def lacking(called: Called, items: Sequence[Mapping[str, Any]], named: Mapping[str, str] | None = None) -> list[str]:
    """Every missing thing as a sentence; `named`: what the policy calls its steps, checks and trainings."""
    return [_said(called, item, named or {}) for item in items]


def _said(called: Called, item: Mapping[str, Any], named: Mapping[str, str]) -> str:
    words = SAYS.get(_what(item))
    if words is None:
        return str(item["says"])
    which = ", ".join(named.get(each) or called.term(each) for each in item["which"])
    have, need = called.number(item["have"]), called.number(item["need"])
    return called.words(words, have=have, need=need, which=which, by=called.day(item["by"]))


def _what(item: Mapping[str, Any]) -> str:
    what = str(item["what"])
    if what != "background_check_expired":
        return what
    if not item["which"]:
        return "background_check_renewed"
    return what if item["by"] else "background_check_early"
