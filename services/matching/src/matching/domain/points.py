"""How well a pair fits, 0 to 1000, as published points: open, additive, every term printable (MATCHING, section 5).

What the family did not ask for costs nobody points.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from matching.domain.pool import Available, Seeker

__all__ = ["POINTS", "Term", "points", "printed", "total"]

POINTS = {
    "strong_needs": 400,
    "wishes": 150,
    "culture": 100,
    "ages": 100,
    "contact_style": 80,
    "same_area": 80,
    "format": 50,
    "headroom": 40,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the table: `points` of `most`, for `met` of `asked`."""

    term: str
    points: int
    most: int
    met: int
    asked: int


def points(seeker: Seeker, partner: Available) -> tuple[Term, ...]:
    """The table of a pair that may be matched."""
    request, profile = seeker.request, partner.profile
    experiences = profile.experiences if profile else ()
    wishes = {*request.wishes, *request.preferred_languages}
    brings = {*experiences, *(profile.languages if profile else ())}
    return (
        share("strong_needs", request.needs, experiences),
        share("wishes", wishes, brings),
        share("culture", one(request.culture), profile.cultures if profile else ()),
        share("ages", request.ages, profile.ages if profile else ()),
        share("contact_style", one(request.contact_style), profile.contact_styles if profile else ()),
        share("same_area", (request.county,), (partner.entry.county,)),
        share("format", one(request.format), profile.formats if profile else ()),
        term("headroom", len(partner.free), max(partner.places, 1)),
    )


def share(name: str, asked: Collection[str], brought: Collection[str]) -> Term:
    """The points of a term in proportion to what is met of what was asked; all of them where nothing was."""
    wanted = set(asked)
    return term(name, len(wanted & set(brought)), len(wanted))


def term(name: str, met: int, asked: int) -> Term:
    """One line, rounded down."""
    most = POINTS[name]
    return Term(name, most if asked == 0 else most * min(met, asked) // asked, most, met, asked)


def one(value: str | None) -> tuple[str, ...]:
    """A wish that may be absent, as a collection."""
    return () if value is None else (value,)


def total(table: Collection[Term]) -> int:
    """The sum of a table."""
    return sum(line.points for line in table)


def printed(table: Collection[Term]) -> tuple[dict[str, Any], ...]:
    """The table as it is stored with a proposal."""
    return tuple(asdict(line) for line in table)
