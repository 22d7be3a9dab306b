"""What the backup scripts keep, remove and refuse."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from peerbridge_local.postgres import binary

SCRIPTS = Path(__file__).parents[2] / "deploy" / "backup"
LABEL = "START WAL LOCATION: 0/2000028 (file {wal})\nCHECKPOINT LOCATION: 0/2000080\n"
Ended = subprocess.CompletedProcess[str]


def run(name: str, folder: Path, *arguments: str, **environment: str) -> Ended:
    """A script with only these backups and no server."""
    path = f"{binary('postgres').parent}{os.pathsep}{os.environ['PATH']}"
    told = {"PATH": path, "PEERBRIDGE_BACKUPS": str(folder), **environment}
    command = ["sh", str(SCRIPTS / f"{name}.sh"), *arguments]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False)


def days_ago(days: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days):%Y%m%dT%H%M%SZ}"


def base(folder: Path, name: str, wal: str = "") -> Path:
    """A base backup as far as the scripts look at it."""
    made = folder / "base" / name
    made.mkdir(parents=True)
    (made / "peerbridge.finished").write_text(name)
    (made / "backup_label").write_text(LABEL.format(wal=wal))
    (made / "backup_manifest").write_text("{}")
    return made


def wal(number: int) -> str:
    return f"0000000100000000000000{number:02}"


def test_what_is_older_than_the_days_set_is_removed_with_the_log_before_the_oldest_base_that_is_kept(
    tmp_path: Path,
) -> None:
    old, kept = base(tmp_path, days_ago(31), wal(1)), base(tmp_path, days_ago(20), wal(3))
    dumps = [tmp_path / "dumps" / days_ago(days) for days in (40, 29)]
    for each in dumps:
        each.mkdir(parents=True)
    (tmp_path / "wal").mkdir()
    for number in (1, 2, 3, 4):
        (tmp_path / "wal" / wal(number)).touch()
    ended = run("prune", tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert (old.exists(), kept.exists(), [each.exists() for each in dumps]) == (False, True, [False, True])
    assert sorted(each.name for each in (tmp_path / "wal").iterdir()) == [wal(3), wal(4)]


def test_the_days_are_one_setting_and_the_newest_base_stays(tmp_path: Path) -> None:
    earlier, newest = base(tmp_path, days_ago(9), wal(1)), base(tmp_path, days_ago(8), wal(2))
    assert run("prune", tmp_path, PEERBRIDGE_BACKUP_DAYS="10").returncode == 0
    assert earlier.exists()
    assert run("prune", tmp_path, PEERBRIDGE_BACKUP_DAYS="7").returncode == 0
    assert (earlier.exists(), newest.exists()) == (False, True)


@pytest.mark.parametrize("days", ["0", "-3", "a week", "7; rm"])
def test_days_that_are_no_number_remove_nothing(tmp_path: Path, days: str) -> None:
    kept = base(tmp_path, days_ago(400))
    base(tmp_path, days_ago(1))
    ended = run("prune", tmp_path, PEERBRIDGE_BACKUP_DAYS=days)
    assert (ended.returncode, "say a number of days" in ended.stderr, kept.exists()) == (1, True, True)


def test_a_dump_that_is_not_what_was_written_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    (tmp_path / "matching.dump").write_text("whole")
    (tmp_path / "SHA256SUMS").write_text(f"{sha256(b'whole').hexdigest()}  ./matching.dump\n")
    (tmp_path / "matching.dump").write_text("cut off")
    ended = run("restore-dump", tmp_path, str(tmp_path), "matching")
    assert (ended.returncode, "checksum differs" in ended.stderr) == (1, True)


def test_a_service_that_there_is_not_is_refused(tmp_path: Path) -> None:
    for name, arguments in (("dump", ("payroll",)), ("restore-dump", (str(tmp_path), "payroll"))):
        ended = run(name, tmp_path, *arguments)
        assert (ended.returncode, "there is no service 'payroll'" in ended.stderr) == (1, True)


def test_a_moment_before_the_first_base_backup_is_refused_and_so_is_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    base(tmp_path, days_ago(2))
    moment = f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%d %H:%M:%S+00}"
    early = run("restore-to", tmp_path, moment, str(tmp_path / "data"))
    assert (early.returncode, "no base backup was finished before" in early.stderr) == (1, True)
    full = run("restore-to", tmp_path, "latest", str(tmp_path))
    assert (full.returncode, "is not empty" in full.stderr) == (1, True)


def test_a_file_of_the_log_is_archived_once_and_never_replaced_by_another(tmp_path: Path) -> None:
    source = tmp_path / "segment"
    source.write_text("one")
    assert [run("archive-wal", tmp_path, str(source), wal(1)).returncode for _ in range(2)] == [0, 0]
    source.write_text("another")
    refused = run("archive-wal", tmp_path, str(source), wal(1))
    assert (refused.returncode, (tmp_path / "wal" / wal(1)).read_text()) == (1, "one")
