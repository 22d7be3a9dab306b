"""What the linters cannot say: how long files and functions may be, who commits, and what may be suppressed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for place in ("libs/*/src", "services/*/src", "deploy/*/src")
    for folder in ROOT.glob(place)
    for path in folder.rglob("*.py")
)
LONGEST_FILE, LONGEST_FUNCTION = 250, 40
UNIT_OF_WORK = {"libs/common/src/peerbridge/database/work.py"}
SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{named(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    assert [named(path) for path in SOURCES if len(path.read_text().splitlines()) > LONGEST_FILE] == []


def test_no_function_is_longer_than_a_screen() -> None:
    assert [name for path in SOURCES for name, length in functions(path) if length > LONGEST_FUNCTION] == []


def test_every_module_says_what_holds_in_it() -> None:
    silent = [
        named(path)
        for path in SOURCES
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_only_the_unit_of_work_commits() -> None:
    committing = {named(path) for path in SOURCES if ".commit(" in path.read_text()}
    assert committing <= UNIT_OF_WORK


def test_suppressions_are_few() -> None:
    lines = [line for path in SOURCES for line in path.read_text().splitlines()]
    suppressed = [line.strip() for line in lines if SUPPRESSION.search(line)]
    assert len(suppressed) <= 2 * len(lines) / 1000, suppressed


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX:"])
def test_nothing_is_left_for_later(word: str) -> None:
    assert [named(path) for path in SOURCES if word in path.read_text()] == []
