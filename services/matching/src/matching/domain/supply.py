"""Who speaks a language in a county, who waits for it, and what one more partner who speaks it would bring there: "recruit here"."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from matching.domain.fairness import hidden
from matching.domain.optimum import serves
from matching.domain.pool import Available, Pool
from matching.domain.solver import Recruit, Statewide, recruited

__all__ = ["Cell", "Supply", "counted", "one_more", "told_of_language", "tried"]

Cell = tuple[str, str]
"""A county and a language."""


@dataclass(slots=True)
class Supply:
    """Families who must have the language and wait, partners who may serve there today and speak it, and their free places."""

    waiting: int = 0
    partners: int = 0
    free_places: int = 0


def counted(pool: Pool) -> dict[Cell, Supply]:
    """Every county and language of which there is something to say."""
    found: defaultdict[Cell, Supply] = defaultdict(Supply)
    for each in pool.seekers:
        if pool.waits(each):
            for language in each.request.must_languages:
                found[each.request.county, language].waiting += 1
    for (_, county), served in _by_person_and_county(pool).items():
        profile, wished = served[0].profile, served[0].wished
        free = sum(len(each.free) for each in served)
        for language in profile.languages if profile else ():
            cell = found[county, language]
            cell.partners += 1
            cell.free_places += free if wished is None else min(free, wished)
    return dict(found)


def _by_person_and_county(pool: Pool) -> Mapping[tuple[UUID, str], list[Available]]:
    """Where each partner may serve, in whatever programmes."""
    found: defaultdict[tuple[UUID, str], list[Available]] = defaultdict(list)
    for each in pool.available:
        if serves(each, pool):
            for county in each.counties:
                found[each.entry.partner, county].append(each)
    return found


def tried(pool: Pool) -> list[Cell]:
    """Where one more partner is tried: where families seek, in the languages they ask for, and in those common to all.

    Few of all counties and languages, and none in which the language would make no difference.
    """
    asked: set[Cell] = set()
    for each in pool.seekers:
        languages = {*each.request.must_languages, *each.request.preferred_languages}
        asked.update((each.request.county, language) for language in languages)
    common = pool.rules.policy.priority.common_languages
    asked.update((county, language) for county in {each.request.county for each in pool.seekers} for language in common)
    return sorted(asked)


def one_more(pool: Pool, matcher: Statewide) -> dict[Cell, Recruit]:
    """What one more partner would bring to everybody in the state, by where they serve and what they speak."""
    cells = tried(pool)
    found = recruited(matcher, [(county, ("language", language)) for county, language in cells])
    return dict(zip(cells, found, strict=True))


def told_of_language(supply: Supply, recruit: Recruit | None, waiting: int, below: int) -> dict[str, int | None]:
    """What is told of a language in a county; `waiting`: all families who wait there, whatever they speak.

    `one_more_families` is a yes or no (a recruit is tried with one place), and no more than that somebody seeks, which the null of
    a small count says already: it is told also of few, since few is what a rare language has. The points hold one family's days
    of waiting and urgency: they are told where so many wait, for the language if any do, that they are nobody's own.
    """
    few = waiting < below or 0 < supply.waiting < below
    return {
        "waiting": hidden(supply.waiting, below),
        "partners": supply.partners,
        "free_places": supply.free_places,
        "one_more_families": recruit.families if recruit else None,
        "one_more_points": max(0, recruit.points) if recruit and not few else None,
    }
