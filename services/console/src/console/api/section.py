"""Recruitment's pages: which there are, and to whom recruitment opens what each of them shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from peerbridge.identity import (
    CASEWORKER,
    COORDINATOR,
    PLATFORM_OPERATOR,
    PROGRAM_ADMIN,
    STAFF_ROLES,
    STATE_OFFICER,
    SUPERVISOR,
)

__all__ = ["COUNTING", "DECIDING", "ENTRIES", "KNOWING", "WATCHING", "Entry", "open_to"]

DECIDING: Final = (COORDINATOR, PROGRAM_ADMIN)
COUNTING: Final = (*DECIDING, STATE_OFFICER)
WATCHING: Final = (*COUNTING, SUPERVISOR)
KNOWING: Final = (*WATCHING, CASEWORKER)


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its address, what it is called, and the roles that recruitment lets in."""

    href: str
    label: str
    roles: frozenset[str]


ENTRIES: Final = (
    Entry("/pool", "Pool", frozenset(KNOWING)),
    Entry("/applications", "Applications", frozenset(DECIDING)),
    Entry("/upcoming", "Coming up", frozenset(WATCHING)),
    Entry("/cohorts", "Cohorts", frozenset(WATCHING)),
    Entry("/partners", "Partners", frozenset(WATCHING)),
    Entry("/families", "Families served", frozenset(COUNTING)),
    Entry("/vacancies", "Vacancies", frozenset(WATCHING)),
    Entry("/programs", "Programmes", frozenset(STAFF_ROLES)),
)


def open_to(roles: Iterable[str]) -> tuple[Entry, ...]:
    """The pages that these roles open; none where somebody only operates: policies, which all may read, lead nowhere there."""
    held = frozenset(roles) - {PLATFORM_OPERATOR}
    return tuple(entry for entry in ENTRIES if entry.roles & held)
