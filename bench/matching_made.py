"""Made-up states for the matcher, after the shape of real ones: few large counties, offices, service areas, scarce languages.

Counties by Zipf (s = 1.05), large ones split into offices of some sixty partners, who serve one to nine offices around their own.
Twelve families in a hundred must have another language than English (of ten), ten must have an experience, twelve a woman or a
man, twenty only meet in person; free places are `load` times the families.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.domain.points import POINTS
from matching.domain.solver.columns import TERMS, Families, Pairs, Partners, candidates, pairs_of
from matching.domain.solver.lists import Lists, empty
from matching.domain.solver.weights import MOST_FAMILIES, POINT

__all__ = ["MOST", "SIZES", "Made", "base_of", "made", "paired"]

SIZES = {"S": (1_000, 300, 58), "M": (10_000, 3_000, 58), "L": (100_000, 30_000, 254)}
MOST = np.array([POINTS[term] for term in (*TERMS, "same_area")], np.int16)
OFFICE = 60  # partners
UNEVEN = 0.5  # of the logarithm of partners per family, from county to county
# One word of codes: English and ten languages, then experiences, women and men, in person, cultures, ages, styles, formats.
LANGUAGES, EXPERIENCES, SEXES, PRESENT, CULTURES, AGES, STYLES, FORMATS = 0, 11, 27, 29, 30, 42, 46, 51


@dataclass(frozen=True, slots=True)
class Made:
    """Columns as the matcher takes them; `near` lists the partners who serve each office."""

    families: Families
    partners: Partners
    near: Lists
    places: NDArray[np.int32]
    language: NDArray[np.bool_]
    county: NDArray[np.int32]

    @property
    def everybody(self) -> NDArray[np.int32]:
        """All families, by office, as the matcher takes them when it builds a whole pool."""
        return np.argsort(self.families.county, kind="stable").astype(np.int32)


def bit(at: NDArray[np.integer] | int) -> NDArray[np.uint64]:
    """A mask of one code."""
    return np.uint64(1) << np.asarray(at).astype(np.uint64)


def some(rng: np.random.Generator, number: int, first: int, of: int, share: float) -> NDArray[np.uint64]:
    """Masks in which each of `of` codes is set with this probability."""
    drawn = rng.random((number, of)) < share
    return (drawn * bit(np.arange(first, first + of))).sum(axis=1).astype(np.uint64)


def one(rng: np.random.Generator, number: int, first: int, of: int, share: float) -> NDArray[np.uint64]:
    """Masks of one code each, for this share of them."""
    return np.where(rng.random(number) < share, bit(first + rng.integers(0, of, number)), np.uint64(0))


def other_language(rng: np.random.Generator, number: int, share: float) -> NDArray[np.uint64]:
    """One of ten languages, by Zipf, for this share; else none."""
    weights = 1 / np.arange(1, 11) ** 1.05
    drawn = rng.choice(10, number, p=weights / weights.sum())
    return np.where(rng.random(number) < share, bit(1 + drawn), np.uint64(0))


def made(size: str, seed: int = 7, load: float = 1.0) -> Made:
    """A state of this size."""
    families, partners, counties = SIZES[size]
    return state(families, partners, counties, seed, load)


def state(families: int, partners: int, counties: int, seed: int, load: float) -> Made:
    """A state of so many families, partners and counties."""
    rng = np.random.default_rng(seed)
    weights = 1 / np.arange(1, counties + 1) ** 1.05
    weights = weights / weights.sum()
    offices = np.maximum(1, np.ceil(partners * weights / OFFICE)).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(offices)])
    number = int(first[-1])
    home = _office(rng, rng.choice(counties, partners, p=_uneven(rng, weights)), offices, first)
    asks = rng.choice(counties, families, p=weights)
    where = _office(rng, asks, offices, first)
    language = other_language(rng, families, 0.12)
    return Made(
        _families(rng, where, language),
        _partners(rng, home),
        _near(rng, home, number),
        _places(rng, partners, round(load * families)),
        language != 0,
        asks.astype(np.int32),
    )


def _uneven(rng: np.random.Generator, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Partners live where families do, but not in proportion: some counties have twice as many, some half."""
    drawn = weights * np.exp(rng.normal(0, UNEVEN, len(weights)))
    return drawn / drawn.sum()


def _office(
    rng: np.random.Generator, county: NDArray[np.integer], offices: NDArray[np.int64], first: NDArray[np.int64]
) -> NDArray[np.int32]:
    return (first[county] + rng.integers(0, offices[county])).astype(np.int32)


def _families(rng: np.random.Generator, where: NDArray[np.int32], language: NDArray[np.uint64]) -> Families:
    number = len(where)
    must = one(rng, number, EXPERIENCES, 16, 0.10) | one(rng, number, PRESENT, 1, 0.20)
    sex = np.where(rng.random(number) < 0.8, bit(SEXES), bit(SEXES + 1))  # noqa: PLR2004 (four of five ask for a woman)
    must |= np.where(rng.random(number) < 0.12, sex, np.uint64(0))  # noqa: PLR2004 (see above)
    wants = np.stack(
        [
            some(rng, number, EXPERIENCES, 16, 0.2),
            some(rng, number, EXPERIENCES, 16, 0.15) | other_language(rng, number, 0.05),
            one(rng, number, CULTURES, 12, 0.3),
            some(rng, number, AGES, 4, 0.35),
            one(rng, number, STYLES, 5, 0.9),
            one(rng, number, FORMATS, 2, 0.8),
        ],
        axis=1,
    )
    barred = rng.integers(1, 2**63, number, dtype=np.uint64)  # nobody, but for two in a hundred
    return Families(
        rng.integers(1, 2**63, number, dtype=np.uint64), where, np.where(language, language, bit(0))[:, None],
        must[:, None], np.zeros((number, 1), np.uint64), wants[:, :, None], np.bitwise_count(wants).astype(np.int16),
        np.arange(number, dtype=np.int64), (rng.random(number) < 0.02).astype(np.int32), barred,  # noqa: PLR2004 (see above)
    )  # fmt: skip


def _partners(rng: np.random.Generator, home: NDArray[np.int32]) -> Partners:
    number = len(home)
    brings = bit(0) | other_language(rng, number, 0.10) | some(rng, number, EXPERIENCES, 16, 0.3)
    brings |= np.where(rng.random(number) < 0.75, bit(SEXES), bit(SEXES + 1)) | one(rng, number, PRESENT, 1, 0.8)  # noqa: PLR2004 (women)
    brings |= some(rng, number, CULTURES, 12, 0.12) | some(rng, number, AGES, 4, 0.6)
    brings |= some(rng, number, STYLES, 5, 0.5) | some(rng, number, FORMATS, 2, 0.7)
    key = rng.integers(1, 2**63, number, dtype=np.uint64)
    return Partners(key, key, home, brings[:, None], rng.integers(0, 41, number).astype(np.int16))


def _near(rng: np.random.Generator, home: NDArray[np.int32], offices: int) -> Lists:
    """The own office, and up to eight around it."""
    more = np.minimum(rng.geometric(0.36, len(home)), 9)
    partner = np.repeat(np.arange(len(home), dtype=np.int32), more)
    step = np.arange(len(partner)) - np.repeat(np.cumsum(more) - more, more)
    served = (home[partner] + np.where(step % 2, (step + 1) // 2, -(step // 2))) % offices
    served, partner = np.unique(np.stack([served, partner]), axis=1)
    near = empty(offices, len(partner))
    near.length[:] = near.room[:] = np.bincount(served, minlength=offices)
    near.start[1:] = np.cumsum(near.length[:-1])
    near.other[:] = partner
    near.top[0] = len(partner)
    return near


def _places(rng: np.random.Generator, partners: int, wanted: int) -> NDArray[np.int32]:
    return rng.multinomial(wanted, np.full(partners, 1 / partners)).astype(np.int32)


def paired(made: Made) -> Lists:
    """All pairs that are possible, with their points."""
    order = made.everybody
    most = candidates(made.families, made.near, order)
    into = Pairs(np.empty(most, np.int32), np.empty(most, np.uint32))
    rows = empty(len(order), 0)
    pairs_of(made.families, made.partners, made.near, MOST, order, rows, into)
    return rows._replace(other=into.other, packed=into.packed)


def base_of(made: Made, priority: NDArray[np.int64] | int = 0, per_family: int = MOST_FAMILIES) -> NDArray[np.int64]:
    """What each family weighs."""
    return (np.zeros(len(made.everybody), np.int64) + per_family + priority) * POINT
