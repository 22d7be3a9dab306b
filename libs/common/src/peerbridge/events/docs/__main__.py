"""`python -m peerbridge.events.docs [--check] [--to docs/events]`: write the published language, or fail on drift.

A schema that would break its readers is never written over the one they know: that is a new version beside the old.
Payloads once given as an example are kept for ever under `history/`, so that today's models are tested on them.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from peerbridge.events.catalogue import EVENTS
from peerbridge.events.docs.asyncapi import asyncapi
from peerbridge.events.docs.compatibility import breaks
from peerbridge.events.docs.examples import example
from peerbridge.events.docs.page import page
from peerbridge.events.docs.schemas import Schema, schema
from peerbridge.events.docs.yaml_text import yaml_text

HISTORY = "history"


def files() -> dict[str, str]:
    """Every generated file's text, by its path under the folder; history is kept apart."""
    made = {"catalogue.md": page(), "asyncapi.yaml": yaml_text(asyncapi())}
    for type_, event in EVENTS.items():
        name = type_.removeprefix("peerbridge.")
        made[f"schemas/{name}.json"] = _pretty(schema(event))
        made[f"examples/{name}.json"] = _pretty(json.loads(example(event).payload()))
    return made


def broken(folder: Path) -> Iterator[str]:
    """Every break between the committed schemas and the models, one line each."""
    now = {type_.removeprefix("peerbridge."): schema(event) for type_, event in EVENTS.items()}
    for file in sorted(folder.glob("schemas/*.json")):
        if file.stem not in now:
            yield f"{file.stem}: removed; a type that was published is read for ever"
            continue
        yield from (f"{file.stem}: {why}" for why in breaks(json.loads(file.read_text()), now[file.stem]))


def drift(folder: Path) -> Iterator[str]:
    """Every file that differs from what the models say, and every example that history lacks."""
    made = files()
    known = {str(file.relative_to(folder)) for kind in ("schemas", "examples") for file in folder.glob(f"{kind}/*")}
    for path in sorted(made.keys() | known):
        file = folder / path
        if path not in made or not file.is_file() or file.read_text() != made[path]:
            yield f"{path}: differs from the models"
    yield from (f"{path}: is not in the history" for path in _unkept(folder, made))


def write(folder: Path) -> None:
    """Write all files; keep each new example in the history."""
    made = files()
    for path, text in made.items():
        _write(folder / path, text)
    for path in _unkept(folder, made):
        name = Path(path).stem
        number = len(list(folder.glob(f"{HISTORY}/{name}/*.json"))) + 1
        _write(folder / HISTORY / name / f"{number:03}.json", made[path])


def _unkept(folder: Path, made: dict[str, str]) -> list[str]:
    """The examples whose payload was never kept."""
    examples = [path for path in made if path.startswith("examples/")]
    return [path for path in examples if made[path] not in _kept(folder / HISTORY / Path(path).stem)]


def _kept(folder: Path) -> set[str]:
    """The payloads kept of one event."""
    return {file.read_text() for file in folder.glob("*.json")}


def _write(file: Path, text: str) -> None:
    """Write one file, with its folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def _pretty(data: Schema) -> str:
    """Data as JSON for people."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Run the command; 0 where all is well."""
    parser = argparse.ArgumentParser(prog="python -m peerbridge.events.docs", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail where a file differs from the models"
    )
    parser.add_argument("--to", type=Path, default=Path("docs/events"), help="the folder (default: docs/events)")
    asked = parser.parse_args(arguments)
    faults = [*broken(asked.to), *(drift(asked.to) if asked.check else ())]
    if not faults and not asked.check:
        write(asked.to)
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
