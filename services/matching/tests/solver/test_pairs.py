"""Which pairs are possible and what they are worth: against the rules said slowly, one pair at a time; and where code is kept."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from matching.domain.agreements import SHIPPED
from matching.domain.priority import priority
from matching.domain.requests import SupportRequest
from matching.domain.solver import BEST_FIT, MOST_FAMILIES, Family, Objective, Partner, Statewide, in_points, priorities
from matching.domain.solver.weights import MOST_POINTS, POINT, TIE_BITS, tie


def test_every_pair_that_no_rule_forbids_is_there_with_its_points_and_no_other(draw: Any) -> None:
    families, partners = draw.pool(60, 40)
    pool = Statewide.of(families, partners)
    rows, names = pool.matcher.state.rows, pool.roll.partner.names
    for family in families:
        number = pool.roll.family.of[family.key]
        row = slice(rows.start[number], rows.start[number] + rows.length[number])
        found = {
            names[j]: packed >> TIE_BITS
            for j, packed in zip(rows.other[row].tolist(), rows.packed[row].tolist(), strict=True)
        }
        assert found == {each.key: draw.points(family, each) for each in partners if draw.may(family, each)}


def test_more_than_64_codes_are_as_good_as_few() -> None:
    codes = [("language", str(n)) for n in range(200)]
    families = [Family(UUID(int=1 + n), "a", any_of=[code]) for n, code in enumerate(codes)]
    partners = [Partner(UUID(int=1000 + n), "p", "a", ["a"], 1, [code]) for n, code in enumerate(codes)]
    pool = Statewide.of(families[:3], partners[:3])
    for family, partner in zip(families[3:], partners[3:], strict=True):
        pool.put_partner(partner)
        pool.insert(family)
    assert pool.pairs() == {each.key: partner.key for each, partner in zip(families, partners, strict=True)}
    assert pool.certificate().holds


def test_a_language_nobody_speaks_is_a_fact_and_waits_for_somebody() -> None:
    family = Family(UUID(int=1), "a", any_of=[("language", "so")])
    pool = Statewide.of([family], [Partner(UUID(int=2), "p", "a", ["a"], 1, [("language", "en")])])
    assert (pool.pairs(), pool.most_served()) == ({}, 0)
    pool.put_partner(Partner(UUID(int=3), "p", "b", ["a"], 1, [("language", "so")]))
    assert pool.partner_of(family.key) == (UUID(int=3), "p")


def test_a_family_that_is_barred_from_a_person_is_so_in_every_programme() -> None:
    person = UUID(int=9)
    places = [Partner(person, program, "a", ["a"], 1) for program in ("p", "q")]
    assert Statewide.of([Family(UUID(int=1), "a", barred=[person])], places).pairs() == {}


def test_a_term_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no such term of points: height"):
        Statewide.of([Family(UUID(int=1), "a", wants={"height": [("tall", "yes")]})], [])


@pytest.mark.parametrize("waited", [0, 3, 180, 400])
@pytest.mark.parametrize("urgency", [0, 2])
@pytest.mark.parametrize("language", ["en", "es"])
def test_priorities_are_those_that_are_published(waited: int, urgency: int, language: str) -> None:
    """One formula twice: for one request (domain/priority.py), and for all of a state at once."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    someone, asked = UUID(int=1), now - timedelta(days=waited)
    request = SupportRequest(someone, someone, someone, someone, "19153", asked, urgency, (language,))
    found = priorities(Objective(), np.array([waited]), np.array([urgency]), np.array([language != "en"]))
    assert found.tolist() == [priority(request, now, now.date(), SHIPPED.policy)]


def test_weights_leave_room_for_every_sum() -> None:
    with pytest.raises(ValueError, match="may be worth"):
        Objective(per_family=2**20)
    with pytest.raises(ValueError, match="not negative"):
        Objective(most_priority=-1)
    most = (MOST_FAMILIES + 3900 + MOST_POINTS) * POINT + 2**TIE_BITS
    assert 3 * most + most < 2**63
    assert Objective(per_family=BEST_FIT).per_family == 0


def test_no_sum_of_tie_breaks_is_a_point() -> None:
    """A quarter of a million pairs with the greatest tie-break there is stay below half a point."""
    assert 2**18 * (2**TIE_BITS - 1) < POINT // 2
    assert in_points(7 * POINT + 2**18 * (2**TIE_BITS - 1)) == 7


def test_tie_breaks_are_spread_evenly() -> None:
    drawn = np.array([tie(np.uint64(f * 7919), np.uint64(p * 104729)) for f in range(1, 41) for p in range(1, 41)])
    assert len(set(drawn.tolist())) > 0.99 * len(drawn)
    assert abs(drawn.mean() / 2**TIE_BITS - 0.5) < 0.05


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, "NUMBA_DISABLE_JIT": "1", **environment}
    return subprocess.run(
        [sys.executable, "-c", code], env=told, capture_output=True, text=True, timeout=120, check=False
    )


TELL = "from matching.domain.solver.compiled import kept_in; print(kept_in())"


def test_compiled_code_is_kept_where_it_is_told_to_under_the_digest_of_its_sources(tmp_path: Path) -> None:
    done = python(TELL, NUMBA_CACHE_DIR=str(tmp_path))
    assert done.stdout.strip().startswith(f"{tmp_path}/compiled-"), done.stderr


def test_without_a_place_for_compiled_code_it_says_so_and_works_all_the_same() -> None:
    life = "from matching.domain.solver import ready; ready(); print('ready')"
    done = python(f"{TELL}; {life}", NUMBA_CACHE_DIR="/proc/nowhere")
    assert done.stdout.split() == ["None", "ready"], done.stderr
    assert "each start compiles them anew" in done.stderr
