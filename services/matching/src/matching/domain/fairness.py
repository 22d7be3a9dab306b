"""How fair matching is in a county: pure figures of who waits and who is served, and what of them may be told.

A count of people below the pool's bound is not told; nor is one whose difference to a told one is that small.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from matching.domain.constraints import broken
from matching.domain.greedy import MOST_LOOKED_AT, most_families
from matching.domain.pool import Pool
from matching.domain.priority import needs_language, waiting_days
from matching.domain.requests import SupportRequest
from peerbridge.events.pool import PoolPolicy

__all__ = ["Figures", "fairness", "hidden", "nearest_rank", "supply", "told"]

WITHOUT_PLACE = frozenset({"capacity"})


@dataclass(frozen=True, slots=True)
class Figures:
    """A county's exact figures. `served`: families with a partner or a proposal; `most_served`: as many as could be, now."""

    waiting: int
    p90_wait_days: int | None
    long_waiting: int
    language_asked: int
    language_served: int
    language_attainable: int
    served: int
    most_served: int | None
    overrides: int


def fairness(pool: Pool, served: Sequence[SupportRequest], overrides: int) -> Figures:
    """The figures of a county; families whose tentative proposal nobody has seen count as served."""
    rules = pool.rules.policy
    waits = [each for each in pool.seekers if each.request.request not in pool.movable]
    days = [waiting_days(each.request, pool.now) for each in waits]
    speaking = [each for each in waits if needs_language(each.request, rules)]
    language_served = sum(needs_language(each, rules) for each in served)
    within = len(pool.seekers) * len(pool.available) <= MOST_LOOKED_AT
    seated = sum(each.request in pool.movable for each in served)
    return Figures(
        waiting=len(waits),
        p90_wait_days=nearest_rank(days, 90),
        long_waiting=sum(each > rules.measures.long_wait_days for each in days),
        language_asked=len(speaking) + language_served,
        language_served=language_served,
        language_attainable=language_served + sum(_attainable(each, pool) for each in speaking),
        served=len(served),
        most_served=len(served) - seated + most_families(pool) if within else None,
        overrides=overrides,
    )


def _attainable(seeker: Any, pool: Pool) -> bool:
    """Whether somebody in reach could serve the family if no other family were there."""
    return any(
        {rule.name for rule in broken(seeker, partner, pool.today)} <= WITHOUT_PLACE for partner in pool.available
    )


def nearest_rank(values: Collection[int], percent: int) -> int | None:
    """The smallest value that so many per cent of the values do not exceed; None of no values."""
    return sorted(values)[ceil(percent * len(values) / 100) - 1] if values else None


def hidden(count: int | None, below: int, *, beside: int | None = None) -> int | None:
    """The count where it may be told: nought, or as many as the bound; and as far from the one told beside it."""
    small = count is None or 0 < count < below or (beside is not None and 0 < beside - count < below)
    return None if small else count


def told(figures: Figures, rules: PoolPolicy) -> dict[str, int | None]:
    """The figures as they leave the service."""
    below = rules.measures.suppress_below
    waiting, asked = hidden(figures.waiting, below), hidden(figures.language_asked, below)
    most = hidden(figures.most_served, below)
    return {
        "waiting": waiting,
        "p90_wait_days": figures.p90_wait_days if waiting else None,
        "long_waiting": None if waiting is None else hidden(figures.long_waiting, below, beside=waiting),
        "language_asked": asked,
        "language_served": None if asked is None else hidden(figures.language_served, below, beside=asked),
        "language_attainable": None if asked is None else hidden(figures.language_attainable, below, beside=asked),
        "served": hidden(figures.served, below, beside=most),
        "most_served": most,
        "overrides": hidden(figures.overrides, below),
    }


def supply(pool: Pool, known: Iterable[str]) -> dict[str, dict[str, int | None]]:
    """Language -> families who must have it and wait, partners who speak it, their free places; `known`: told of before."""
    below = pool.rules.policy.measures.suppress_below
    waiting: Counter[str] = Counter(
        language
        for each in pool.seekers
        if each.request.request not in pool.movable
        for language in each.request.must_languages
    )
    partners: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for language, _, free in {
        (language, each.entry.partner, len(each.free))
        for each in pool.available
        if each.profile and each.entry.standing(pool.today) == "certified"
        for language in each.profile.languages
    }:
        partners[language] += 1
        places[language] += free
    return {
        language: {
            "waiting": hidden(waiting[language], below),
            "partners": partners[language],
            "free_places": places[language],
        }
        for language in sorted({*waiting, *partners, *known})
    }
