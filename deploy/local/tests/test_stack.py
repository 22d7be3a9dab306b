"""A run of the local stack leaves nothing behind, however it ends."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from peerbridge_local import ports, records
from peerbridge_local.errors import LocalStackError
from peerbridge_local.fetch import kafka_classpath
from peerbridge_local.home import Home
from peerbridge_local.keeper import LOCK
from peerbridge_local.postgres import Postgres

SLEEPER = "import time; time.sleep(600)"
OWNER = f"""
import sys, time
from peerbridge_local.home import Home
home = Home.claim("owner")
home.start("sleeper", [sys.executable, "-c", {SLEEPER!r}])
print(home.folder, flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PEERBRIDGE_STATE_DIR", str(tmp_path / "runs"))
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    return tmp_path / "runs"


def eventually(condition: Callable[[], bool], patience: float = 15.0) -> bool:
    deadline = time.monotonic() + patience
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_a_run_that_ends_takes_its_processes_and_its_folder_with_it() -> None:
    with Home.claim("run") as home:
        child = home.start("sleeper", [sys.executable, "-c", SLEEPER])
        assert child.process.poll() is None
    assert child.process.poll() is not None
    assert not home.folder.exists()


def test_the_children_of_a_run_that_was_killed_hard_end_by_themselves() -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    folder = Path(owner.stdout.readline().strip())
    (child,) = records.read(folder)
    owner.kill()
    owner.communicate()
    assert eventually(lambda: records.find(child) is None)
    assert eventually(lambda: not folder.exists())


def test_a_dying_owner_whose_lock_outlives_its_pipe_is_cleared_too(tmp_path: Path) -> None:
    sleeper = subprocess.Popen([sys.executable, "-c", SLEEPER])
    record = records.Record("sleeper", sleeper.pid, psutil.Process(sleeper.pid).create_time(), signal.SIGTERM)
    records.write(tmp_path, [record])
    with (tmp_path / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keeper = subprocess.Popen(
            [sys.executable, "-m", "peerbridge_local.keeper", str(tmp_path)], stdin=subprocess.PIPE
        )
        assert keeper.stdin
        keeper.stdin.close()
        time.sleep(1)
        assert keeper.poll() is None
    assert keeper.wait(30) == 0
    assert sleeper.wait(30) == -signal.SIGTERM


def test_a_child_that_its_owner_had_no_time_to_write_down_ends_too() -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    folder = Path(owner.stdout.readline().strip())
    (child,) = records.read(folder)
    records.write(folder, [])
    owner.kill()
    owner.communicate()
    assert eventually(lambda: records.find(child) is None)
    assert eventually(lambda: not folder.exists())


def test_a_new_run_ends_what_a_dead_one_left_even_without_its_keeper() -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    folder = Path(owner.stdout.readline().strip())
    (child,) = records.read(folder)
    (keeper,) = [one for one in psutil.Process(owner.pid).children() if "peerbridge_local.keeper" in one.cmdline()]
    keeper.kill()
    owner.kill()
    owner.communicate()
    assert records.find(child)
    with Home.claim("next"):
        assert records.find(child) is None
        assert not folder.exists()


def test_a_stranger_with_a_recorded_pid_is_left_alone() -> None:
    stranger = subprocess.Popen([sys.executable, "-c", SLEEPER])
    records.end([records.Record("stranger", stranger.pid, time.time() - 3600, signal.SIGTERM)], patience=0.5)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_kept_folder_belongs_to_one_living_run() -> None:
    with Home.claim("demo", keep=True), pytest.raises(LocalStackError, match="already running"):
        Home.claim("demo", keep=True)


def test_a_kept_database_is_there_again_in_the_next_run() -> None:
    with Home.claim("kept", keep=True) as home:
        Postgres(home).start()
        version = (home.folder / "pg" / "PG_VERSION").read_text()
    with Home.claim("kept", keep=True) as home:
        again = Postgres(home)
        again.start()
        assert again.child.alive
    assert version.strip() == "18"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be refused by its own folder's mode")
def test_root_runs_postgres_in_a_folder_that_others_may_not_enter(runs: Path) -> None:
    runs.mkdir()
    runs.chmod(0o700)
    with Home.claim("closed") as home:
        server = Postgres(home)
        server.start()
        assert psutil.Process(server.child.process.pid).uids().effective != 0


def test_a_program_that_is_missing_is_one_line() -> None:
    with Home.claim("run") as home, pytest.raises(LocalStackError, match="cannot be started"):
        home.start("ghost", ["/does/not/exist"])


def test_kafka_out_of_reach_is_one_line_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERBRIDGE_MAVEN_URL", "http://127.0.0.1:9/nothing")
    monkeypatch.setenv("M2_REPO", str(tmp_path / "m2"))
    monkeypatch.setenv("JGO_CACHE_DIR", str(tmp_path / "jgo"))
    kafka_classpath.cache_clear()
    with pytest.raises(LocalStackError, match="connect to the network") as refused:
        kafka_classpath()
    assert "\n" not in str(refused.value)
    kafka_classpath.cache_clear()


DRAW = "import sys; from peerbridge_local import ports; ports.LOWEST = ports.HIGHEST = int(sys.argv[1]); print(ports.free_port())"


def test_a_port_that_was_drawn_is_nobody_elses_until_its_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens on it yet, as between its choice and a service's start."""

    def draw(port: int) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "-c", DRAW, str(port)]
        return subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)

    taken = ports.free_port()
    assert "no free TCP port" in draw(taken).stderr
    monkeypatch.setattr(ports, "LOWEST", taken)
    monkeypatch.setattr(ports, "HIGHEST", taken)
    with pytest.raises(LocalStackError):
        ports.free_port()
