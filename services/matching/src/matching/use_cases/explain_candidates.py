"""For one request.

Every partner the reader may see, with points where the pair is possible and with reasons where it is not.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from matching.domain.constraints import Constraint, broken
from matching.domain.points import Term, points, total
from matching.domain.pool import Available
from matching.domain.priority import priority
from matching.domain.requests import SupportRequest
from matching.storage import pairs, pools, roster
from matching.use_cases.show import show_request
from peerbridge.database.work import UnitOfWork

__all__ = ["Candidate", "Explanation", "explain_candidates"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A partner for a request: the table of points, and the constraints broken (none where the pair is possible)."""

    partner: Available
    table: tuple[Term, ...]
    why_not: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The request's priority, its candidates (possible ones first, best first), and how many break each constraint.

    A place is free to this family where its own proposal holds it, or one that nobody has seen. `unmeetable`: constraints that every
    partner in reach breaks; where there is none, the county and a must-have language.
    """

    priority: int
    possible: int
    unmeetable: tuple[str, ...]
    why_not: dict[str, int]
    candidates: tuple[Candidate, ...]


async def explain_candidates(work: UnitOfWork, request: UUID, limit: int, *, by_points: bool) -> Explanation:
    """Why this partner, and why not another, as things stand now; in the order of their ids unless `by_points`. Raises: NotVisible."""
    asked = await show_request(work, request)
    around = await pools.circumstances(work, [asked.county])
    (seeker,) = await pools.seekers(work, [asked], around.versions)
    rules, today = around.rules.policy, around.days[0]
    entries = await roster.serving(work, asked.county)
    movable = await pairs.movable(work, around.digits, [request], [entry.partner for entry in entries])
    own = await pairs.asking_for(work, request)
    found = [
        Candidate(partner, points(seeker, partner, rules.points), tuple(broken(seeker, partner, today)))
        for partner in await pools.available(work, entries, around, [*movable, *own])
    ]
    ordered = sorted(found, key=lambda each: (len(each.why_not), by_points and -total(each.table), each.partner.key))
    shown = [each.partner.key[0] for each in ordered[:limit]]
    work.audit(action="read", what="candidates of a request", subject=request, concerns=shown, county=asked.county)
    return Explanation(
        priority=priority(asked, work.business_now, today, rules),
        possible=sum(not each.why_not for each in found),
        unmeetable=_unmeetable(asked, found),
        why_not=dict(Counter(rule.name for each in found for rule in each.why_not)),
        candidates=tuple(ordered[:limit]),
    )


def _unmeetable(asked: SupportRequest, found: Sequence[Candidate]) -> tuple[str, ...]:
    """What stands in the way with every partner; a language nobody speaks is a fact about supply, not a mistake."""
    if not found:
        return ("area", "language") if asked.must_languages else ("area",)
    return tuple(rule.name for rule in found[0].why_not if all(rule in each.why_not for each in found))
