"""What a program's policy says about supervision.

Dated: a later version changes what is scheduled next, never a day already given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from peerbridge.events.programs import ProgramPublished
from supervision.domain.calendar import Unit

__all__ = ["Rules", "Series", "in_force", "rules_of", "zone_in"]


@dataclass(frozen=True, slots=True)
class Series:
    """A support session that every partner of the program is expected at, every so many days or months (P47, P48)."""

    series: str
    kind: str
    every: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a program's rules. `check_in_every_days` 0: check-ins are held on request only.

    `lived_experience`: whether supervisors must have their own (P44).
    """

    program: str
    version: int
    effective_on: date
    check_in_every_days: int
    first_contact_within_days: int
    supervisor_span: int
    series: tuple[Series, ...]
    zones: tuple[tuple[str, str], ...]
    lived_experience: bool = False


def rules_of(published: ProgramPublished) -> Rules:
    """The part of a published policy that supervision follows; sessions without a cadence are held on request (P49)."""
    said = published.policy.supervision
    expected = [each for each in said.sessions if each.required and each.cadence and each.cadence.every]
    return Rules(
        program=published.program,
        version=published.version,
        effective_on=published.effective_on,
        check_in_every_days=said.check_in_every_days,
        first_contact_within_days=said.first_contact_within_days,
        supervisor_span=said.supervisor_span,
        series=tuple(Series(s.session, s.kind, s.cadence.every, s.cadence.unit) for s in expected if s.cadence),
        zones=tuple(sorted(published.policy.zones.items())),
        lived_experience=said.supervisor_lived_experience == "required",
    )


def in_force(versions: Iterable[Rules], on: date) -> Rules | None:
    """The newest version in effect on a day; the earliest one where none is yet; None where none is known."""
    ordered = sorted(versions, key=lambda rules: (rules.effective_on, rules.version))
    effective = [rules for rules in ordered if rules.effective_on <= on]
    return effective[-1] if effective else next(iter(ordered), None)


def zone_in(versions: Sequence[Rules], county: str) -> str | None:
    """A county's IANA time zone.

    For one that the program does not list, the zone of its first; None without any policy.
    """
    newest = max(versions, key=lambda rules: rules.version, default=None)
    if newest is None or not newest.zones:
        return None
    return dict(newest.zones).get(county, newest.zones[0][1])
