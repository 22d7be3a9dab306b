"""What the linters cannot say: how long files and functions may be, who commits, and what may be suppressed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for place in ("libs/*/src", "services/*/src", "deploy/*/src", "tests/*/src")
    for folder in ROOT.glob(place)
    for path in folder.rglob("*.py")
)
LONGEST_FILE, LONGEST_FUNCTION = 250, 40
COMMITTING = {"libs/common/src/peerbridge/database/work.py", "libs/common/src/peerbridge/messaging/lag.py"}
"""The unit of work, and Kafka's offsets, which serve lag only."""
REASON = re.compile(r"(noqa|ignore|cover)[^#(]*?(\(|# | - )\s*\w")
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
    assert committing <= COMMITTING


def test_suppressions_are_few() -> None:
    lines = [line for path in SOURCES for line in path.read_text().splitlines()]
    suppressed = [line.strip() for line in lines if SUPPRESSION.search(line)]
    assert len(suppressed) <= 2 * len(lines) / 1000, suppressed


def test_every_suppression_says_why() -> None:
    silent = [
        f"{named(path)}: {line.strip()}"
        for path in SOURCES
        for line in path.read_text().splitlines()
        if (found := SUPPRESSION.search(line)) and not REASON.search(line[found.start() :])
    ]
    assert silent == []


CHASSIS_ONLY = re.compile(
    r"import (aiokafka|faststream)|from (aiokafka|faststream)"
    r"|from peerbridge\.messaging(?!\.subscriber|\.failures)|from peerbridge\.database import (outbox|chassis)"
    r"|\b(INTO|FROM|UPDATE|JOIN) (outbox|inbox|published|streams)\b|\b(INTO|UPDATE|DELETE FROM) (positions|parked|parked_keys)\b"
)


def test_no_service_touches_kafka_outbox_or_inbox() -> None:
    touching = [
        f"{named(path)}: {found[0]}"
        for path in SOURCES
        if named(path).startswith("services/") and (found := CHASSIS_ONLY.search(path.read_text()))
    ]
    assert touching == []


def test_use_cases_and_storage_know_neither_gateways_nor_clients() -> None:
    wrong = [
        named(path)
        for path in SOURCES
        if {"use_cases", "storage", "domain"} & set(path.parts)
        and re.search(r"^(from|import) .*(gateways|httpx|smtplib|aiosmtplib)", path.read_text(), re.MULTILINE)
    ]
    assert wrong == []


def test_no_transaction_is_open_while_a_gateway_is_called() -> None:
    """`gateways` is imported by schedules (and the console's api) only: the rule of the layers, read from the sources."""
    importing = {
        path.relative_to(ROOT).parts[4]
        for path in SOURCES
        if named(path).startswith("services/") and re.search(r"^from \w+\.gateways", path.read_text(), re.MULTILINE)
    }
    assert importing <= {"schedules", "api", "gateways", "main.py"}


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX:"])
def test_nothing_is_left_for_later(word: str) -> None:
    assert [named(path) for path in SOURCES if word in path.read_text()] == []
