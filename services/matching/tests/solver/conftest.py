"""Small pools drawn by chance, an exhaustive search for their best pairs, and the constraints once more, slowly and readably."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from random import Random
from uuid import UUID

import pytest

from matching.domain.points import POINTS
from matching.domain.solver import MOST_FAMILIES, Code, Family, Partner, Place

COUNTIES = ("a", "b", "c")
LANGUAGES: list[Code] = [("language", each) for each in ("en", "es", "so")]
EXPERIENCES: list[Code] = [("experience", str(n)) for n in range(8)]
LIMITS: list[Code] = [("limit", "transport")]


class Draw:
    """Families and partners by chance, and what is true of them by slow and plain means."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)

    def key(self) -> UUID:
        """An id."""
        return UUID(int=self.rng.getrandbits(128))

    def family(self, barred: Collection[UUID] = ()) -> Family:
        """A family by chance."""
        rng = self.rng
        return Family(
            self.key(),
            rng.choice(COUNTIES),
            priority=rng.choice((0, 10, 500, 3900)),
            any_of=rng.sample(LANGUAGES, 1) if rng.random() < 0.4 else (),
            all_of=rng.sample(EXPERIENCES, 1) if rng.random() < 0.2 else (),
            none_of=LIMITS if rng.random() < 0.2 else (),
            wants={
                "strong_needs": rng.sample(EXPERIENCES, rng.randint(0, 3)),
                "wishes": rng.sample(LANGUAGES + EXPERIENCES, rng.randint(0, 3)),
                "ages": [("age", "teen")] if rng.random() < 0.5 else [],
            },
            barred=[person for person in barred if rng.random() < 0.1],
        )

    def partner(self, most: int = 2) -> Partner:
        """A partner by chance."""
        rng = self.rng
        brings = rng.sample(LANGUAGES, 2) + rng.sample(EXPERIENCES, 4) + (LIMITS if rng.random() < 0.3 else [])
        return Partner(
            self.key(), "p", rng.choice(COUNTIES), set(rng.choices(COUNTIES, k=2)), rng.randint(0, most), brings, rng.randint(0, 40)
        )  # fmt: skip

    def pool(self, families: int, partners: int) -> tuple[list[Family], list[Partner]]:
        """So many of both."""
        there = [self.partner() for _ in range(partners)]
        return [self.family([each.person for each in there]) for _ in range(families)], there

    def may(self, family: Family, partner: Partner) -> bool:
        """The hard constraints, as one would say them."""
        brought = set(partner.brings)
        speaks = not family.any_of or any(code in brought for code in family.any_of)
        brings_all = all(code in brought for code in family.all_of)
        limited = any(code in brought for code in family.none_of)
        return (
            family.county in partner.counties
            and speaks
            and brings_all
            and not limited
            and partner.person not in family.barred
        )

    def points(self, family: Family, partner: Partner) -> int:
        """The table of points, term by term, rounded down."""
        found = partner.points + (POINTS["same_area"] if family.county == partner.home else 0)
        for term in ("strong_needs", "wishes", "culture", "ages", "contact_style", "format"):
            asked = set(family.wants.get(term, ()))
            met = asked & set(partner.brings)
            found += POINTS[term] * len(met) // len(asked) if asked else POINTS[term]
        return found

    def best(
        self, families: Sequence[Family], partners: Sequence[Partner], places: Mapping[Place, int], per_family: int = MOST_FAMILIES
    ) -> int:  # fmt: skip
        """What the best pairs are worth in points, by trying all."""
        worth = {
            (i, j): per_family + family.priority + self.points(family, partner)
            for i, family in enumerate(families)
            for j, partner in enumerate(partners)
            if self.may(family, partner)
        }

        @cache
        def rest(i: int, left: tuple[int, ...]) -> int:
            if i == len(families):
                return 0
            found = rest(i + 1, left)
            for j, free in enumerate(left):
                if free and (i, j) in worth:
                    fewer = (*left[:j], free - 1, *left[j + 1 :])
                    found = max(found, worth[i, j] + rest(i + 1, fewer))
            return found

        return rest(0, tuple(places[partner.key] for partner in partners))


@pytest.fixture(params=range(3))
def draw(request: pytest.FixtureRequest) -> Draw:
    return Draw(request.param)
