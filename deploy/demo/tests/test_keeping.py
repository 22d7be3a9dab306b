"""A kept demo goes on where it stood: same passwords, and no business time has passed while it was down."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from peerbridge.clock import real_now
from peerbridge_demo.launch.kept import Kept
from peerbridge_demo.launch.options import ORIGIN, Options
from peerbridge_demo.system import DemoError


def test_a_new_demo_begins_its_time_and_writes_it_down_for_its_owner_only(tmp_path: Path) -> None:
    kept = Kept.of(tmp_path, Options(speed=2))
    kept.save()
    assert (kept.clock.origin, kept.clock.speed) == (ORIGIN, 2 * 86_400)
    assert kept.file.stat().st_mode & 0o077 == 0


def test_time_stands_still_while_a_kept_demo_is_down(tmp_path: Path) -> None:
    before = Kept.of(tmp_path, Options(keep=True))
    before.save()
    told = json.loads(before.file.read_text())
    seen = real_now() - timedelta(hours=10)
    told["started"], told["seen"] = (seen - timedelta(seconds=30)).isoformat(), seen.isoformat()
    before.file.write_text(json.dumps(told))
    after = Kept.of(tmp_path, Options(keep=True))
    assert after.passwords == before.passwords
    assert timedelta(days=29) < after.clock.now() - ORIGIN < timedelta(days=35)


def test_a_kept_demo_runs_at_its_own_speed_only(tmp_path: Path) -> None:
    Kept.of(tmp_path, Options(keep=True, speed=1)).save()
    with pytest.raises(DemoError, match="--speed 1"):
        Kept.of(tmp_path, Options(keep=True, speed=3))
