"""How well a pair fits, 0 to 1000, as published points: open, additive, every term printable (MATCHING, section 5).

What the family did not ask for costs nobody points.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from matching.domain.pool import Available, Seeker
from peerbridge.events.pool import Weights

__all__ = ["AS_SHIPPED", "POINTS", "Term", "points", "printed", "total"]

AS_SHIPPED: Final = Weights()
POINTS: Final[Mapping[str, int]] = AS_SHIPPED.model_dump()
"""Each term's most, as shipped; a state's pool may publish others."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the table: `points` of `most`, for `met` of `asked`."""

    term: str
    points: int
    most: int
    met: int
    asked: int


def points(seeker: Seeker, partner: Available, weights: Weights = AS_SHIPPED) -> tuple[Term, ...]:
    """The table of a pair that may be matched."""
    most = weights.model_dump()
    request, profile = seeker.request, partner.profile
    experiences = profile.experiences if profile else ()
    wishes = {*request.wishes, *request.preferred_languages}
    brings = {*experiences, *(profile.languages if profile else ())}
    return (
        share("strong_needs", most["strong_needs"], request.needs, experiences),
        share("wishes", most["wishes"], wishes, brings),
        share("culture", most["culture"], one(request.culture), profile.cultures if profile else ()),
        share("ages", most["ages"], request.ages, profile.ages if profile else ()),
        share(
            "contact_style",
            most["contact_style"],
            one(request.contact_style),
            profile.contact_styles if profile else (),
        ),
        share("same_area", most["same_area"], (request.county,), (partner.entry.county,)),
        share("format", most["format"], one(request.format), profile.formats if profile else ()),
        term("headroom", most["headroom"], len(partner.free), max(partner.places, 1)),
    )


def share(name: str, most: int, asked: Collection[str], brought: Collection[str]) -> Term:
    """The points of a term in proportion to what is met of what was asked; all of them where nothing was."""
    wanted = set(asked)
    return term(name, most, len(wanted & set(brought)), len(wanted))


def term(name: str, most: int, met: int, asked: int) -> Term:
    """One line, rounded down."""
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
