"""A state's pool as data: what is shipped, and every rule that a file can break, by line."""

from pathlib import Path
from typing import Any

import pytest

from peerbridge.events.pool import PoolPolicy
from peerbridge.programs import ProgramRefused, broken_pool_rules, load, load_pool, loads_pool, program_files, sources

FOLDER = Path(__file__).parents[4] / "programs"
FILES = sorted(FOLDER.glob("pool-*.yaml"))
TEXT = (FOLDER / "pool-ia.yaml").read_text()

files = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def pool(**said: Any) -> PoolPolicy:
    return PoolPolicy.model_validate({**load_pool(FOLDER / "pool-ia.yaml").model_dump(mode="json"), **said})


@files
def test_a_shipped_pool_is_named_after_its_state_and_begins_as_it_was_measured(file: Path) -> None:
    policy = load_pool(file)
    assert (policy.pool, policy.pool) == (file.stem, f"pool-{policy.state.lower()}")
    shipped = PoolPolicy(pool=policy.pool, state=policy.state, effective_on=policy.effective_on)
    assert policy.model_copy(update={"agreements": ()}) == shipped
    assert policy.priority.most == 3900


@files
def test_what_we_chose_ourselves_has_a_reason(file: Path) -> None:
    assert all(each.reason for each in sources(file).values() if each.chosen_by_us)


def test_every_state_with_a_programme_has_a_pool() -> None:
    assert {load(file).state for file in program_files(FOLDER)} == {load_pool(file).state for file in FILES}


@pytest.mark.parametrize(
    ("was", "becomes", "where", "rule"),
    [
        ("per_urgency: 300", "per_urgency: many", "priority.per_urgency", "valid integer"),
        ("per_urgency: 300", "per_urgency: -1", "priority.per_urgency", "greater than or equal to 0"),
        ("objective: {value: most_families", "objective: {value: cheapest", "objective", "most_families"),
        ("  headroom: 40", "  headroom: 41", "points", "add up to 1001"),
        ("most: 3900", "most: 100001", "priority.most", "outweigh"),
        ("at_once_within_days: 14", "at_once_within_days: 46", "court.at_once_within_days", "more than soon"),
        ("suppress_below: 10", "suppress_below: 1", "measures.suppress_below", "names a person"),
        ("long_wait_days: 60", "long_wait_days: 0", "measures.long_wait_days", "is 0"),
        (
            "county_floors: []",
            'county_floors: [{county: "19153", points: 1001}]',
            "county_floors.0.points",
            "0 to 1000",
        ),
        (
            "county_floors: []",
            'county_floors: [{county: "53033", points: 1}]',
            "county_floors.0.county",
            "no county of IA",
        ),
        ("state: {value: IA", "state: {value: WA", "pool", "pool-wa"),
        ("reminder_days", "reminder_weeks", "reminder_weeks", "no word of a policy"),
    ],
)
def test_a_fault_in_a_pools_file_is_told_by_its_line(was: str, becomes: str, where: str, rule: str) -> None:
    assert was in TEXT
    with pytest.raises(ProgramRefused) as refused:
        loads_pool(TEXT.replace(was, becomes), "pool-ia.yaml")
    told = next(each for each in refused.value.faults if where in each.where)
    assert rule in told.rule
    changed = TEXT.replace(was, becomes).splitlines()[told.line - 1]
    assert (
        where.rsplit(".", maxsplit=1)[-1] in changed
        or becomes.split(":", maxsplit=1)[0].strip() in changed
        or where in {"pool", "points"}
    )


@pytest.mark.parametrize(
    ("agreement", "rule"),
    [
        ({"counties": ["19153"]}, "two sides"),
        ({"counties": ["19153", "19153"]}, "two sides"),
        ({"counties": ["19153", "53033"]}, "no county of IA"),
        ({"begins": "2026-02-02", "ends": "2026-02-01"}, "before it begins"),
    ],
)
def test_an_agreement_is_between_counties_of_the_state_and_ends_after_it_begins(
    agreement: dict[str, Any], rule: str
) -> None:
    named = {"agreement": "a", "name": "A", "counties": ["19153", "19169"], **agreement}
    assert any(rule in broken.rule for broken in broken_pool_rules(pool(agreements=[named])))


def test_a_good_agreement_breaks_nothing_and_one_id_stands_once() -> None:
    named = {"agreement": "a", "name": "A", "counties": ["19153", "19169"], "begins": "2026-01-01"}
    assert broken_pool_rules(pool(agreements=[named])) == ()
    assert any("repeats a" in broken.rule for broken in broken_pool_rules(pool(agreements=[named, named])))
