"""The made-up files beside the demo are what the generator writes, and what their README says of them."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peerbridge.cli.main import app

DATA = next(up / "deploy/demo/data" for up in Path(__file__).resolve().parents if (up / "deploy/demo/data").exists())
COMMANDS = [
    shlex.split(line)
    for line in (DATA / "README.md").read_text().splitlines()
    if line.startswith("peerbridge generate")
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[3])
def test_a_sample_is_what_its_command_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app(), words[1:]).exit_code == 0
    for written in tmp_path.iterdir():
        assert written.read_bytes() == (DATA / written.name).read_bytes()


def test_every_sample_has_its_command() -> None:
    made = {name for words in COMMANDS for name in (words[3], words[words.index("--ledger") + 1])}
    assert made == {path.name for path in DATA.iterdir()} - {"README.md"}
