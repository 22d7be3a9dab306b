"""Generated files: always the same, and a reader finds exactly what their ledger says."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from peerbridge.intake.afcars import read_afcars_file
from peerbridge.intake.csv_files import read_csv_file
from peerbridge.intake.generator import KINDS, Plan, write_file
from peerbridge.intake.generator.__main__ import main
from peerbridge.intake.generator.planted import AFCARS_ONLY, CSV_ONLY
from peerbridge.intake.rows import Closure, Opening, Refusal, Row

READERS: dict[str, Callable[..., Iterator[Row]]] = {"afcars": read_afcars_file, "csv": read_csv_file}
COUNTIES = ("19153", "19113", "19013")


def kinds_of(form: str) -> list[str]:
    return sorted(set(KINDS) - (CSV_ONLY if form == "afcars" else AFCARS_ONLY))


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_reader_finds_exactly_what_the_ledger_says(tmp_path: Path, form: str, seed: int) -> None:
    plan = Plan(children=400, counties=COUNTIES, seed=seed, mistakes=dict.fromkeys(kinds_of(form), 3))
    ledger = write_file(plan, form, tmp_path / "file")
    rows = list(READERS[form](tmp_path / "file", today=date(2026, 1, 5)))
    found = Counter(type(row) for row in rows)
    assert (found[Closure], found[Opening], found[Refusal]) == (ledger.closures, ledger.openings, ledger.refused)
    planted = Counter[str]()
    for each in ledger.planted:
        planted[each.rule] += each.rows
    named = Counter(row.rule for row in rows if isinstance(row, Refusal))
    waiting = sum(row.county.endswith("999") for row in rows if not isinstance(row, Refusal))
    assert named | Counter(waiting_for_county=waiting) == planted
    assert waiting == ledger.waiting


@pytest.mark.parametrize("form", READERS)
def test_one_plan_gives_one_file(tmp_path: Path, form: str) -> None:
    plan = Plan(children=100, counties=COUNTIES, seed=7, mistakes={"date_in_future": 2})
    for name in ("a", "b"):
        write_file(plan, form, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_another_seed_gives_other_children(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_file(Plan(children=10, counties=COUNTIES, seed=seed), "csv", tmp_path / str(seed))
    one, two = ((tmp_path / name).read_text().split("\n")[1:] for name in "12")
    assert not set(filter(None, one)) & set(filter(None, two))


def test_a_generated_file_holds_what_a_program_meets(tmp_path: Path) -> None:
    write_file(Plan(children=600, counties=COUNTIES), "afcars", tmp_path / "file")
    rows = list(read_afcars_file(tmp_path / "file", today=date(2026, 1, 5)))
    closures = [row for row in rows if isinstance(row, Closure)]
    assert {row.code_list for row in closures} == {"afcars_2020", "afcars_1993"}
    assert {row.county for row in closures} == set(COUNTIES)
    assert {"reunification", "adoption", "guardianship", "emancipation"} <= {row.reason for row in closures}
    stays = Counter(row.source_case for row in rows if not isinstance(row, Refusal))
    assert max(stays.values()) > 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"children": 1, "counties": ("19153",), "mistakes": {"date_in_future": 2}},
        {"children": 1, "counties": ()},
        {"children": 1, "counties": ("Polk",)},
        {"children": 1, "counties": ("19153", "53035")},
        {"children": -1, "counties": ("19153",)},
    ],
)
def test_a_plan_that_cannot_be_written_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\."):
        Plan(**wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_the_module_writes_a_file_and_its_ledger(tmp_path: Path) -> None:
    file, ledger_file = str(tmp_path / "f.csv"), tmp_path / "l.json"
    options = ["--county", "19153", "--mistake", "exit_without_reason=2", "--ledger", str(ledger_file)]
    assert main(["csv", file, "--children", "20", *options]) == 0
    ledger = json.loads(ledger_file.read_text())
    assert ledger["refused"] == 2
    assert {entry["mistake"] for entry in ledger["planted"]} == {"exit_without_reason"}


def test_the_module_says_in_one_line_what_it_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["afcars", str(tmp_path / "f.xml"), "--county", "19153", "--mistake", "typo"]) == 2
    assert capsys.readouterr().err.startswith("'typo' is no mistake")
