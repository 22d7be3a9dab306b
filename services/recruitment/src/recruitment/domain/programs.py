"""A program's policy is dated and versioned: the same again changes nothing, another is the next version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from peerbridge.events.policy import Policy
from recruitment.domain.errors import CountiesMissing

__all__ = ["Version", "check_counties", "in_force", "next_version"]


@dataclass(frozen=True, slots=True)
class Version:
    """A published version: what it is numbered, and from which day it holds."""

    program: str
    version: int
    effective_on: date


def next_version(current: int, published: Policy | None, policy: Policy) -> int | None:
    """The number of a new version; None where this policy is the latest already."""
    return None if published == policy else current + 1


def check_counties(served: Iterable[str], held: Iterable[str]) -> None:
    """Only who holds all of a program's counties, those it leaves included, may change it. Raises: CountiesMissing."""
    asked = set(served)
    missing = asked - set(held)
    if missing:
        raise CountiesMissing(missing=len(missing), served=len(asked))


def in_force(versions: Iterable[Version], today: date) -> Version | None:
    """The latest version whose day has come; None before the first one's."""
    return max((v for v in versions if v.effective_on <= today), key=lambda v: v.version, default=None)
