"""How fair matching is in a county or a whole state: pure figures of who waits and who is served, and what of them may be told.

A count of people below the pool's bound is not told; nor is one whose difference to a told one is that small; nor a state's, where
its difference to what its counties tell is that small.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Final

from matching.domain.pool import Pool, Seeker
from matching.domain.priority import needs_language, waiting_days
from matching.domain.solver import Statewide
from peerbridge.events.pool import PoolPolicy

__all__ = ["Figures", "Queue", "Served", "apart", "figures", "hidden", "nearest_rank", "queue", "told", "told_of_state"]

BESIDE: Final[Mapping[str, str]] = {
    "long_waiting": "waiting",
    "language_served": "language_asked",
    "language_attainable": "language_asked",
    "served": "most_served",
}
"""A part, and the whole that is told beside it."""


@dataclass(frozen=True, slots=True)
class Served:
    """Families who have a partner or a proposal, and of them those who must have a language that few partners speak."""

    families: int = 0
    language: int = 0


@dataclass(frozen=True, slots=True)
class Queue:
    """Who seeks, of a county or a state. `days`: how long each has waited, but for the seated.

    `seated`: families whose tentative proposal nobody has seen. They count as served, and seek again. `most`: how many of all
    who seek could have a partner at once if nobody else were there, the maximum flow; `language_most`: the same of those who
    must have a language.
    """

    days: tuple[int, ...]
    speaking: int
    seated: int
    language_seated: int
    most: int
    language_most: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Exact figures. `served`: families with a partner or a proposal; `most_served`: as many as could be, now.

    `language_attainable`: as many as could be, now, if no family waited but those who must have a language.
    """

    waiting: int
    p90_wait_days: int | None
    long_waiting: int
    language_asked: int
    language_served: int
    language_attainable: int
    served: int
    most_served: int
    overrides: int


def queue(pool: Pool, matcher: Statewide, seekers: Sequence[Seeker]) -> Queue:
    """Those who seek, as the matcher that holds them sees them."""
    waits = [each for each in seekers if pool.waits(each)]
    speaking = [each for each in seekers if needs_language(each.request, pool.rules.policy)]
    speaking_wait = sum(pool.waits(each) for each in speaking)
    return Queue(
        days=tuple(waiting_days(each.request, pool.now) for each in waits),
        speaking=speaking_wait,
        seated=len(seekers) - len(waits),
        language_seated=len(speaking) - speaking_wait,
        most=_most(matcher, seekers),
        language_most=_most(matcher, speaking),
    )


def _most(matcher: Statewide, seekers: Sequence[Seeker]) -> int:
    """The maximum flow of these families alone."""
    keys = [each.request.request for each in seekers if matcher.has_family(each.request.request)]
    return matcher.most_served(keys) if keys else 0


def figures(seeking: Queue, served: Served, overrides: int, long_wait_days: int) -> Figures:
    """The figures of a county or a state."""
    return Figures(
        waiting=len(seeking.days),
        p90_wait_days=nearest_rank(seeking.days, 90),
        long_waiting=sum(each > long_wait_days for each in seeking.days),
        language_asked=seeking.speaking + served.language,
        language_served=served.language,
        language_attainable=served.language + max(0, seeking.language_most - seeking.language_seated),
        served=served.families,
        most_served=served.families + max(0, seeking.most - seeking.seated),
        overrides=overrides,
    )


def nearest_rank(values: Collection[int], percent: int) -> int | None:
    """The smallest value that so many per cent of the values do not exceed; None of no values."""
    return sorted(values)[ceil(percent * len(values) / 100) - 1] if values else None


def hidden(count: int | None, below: int, *, beside: int | None = None) -> int | None:
    """The count where it may be told: nought, or as many as the bound; and as far from the one told beside it."""
    small = count is None or 0 < count < below or (beside is not None and 0 < beside - count < below)
    return None if small else count


def told(exact: Figures, rules: PoolPolicy) -> dict[str, int | None]:
    """The figures as they leave the service."""
    below = rules.measures.suppress_below
    waiting, asked = hidden(exact.waiting, below), hidden(exact.language_asked, below)
    most = hidden(exact.most_served, below)
    return {
        "waiting": waiting,
        "p90_wait_days": exact.p90_wait_days if waiting else None,
        "long_waiting": None if waiting is None else hidden(exact.long_waiting, below, beside=waiting),
        "language_asked": asked,
        "language_served": None if asked is None else hidden(exact.language_served, below, beside=asked),
        "language_attainable": None if asked is None else hidden(exact.language_attainable, below, beside=asked),
        "served": hidden(exact.served, below, beside=most),
        "most_served": most,
        "overrides": hidden(exact.overrides, below),
    }


def told_of_state(exact: Figures, counties: Sequence[Figures], rules: PoolPolicy) -> dict[str, int | None]:
    """A state's figures as they leave the service: no count that gives a county's away, all others' being taken from it.

    The p90 wait is no count, and told wherever enough families wait.
    """
    found, below = told(exact, rules), rules.measures.suppress_below
    parts = [(asdict(each), told(each, rules)) for each in counties]
    for name in found.keys() - {"p90_wait_days"}:
        silent = [own for own, said in parts if said[name] is None]
        rest = [own[name] for own in silent]
        away = [own[BESIDE[name]] - own[name] for own in silent] if name in BESIDE else rest
        if not (tells_nobody(rest, below) and tells_nobody(away, below)):
            found[name] = None
    return found


def apart(counts: Mapping[str, int], below: int) -> dict[str, int | None]:
    """Counts that may be told beside their sum: where one alone would be left out, the smallest other one is, too."""
    found = {name: hidden(count, below) for name, count in counts.items()}
    left_out = [name for name, count in found.items() if count is None]
    told_ones = sorted((count, name) for name, count in found.items() if count)
    if len(left_out) == 1 and told_ones:
        found[told_ones[0][1]] = None
    return found


def tells_nobody(rest: Sequence[int], below: int) -> bool:
    """Whether the sum of these untold counts may be found out: there are none, or they are several and their sum fixes none of them."""
    if not rest:
        return True
    whole = sum(rest)
    return len(rest) > 1 and whole >= below and whole not in (len(rest), len(rest) * (below - 1))
