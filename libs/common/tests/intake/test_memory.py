"""Memory stays flat: thirty times the children need no more than the few bytes that know a child again."""

import subprocess
import sys
from pathlib import Path

import pytest

from peerbridge.intake.generator import Plan, write_file
from peerbridge.intake.seen import Seen

READ = """
import resource, sys
from datetime import date
from pathlib import Path
from peerbridge.intake.afcars import read_afcars_file
from peerbridge.intake.csv_files import read_csv_file
read = read_csv_file if sys.argv[1].endswith("csv") else read_afcars_file
rows = sum(1 for _ in read(Path(sys.argv[1]), today=date(2026, 1, 5)))
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_kib(file: Path) -> tuple[int, int]:
    """Rows read, and the most memory a process had that read them."""
    done = subprocess.run(  # a memory peak is a process's
        [sys.executable, "-c", READ, str(file)], check=True, capture_output=True, text=True, timeout=120
    )
    rows, peak = done.stdout.split()
    return int(rows), int(peak)


@pytest.mark.parametrize(("form", "children"), [("afcars", 60_000), ("csv", 150_000)])
def test_a_large_file_needs_no_more_memory_than_a_small_one(tmp_path: Path, form: str, children: int) -> None:
    small, large = tmp_path / f"small.{form}", tmp_path / f"large.{form}"
    write_file(Plan(children=2_000, counties=("19153",)), form, small)
    write_file(Plan(children=children, counties=("19153",)), form, large)
    (_, low), (rows, high) = peak_kib(small), peak_kib(large)
    assert rows > children
    assert large.stat().st_size > 10 << 20
    assert high - low < 8 << 10


def test_seen_knows_every_key_again_after_growing() -> None:
    seen = Seen()
    assert all(seen.first_line(str(n), n) is None for n in range(1, 20_000))
    assert all(seen.first_line(str(n), 0) == n for n in range(1, 20_000))
    assert len(seen) == 19_999
