"""The import contracts hold, and each one notices when it is broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = [ROOT / "libs/common/src/peerbridge", *sorted(ROOT.glob("services/*/src/*"))]
VIOLATIONS = {
    "a rule that reads the database": ("recruitment/domain/wrong.py", "import sqlalchemy\n", "Rules are pure"),
    "a rule that knows the clock": ("matching/domain/wrong.py", "import peerbridge.clock\n", "Rules are pure"),
    "a use case that looks up": ("supervision/use_cases/wrong.py", "import supervision.main\n", "same rooms"),
    "storage that decides by use cases": ("matching/storage/wrong.py", "import matching.use_cases\n", "same rooms"),
    "a room of another kind": ("notification/helpers.py", "\n", "same rooms"),
    "a service that imports another": (
        "console/storage/wrong.py",
        "import recruitment.storage\n",
        "No service imports",
    ),
    "a use case that calls outside": ("notification/use_cases/wrong.py", "import httpx\n", "never call the world"),
    "an event that knows SQL": ("peerbridge/events/wrong.py", "import sqlmodel\n", "published language"),
    "a command that reads a database": ("peerbridge/cli/wrong.py", "import peerbridge.database\n", "only HTTP"),
    "a service that leans on test code": ("recruitment/storage/wrong.py", "import peerbridge.testing\n", "for tests"),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        if (package / "__init__.py").exists():
            shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> tuple[int, str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_every_import_is_allowed(tree: Path) -> None:
    status, output = lint(tree)
    assert status == 0, output


@pytest.mark.parametrize("kind", VIOLATIONS)
def test_a_wrong_import_is_noticed(tree: Path, kind: str) -> None:
    path, text, contract = VIOLATIONS[kind]
    wrong = tree / path
    wrong.write_text(text)
    try:
        status, output = lint(tree)
    finally:
        wrong.unlink()
    assert status != 0
    assert any(contract in line and "BROKEN" in line for line in output.splitlines()), output


def test_a_missing_room_is_noticed(tree: Path) -> None:
    shutil.move(tree / "matching/storage", tree / "elsewhere")
    try:
        status, _ = lint(tree)
    finally:
        shutil.move(tree / "elsewhere", tree / "matching/storage")
    assert status != 0
