"""`make demo`, as a person meets it: it says what it does, shows an event, ends when told to, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow
PATIENCE = 240.0  # seconds; a hanging demo ends the test, a slow machine does not
FIRST_EVENT = "The first event is on the page"


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A state folder of this test's own, which PostgreSQL's account may enter."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    return tmp_path / "runs"


@contextmanager
def demo(runs: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """`python -m peerbridge_demo`, ended hard at the latest on leaving."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("PEERBRIDGE_")}
    running = subprocess.Popen(
        [sys.executable, "-m", "peerbridge_demo", *options],
        env={**given, "PEERBRIDGE_STATE_DIR": str(runs)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def says(running: subprocess.Popen[str], words: str) -> list[str]:
    """What is printed up to the line with these words. An end before that fails the test."""
    assert running.stdout
    printed: list[str] = []
    for line in running.stdout:
        printed.append(line.rstrip())
        if words in line:
            return printed
    raise AssertionError("\n".join(printed))


def everybody(running: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(running.pid).children(recursive=True)


def left_of(processes: list[psutil.Process], runs: Path) -> list[str]:
    """What of these has not ended, and which of their folders have not gone, within a while."""
    until = time.monotonic() + 60
    while True:
        left = [each for process in processes for each in alive(process)]
        with suppress(FileNotFoundError):  # what is gone while it is looked at is looked at again
            left += [str(file) for folder in runs.glob("demo-*") for file in (folder, *folder.rglob("*"))][:20]
        if (not left and not any(runs.glob("demo-*"))) or time.monotonic() > until:
            return left
        time.sleep(0.2)


def alive(process: psutil.Process) -> list[str]:
    try:
        return [] if process.status() == psutil.STATUS_ZOMBIE else [" ".join(process.cmdline())]
    except psutil.NoSuchProcess:
        return []


def test_the_demo_shows_an_event_and_ends_cleanly_when_told_to(runs: Path) -> None:
    with demo(runs) as running:
        printed = "\n".join(says(running, FIRST_EVENT))
        for words in ("PostgreSQL", "Kafka", "Services", "Open http://127.0.0.1:", "Sign in:", "Ctrl-C ends it"):
            assert words in printed
        started = everybody(running)
        running.send_signal(signal.SIGTERM)
        rest, _ = running.communicate(timeout=PATIENCE)
        assert running.returncode == 0, rest
        assert "Everything has ended." in rest
        assert left_of(started, runs) == []


def test_a_demo_that_was_killed_hard_leaves_nothing_running(runs: Path) -> None:
    with demo(runs) as running:
        says(running, "PostgreSQL")
        started = everybody(running)
        assert started
        running.kill()
        assert left_of(started, runs) == []


def test_a_server_that_cannot_be_reached_is_said_in_one_line(runs: Path) -> None:
    given = {"PEERBRIDGE_STATE_DIR": str(runs), "PEERBRIDGE_ADMIN_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    done = subprocess.run(
        [sys.executable, "-m", "peerbridge_demo"],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == ""
    assert "Stopped: the database of recruitment cannot be made" in done.stdout
    assert "Traceback" not in done.stdout
