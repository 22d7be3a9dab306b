"""A checkpoint vouches for the chain up to one position: a compact JWS (RFC 7515) over service, position, hash and time.

They are kept outside the database, one line each in a file per day (UTC) that is only appended to and never touched after its day, so that
it can be copied to storage that nothing can overwrite. A database's owner can rewrite rows and links, but no signature.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from heapq import merge
from pathlib import Path
from typing import Any, Final

import jwt
from jwt.utils import base64url_decode
from pydantic import TypeAdapter, ValidationError

from peerbridge.audit.keys import ALGORITHM, AuditKey
from peerbridge.audit.record import canonical, instant

__all__ = ["BadCheckpoint", "Checkpoint", "Store", "claimed", "hash_of", "lines_of", "read_checkpoint", "signed"]

KIND: Final = "peerbridge-audit+jws"
KEYS: Final = "key-{kid}.json"
PAGE: Final = 2000  # lines
LINE: Final = 1000  # bytes; a checkpoint takes some 400


class BadCheckpoint(Exception):
    """A checkpoint does not count: the text says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`position` rows were linked, the last with `hash`, at `at` (real time, RFC 3339)."""

    service: str
    position: int
    hash: str
    at: str

    @classmethod
    def now(cls, service: str, position: int, hash_: bytes) -> "Checkpoint":
        """The checkpoint of a chain's head."""
        return cls(service, position, hash_.hex(), instant(datetime.now(UTC)))


_SHAPE: Final = TypeAdapter(Checkpoint)


def signed(checkpoint: Checkpoint, key: AuditKey) -> str:
    """The checkpoint as a compact JWS."""
    headers = {"kid": key.kid, "typ": KIND}
    return jwt.PyJWS().encode(canonical(asdict(checkpoint)), key.private, algorithm=ALGORITHM, headers=headers)


def read_checkpoint(line: str, keys: Mapping[str, Any]) -> Checkpoint:
    """What a line says, if one of `keys` signed it. Raises: BadCheckpoint."""
    try:
        kid = str(jwt.get_unverified_header(line).get("kid"))
    except jwt.PyJWTError as error:
        raise BadCheckpoint("it is no signed line") from error
    if kid not in keys:
        raise BadCheckpoint(f"it is signed with the key {kid}, which is none of those given")
    try:
        return _SHAPE.validate_json(jwt.PyJWS().decode(line, keys[kid], algorithms=[ALGORITHM]))
    except jwt.PyJWTError as error:
        raise BadCheckpoint("its signature does not fit") from error
    except ValidationError as error:
        raise BadCheckpoint("it does not say service, position, hash and time") from error


class Store:
    """One service's checkpoints in a directory: `2026-11-22.jsonl` per day, and `key-<kid>.json` per public key."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def publish(self, key: AuditKey) -> None:
        """Put the public half of a key beside its checkpoints."""
        self.directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        file = self.directory / KEYS.format(kid=key.kid)
        if not file.exists():
            file.write_bytes(canonical(key.jwk) + b"\n")

    def append(self, line: str, day: str) -> None:
        """Add a line to the day's file, durably."""
        file = self.directory / f"{day}.jsonl"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), "ab") as opened:
            opened.write(line.encode() + b"\n")
            opened.flush()
            os.fsync(opened.fileno())

    def keys(self) -> list[Path]:
        """The files of public keys."""
        return sorted(self.directory.glob("key-*.json"))

    def days(self) -> list[Path]:
        """The files of checkpoints, oldest first."""
        return sorted(self.directory.glob("*.jsonl"))

    def last(self) -> str | None:
        """The newest line."""
        for file in reversed(self.days()):
            with file.open("rb") as opened:
                opened.seek(max(0, file.stat().st_size - 10 * LINE))
                if lines := opened.read().decode(errors="replace").split():
                    return lines[-1]
        return None

    def page(self, cursor: str) -> tuple[list[str], str | None]:
        """Up to a page of lines from `cursor` (empty: the beginning), and where the next page begins, None after the last."""
        day, _, offset = cursor.partition(":")
        files = [file for file in self.days() if file.stem >= day]
        lines: list[str] = []
        for n, file in enumerate(files):
            with file.open("rb") as opened:
                opened.seek(int(offset) if n == 0 and file.stem == day and offset.isdigit() else 0)
                while len(lines) < PAGE and (line := opened.readline()):
                    lines.append(line.decode(errors="replace").strip())
                if len(lines) >= PAGE:
                    return lines, f"{file.stem}:{opened.tell()}"
        return lines, None


def lines_of(places: Iterable[Path]) -> Iterator[str]:
    """All lines of these directories (or single files), by the position they claim, without holding them in memory."""
    streams = [_in(place) for place in places]
    return (line for _, line in merge(*streams, key=lambda pair: pair[0]))


def _in(place: Path) -> Iterator[tuple[int, str]]:
    for file in Store(place).days() if place.is_dir() else [place]:
        with file.open() as opened:
            for line in opened:
                if text := line.strip():
                    yield claimed(text), text


def claimed(line: str) -> int:
    """The position a line claims, unchecked; 0 where it is unreadable, so that it is met and refused at once."""
    told = _unchecked(line)
    return told.position if told else 0


def hash_of(line: str) -> str:
    """The hash a line claims, unchecked."""
    told = _unchecked(line)
    return told.hash if told else ""


def _unchecked(line: str) -> Checkpoint | None:
    try:
        return _SHAPE.validate_json(base64url_decode(line.split(".")[1]))
    except (IndexError, ValueError):
        return None
