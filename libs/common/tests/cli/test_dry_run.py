"""`--dry-run` reads a file without any system: one line for each closure and each refused row."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peerbridge.intake.generator import Plan, write_file

Run = Callable[..., Any]
NAME = "shared/data/afcars/person-01-multi-removals.xml"
REAL = next((up / NAME for up in Path(__file__).resolve().parents if (up / NAME).exists()), None)


@pytest.mark.skipif(REAL is None, reason="the real AFCARS file is not here")
def test_the_real_file_gives_two_closures_in_words(run: Run) -> None:
    ended = run("import", "afcars", REAL, "--dry-run")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "2018-03-01  53999 (missing)  living with other relative  2 (afcars_1993)",
        "2020-02-01  53999 (missing)  reunified with parent or caretaker  1 (afcars_1993)",
    ]


def test_every_closure_and_every_refused_row_has_one_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "f.xml"
    plan = Plan(children=700, counties=("19153",), mistakes={"unknown_exit_code": 150, "date_in_future": 150})
    ledger = write_file(plan, "afcars", file)
    ended = run("import", "afcars", file, "--dry-run")
    lines = ended.out.splitlines()
    refused = [line for line in lines if line.startswith("refused  line ")]
    assert ended.code == 1
    assert len(refused) == ledger.refused == 300
    assert len(lines) == ledger.closures + ledger.refused


@pytest.mark.parametrize("damage", ["truncated", "latin1", "utf16", "bomb", "outside_entity", "empty"])
def test_a_file_that_is_at_fault_is_named_on_one_line(run: Run, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "f.xml"
    write_file(Plan(children=40, counties=("19153",)), "afcars", file, damage=damage)
    ended = run("import", "afcars", file, "--dry-run")
    assert ended.code == 3
    assert ended.err.splitlines()[-1].startswith("f.xml: ")


@pytest.mark.parametrize(
    "words", [("import", "afcars", "/nowhere.xml"), ("import", "csv", "/"), ("import", "xls", "f")]
)
def test_a_file_that_is_not_there_is_a_wrong_use(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words, "--dry-run").code == 2


def test_a_result_file_that_cannot_be_written_is_said_before_any_work(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    write_file(Plan(children=4, counties=("19153",)), "csv", file)
    ended = run("import", "csv", file, "--dry-run", "--result", tmp_path / "no" / "result.csv")
    assert ended.code == 3
    assert "No such file or directory" in ended.err
    assert ended.out == ""


def test_generate_writes_what_import_reads(run: Run, tmp_path: Path) -> None:
    file, ledger = tmp_path / "f.csv", tmp_path / "l.json"
    made = run("generate", "csv", file, "--county", "19153", "--mistake", "missing_code_list=2", "--ledger", ledger)
    assert made.code == 0
    assert "2 to be refused" in made.err
    assert "2 refused" in run("import", "csv", file, "--dry-run").err
    assert ledger.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--county", "Polk"], "five-digit FIPS"),
        (["--county", "19153", "--mistake", "typo"], "no mistake"),
        (["--county", "19153", "--mistake", "removal_left_open"], "cannot hold"),
        (["--county", "19153", "--damage", "fire"], "no damage"),
        (["--county", "19153", "--damage", "bomb"], "XML"),
    ],
)
def test_a_file_that_cannot_be_generated_is_said_in_one_line(
    run: Run, tmp_path: Path, options: list[str], words: str
) -> None:
    ended = run("generate", "csv", tmp_path / "f.csv", *options)
    assert ended.code == 2
    assert words in ended.err
