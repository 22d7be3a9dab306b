"""One arrival at a time: points of its pairs, the new optimum, and the three best for the page; against solving all anew.

`day`: two thousand families come to seven hundred partners, 320 of them go again. Each policy is compared with the best that could
have been done with who is left in the evening. `large`: the same single events with a hundred thousand open requests.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from bench.matching_made import Made, base_of, made, paired, state
from bench.matching_peers import ortools
from bench.rig import Sample, quantile
from matching.domain.solver import Code, Family, Partner, Statewide, best_for, ready
from matching.domain.solver.columns import TERMS
from matching.domain.solver.lists import Lists, empty
from matching.domain.solver.matcher import Matcher
from matching.domain.solver.weights import MOST_FAMILIES, POINT, TIE_BITS

PARTNERS, COUNTIES, DAYS, LOAD, GONE = 700, 58, 9, 0.8, 320
HELD = 200  # arrivals until a proposal is seen by a person and frozen: a tenth of the day's
FORECAST = 2_000  # points per family in the days that prices are learnt from
EVERY = 50  # arrivals: how often OR-tools solves all anew, to be timed
CENTRE, MOST = 1_047, 2_047  # points less a price, kept within what a pair may hold


def codes(mask: NDArray[np.uint64]) -> list[Code]:
    """The codes of a one-word mask."""
    word = int(mask[0])
    return [("code", str(bit)) for bit in range(word.bit_length()) if word >> bit & 1]


def families_of(made: Made) -> Iterator[Family]:
    """The columns as a service would hand them over."""
    f = made.families
    for n in range(len(f.key)):
        wants = {term: codes(f.wants[n, t]) for t, term in enumerate(TERMS)}
        yield Family(UUID(int=int(f.key[n])), str(f.county[n]), 0, codes(f.any_of[n]), codes(f.all_of[n]), (), wants)


def partners_of(made: Made) -> list[Partner]:
    """The same for partners."""
    p, near = made.partners, made.near
    served: list[list[str]] = [[] for _ in p.key]
    for county in range(len(near.start)):
        for partner in near.other[near.start[county] :][: near.length[county]].tolist():
            served[partner].append(str(county))
    return [
        Partner(UUID(int=int(p.key[n])), "p", str(p.home[n]), served[n], int(made.places[n]), codes(p.brings[n]), int(p.points[n]))
        for n in range(len(p.key))
    ]  # fmt: skip


def told(row: str, name: str, spans: list[float]) -> None:
    """p50 and p99 of so many spans."""
    ordered = sorted(1000 * each for each in spans)
    for share, what in ((0.5, "p50"), (0.99, "p99")):
        Sample(
            row, f"{name} {what}", quantile(ordered, share), "ms", {"number": len(ordered), "max_ms": ordered[-1]}
        ).print()


def arrivals(number: int) -> None:
    """A day's arrivals, each timed; OR-tools on who is there, from time to time."""
    day = state(number, PARTNERS, COUNTIES, 1, LOAD)
    pool, spans, anew = Statewide.of([], partners_of(day)), [], []
    rows = paired(day)
    for n, family in enumerate(families_of(day)):
        begun = perf_counter()
        pool.insert(family)
        best_for(pool, family.key)
        spans.append(perf_counter() - begun)
        if n % EVERY == EVERY - 1:
            anew.append(ortools(*until(day, rows, n + 1)).seconds)
    assert pool.certificate().holds
    told("online", "arrival", spans)
    told("online", "ortools anew", anew)


def until(day: Made, rows: Lists, number: int) -> tuple[Made, Lists]:
    """The first so many families with their pairs."""
    cut = Lists(rows.start[:number], rows.length[:number], rows.room[:number], rows.other, rows.packed, rows.top)
    other = np.concatenate([rows.other[a : a + n] for a, n in zip(cut.start, cut.length, strict=True)])
    packed = np.concatenate([rows.packed[a : a + n] for a, n in zip(cut.start, cut.length, strict=True)])
    start = np.concatenate([[0], np.cumsum(cut.length)[:-1]]).astype(np.int64)
    return day, cut._replace(start=start, other=other, packed=packed, top=np.array([len(other)], np.int64))


def large(number: int) -> None:
    """A hundred thousand open requests: built from what a service holds, then single events."""
    whole = made("L")
    families, partners = list(families_of(whole)), partners_of(whole)
    begun = perf_counter()
    pool = Statewide.of(families, partners)
    Sample("online", "large: build", perf_counter() - begun, "s").print()
    begun = perf_counter()
    _ = pool.matcher.back
    Sample("online", "large: index", perf_counter() - begun, "s").print()
    came, went = [], []
    for n in np.random.default_rng(2).choice(len(families), number, replace=False).tolist():
        begun = perf_counter()
        pool.withdraw(families[n].key)
        went.append(perf_counter() - begun)
        begun = perf_counter()
        pool.insert(families[n])
        best_for(pool, families[n].key)
        came.append(perf_counter() - begun)
    assert pool.certificate().holds
    told("online", "large: arrival", came)
    told("online", "large: withdrawal", went)


def days(number: int) -> list[tuple[Made, Lists]]:
    """Days of the same partners and other families, with their pairs."""
    whole = state(DAYS * number, PARTNERS, COUNTIES, 1, LOAD / DAYS)
    made_of = []
    for n in range(DAYS):
        part = slice(n * number, (n + 1) * number)
        f = whole.families
        columns = f._replace(**{name: getattr(f, name)[part] for name in f._fields if name != "barred"})
        day = replace(whole, families=columns, language=whole.language[part], county=whole.county[part])
        made_of.append((day, paired(day)))
    return made_of


def learnt(past: list[tuple[Made, Lists]]) -> NDArray[np.int64]:
    """What a place was worth on average, in points."""
    found = []
    for day, rows in past:
        matcher = Matcher(rows, base_of(day, 0, FORECAST), day.places)
        staying = np.random.default_rng(4).permutation(len(rows.start))[GONE:]
        matcher.enter_all(staying)
        found.append((matcher.state.pi + POINT // 2) >> 40)
    price = np.mean(found, axis=0)
    centred: NDArray[np.int64] = (price - np.median(price)).astype(np.int64)
    return centred


def stream(day: Made, rows: Lists, held: int | None, price: NDArray[np.int64], per_family: int) -> NDArray[np.int32]:
    """One day: who is with whom in the evening. `held`: arrivals until a pair is frozen; never, if None."""
    number = len(rows.start)
    rng = np.random.default_rng(3)
    leaves = dict(zip(rng.choice(number, GONE, replace=False).tolist(), rng.random(GONE).tolist(), strict=True))
    goes: dict[int, list[int]] = {}
    for family, share in leaves.items():
        goes.setdefault(family + int(share * (number - 1 - family)), []).append(family)
    matcher = Matcher(empty(0, 0), np.zeros(0, np.int64), day.places)
    final = np.full(number, -1, np.int32)
    there: set[int] = set()
    for n in range(number):
        row = slice(rows.start[n], rows.start[n] + rows.length[n])
        matcher.insert(n, rows.other[row], lowered(rows, row, price), per_family * POINT)
        there.add(n)
        if held is not None and n >= held:
            freeze(matcher, there, final, n - held)
        for family in goes.get(n, ()):
            withdraw(matcher, there, final, family)
    for family in sorted(there):
        final[family] = max(-1, matcher.state.match[family])
    return final


def lowered(rows: Lists, row: slice, price: NDArray[np.int64]) -> NDArray[np.uint32]:
    """A family's pairs with points less the price of the place."""
    points = (rows.packed[row] >> TIE_BITS) - price[rows.other[row]] + CENTRE
    kept = np.clip(points, 0, MOST).astype(np.uint32) << np.uint32(TIE_BITS)
    made_of: NDArray[np.uint32] = kept | (rows.packed[row] & np.uint32((1 << TIE_BITS) - 1))
    return made_of


def freeze(matcher: Matcher, there: set[int], final: NDArray[np.int32], family: int) -> None:
    """The pair is seen by a person now; a family without one waits on."""
    if family in there and matcher.state.match[family] >= 0:
        final[family] = matcher.confirm(family)
        there.discard(family)


def withdraw(matcher: Matcher, there: set[int], final: NDArray[np.int32], family: int) -> None:
    """The family goes; a frozen pair gives its place back."""
    if family in there:
        there.discard(family)
        matcher.withdraw(family)
    elif final[family] >= 0:
        matcher.open_place(int(final[family]))
        final[family] = -1


def policies(number: int) -> None:
    """Families and points of each policy, of what hindsight reaches."""
    *past, (day, rows) = days(number)
    nothing, price = np.zeros(PARTNERS, np.int64), learnt(past)
    rng = np.random.default_rng(3)
    left = np.ones(number, bool)
    left[rng.choice(number, GONE, replace=False)] = False
    best = Matcher(rows, base_of(day), day.places)
    best.enter_all(np.flatnonzero(left))
    most, points = score(rows, best.state.match)
    for name, held, at, per_family in (
        ("greedy", 0, nothing, MOST_FAMILIES),
        ("greedy less price", 0, price, MOST_FAMILIES),
        ("tentative, held 200", HELD, nothing, MOST_FAMILIES),
        ("less price, held 200", HELD, price, MOST_FAMILIES),
        ("tentative till evening", None, nothing, MOST_FAMILIES),
    ):
        families, reached = score(rows, stream(day, rows, held, at, per_family))
        Sample("day", name, 100 * families / most, "% families", {"points": 100 * reached / points}).print()


def score(rows: Lists, match: NDArray[np.int32]) -> tuple[int, int]:
    """Families served and the points of their pairs."""
    found = 0
    for family in np.flatnonzero(match >= 0).tolist():
        row = slice(rows.start[family], rows.start[family] + rows.length[family])
        found += int(rows.packed[row][rows.other[row] == match[family]][0]) >> TIE_BITS
    return int((match >= 0).sum()), found


def main() -> None:
    """`python -m bench.matching_online arrivals|large|policies ADMIN_URL BOOTSTRAP NUMBER`: needs neither server."""
    ready()
    {"arrivals": arrivals, "large": large, "policies": policies}[sys.argv[1]](int(sys.argv[4]))


if __name__ == "__main__":
    main()
