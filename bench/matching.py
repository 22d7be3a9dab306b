"""A whole state matched at once: against OR-tools, greedy and first come; families, points, seconds, memory.

Everything of one size happens in one process, by turns; memory is measured in a process for each that is measured.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bench.matching_made import SIZES, Made, base_of, made, paired
from bench.matching_peers import first_come, greedy, ortools, points_of, sparse
from bench.rig import Sample
from matching.domain.solver.bounds import most_families
from matching.domain.solver.certificate import certify
from matching.domain.solver.matcher import Matcher
from matching.domain.solver.weights import BEST_FIT

TURNS = {1_000: 9, 10_000: 5, 100_000: 1}
SEED, LANGUAGE = 7, 500
PEERS: dict[str, Callable[..., Any]] = {"ortools": ortools, "sparse": sparse}


def size_of(number: int) -> str:
    """S, M or L by its families."""
    return next(name for name, (families, _, _) in SIZES.items() if families == number)


def solved(state: Made, rows: Any, priority: Any = 0, **switch: int) -> Matcher:
    """The state's optimum."""
    matcher = Matcher(rows, base_of(state, priority, **switch), state.places)
    matcher.enter_all(state.everybody)
    return matcher


def timed(state: Made) -> tuple[Matcher, list[float]]:
    """Pairs and points, the optimum, its proof: each one's seconds."""
    at = [perf_counter()]
    rows = paired(state)
    at.append(perf_counter())
    matcher = solved(state, rows)
    at.append(perf_counter())
    assert certify(matcher.state).holds
    at.append(perf_counter())
    return matcher, np.diff(at).tolist()


def warm() -> None:
    """Have everything compiled before the clock runs."""
    matcher, _ = timed(made("S"))
    most_families(matcher.state.rows, matcher.state.places, np.arange(10))
    _ = matcher.back


def statewide(number: int) -> None:
    """Seconds by turns, and what the pairs are worth."""
    size = size_of(number)
    state = made(size, SEED)
    row = f"state-{size.lower()}"
    for turn in range(TURNS[number]):
        matcher, parts = timed(state)
        rows = matcher.state.rows
        peer = ortools(state, rows)
        about = dict(zip(("scoring_ms", "solve_ms", "proof_ms"), [1000 * each for each in parts], strict=True))
        if turn == 0:
            about |= compared(state, matcher, peer)
        Sample(row, "own", 1000 * sum(parts), "ms", about).print()
        Sample(row, "ortools", 1000 * peer.seconds, "ms").print()


def compared(state: Made, matcher: Matcher, peer: Any) -> dict[str, float]:
    """Families and points against every other way; the same pairs again from another order."""
    rows, match = matcher.state.rows, matcher.state.match
    families, points = int((match >= 0).sum()), points_of(rows, match)
    best, first = greedy(state, rows), first_come(state, rows)
    fit = solved(state, rows, per_family=BEST_FIT)
    shuffled = Matcher(rows, base_of(state), state.places)
    shuffled.enter_all(np.random.default_rng(1).permutation(state.everybody))
    return {
        "pairs": int(rows.top[0]),
        "families": families,
        "points": points,
        "families_of_bound": families / most_families(rows, state.places, state.everybody),
        "families_over_greedy": families / best.families,
        "families_over_first_come": families / first.families,
        "points_over_greedy": points / best.points,
        "points_over_first_come": points / first.points,
        "objective_of_ortools": (families * 10**6 + points) / (peer.families * 10**6 + peer.points),
        "points_of_best_fit": points / points_of(rows, fit.state.match),
        "same_pairs_shuffled": float((shuffled.state.match == match).mean()),
    }


def fair(number: int) -> None:
    """Gains by load, and what a priority for must-have languages does when places are scarce."""
    size = size_of(number)
    for load in (0.6, 0.8, 1.0, 1.3):
        state = made(size, SEED, load)
        rows = paired(state)
        plain, first, best = solved(state, rows), first_come(state, rows), greedy(state, rows)
        first_for = solved(state, rows, np.where(state.language, LANGUAGE, 0).astype(np.int64))
        match, other = plain.state.match, first_for.state.match
        served, served_first = (match >= 0).sum(), (other >= 0).sum()
        about = {
            "over_greedy": served / best.families,
            "over_first_come": served / first.families,
            "same_count": served_first / served,
            "language": float((match[state.language] >= 0).mean()),
            "language_first": float((other[state.language] >= 0).mean()),
            "language_first_come": float((first.partner[state.language] >= 0).mean()),
            "points_kept": points_of(rows, other) / points_of(rows, match),
        }
        about["language_gain"] = about["language_first"] / about["language"]
        Sample("fairness", f"load {load}", 100 * about["language_first"], "% served", about).print()


def memory(which: str, number: int) -> None:
    """The most memory that pairs and solver need beyond the columns of families and partners, in a process of its own."""
    warm()
    if which != "own":
        PEERS[which](small := made("S"), paired(small))
    state = made(size_of(number), SEED)
    before = peak(reset=True)
    if which == "own":
        matcher, _ = timed(state)
        _ = matcher.back
    else:
        PEERS[which](state, paired(state))
    Sample(f"memory-{size_of(number).lower()}", which, peak() - before, "MB").print()


def peak(*, reset: bool = False) -> float:
    """The process's greatest resident memory since the last reset, in MB."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """`python -m bench.matching state|fair|own|ortools|sparse ADMIN_URL BOOTSTRAP NUMBER`: needs neither server."""
    variant, number = sys.argv[1], int(sys.argv[4])
    if variant in {"own", *PEERS}:
        memory(variant, number)
        return
    warm()
    {"state": statewide, "fair": fair}[variant](number)


if __name__ == "__main__":
    main()
