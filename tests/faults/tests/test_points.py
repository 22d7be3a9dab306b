"""Crash points are few: each stands in the product at one place, and the rig dies at every one of them."""

import re
from pathlib import Path

from peerbridge import crash
from peerbridge_faults.inject.crashes import named
from peerbridge_local.home import PROJECT

SOURCES = [*PROJECT.glob("libs/*/src/**/*.py"), *PROJECT.glob("services/*/src/**/*.py")]
NAMES = {name: value for name, value in vars(crash).items() if value in crash.POINTS}
CALL = re.compile(r"crash_point\((\w+)\)")
RIG = "\n".join(
    (PROJECT / "tests/faults/src/peerbridge_faults" / file).read_text() for file in ("short.py", "inject/crashes.py")
)


def test_each_point_stands_at_one_place() -> None:
    called = [name for path in SOURCES for name in CALL.findall(path.read_text())]
    assert sorted(called) == sorted(NAMES)


def test_nothing_else_of_the_product_is_there_for_the_rig() -> None:
    told = [str(path.relative_to(PROJECT)) for path in SOURCES if "peerbridge_faults" in path.read_text()]
    assert told == []


def test_the_short_form_dies_at_every_point() -> None:
    assert [name for name in NAMES if f"crash.{name}" not in RIG] == []


def test_a_point_is_named_in_the_table_as_it_is_chosen() -> None:
    assert named(crash.BEFORE_COMMIT) == "kill -9: consumer: before commit"
    assert Path(crash.__file__).read_text().count("os.kill") == 1
