"""What a service's audit addresses answer, page by page, so that memory stays flat however long a chain is."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from peerbridge.cli.asking import Asking

__all__ = ["checkpoints", "entries", "keys", "lines", "state", "unlinked", "write"]

PAGE: Final = 2000
BASE: Final = "/ops/v1/audit"


def state(asked: Asking) -> dict[str, Any]:
    """Where the chain stands."""
    return asked.told_of("GET", f"{BASE}/state")


def lines(asked: Asking, until: int | None = None) -> Iterator[dict[str, Any]]:
    """The chain's lines in order, up to a position."""
    after = 0
    while until is None or after < until:
        answer = asked.ask("GET", f"{BASE}/chain", params={"after": after, "limit": PAGE})
        page = [json.loads(line) for line in answer.content.splitlines()]
        for line in page:
            if until is None or line["position"] <= until:
                yield line
        if len(page) < PAGE:
            return
        after = page[-1]["position"]


def checkpoints(asked: Asking) -> Iterator[str]:
    """The service's own checkpoints, as signed."""
    cursor: str | None = ""
    while cursor is not None:
        told = asked.told_of("GET", f"{BASE}/checkpoints", params={"cursor": cursor})
        yield from map(str, told["lines"])
        cursor = told["next"]


def unlinked(asked: Asking) -> Iterator[int]:
    """Ids of rows without a link."""
    after: int | None = 0
    while after is not None:
        told = asked.told_of("GET", f"{BASE}/unlinked", params={"after": after})
        yield from map(int, told["ids"])
        after = told["next"]


def keys(asked: Asking) -> list[Mapping[str, Any]]:
    """The service's public keys, by its own word."""
    return list(asked.told_of("GET", f"{BASE}/keys")["keys"])


def entries(asked: Asking, wanted: Mapping[str, str | int]) -> Iterator[dict[str, Any]]:
    """Audit rows in the token's scope, oldest first."""
    after = 0
    while True:
        told = asked.told("GET", BASE, params={**wanted, "after": after, "limit": 1000})
        page = [row for row in told if isinstance(row, dict)] if isinstance(told, list) else []
        yield from page
        if len(page) < 1000:  # noqa: PLR2004 (the limit above)
            return
        after = page[-1]["id"]


def write(file: Path, texts: Iterable[str]) -> int:
    """Write lines to a file; how many."""
    count = 0
    with file.open("w") as opened:
        for count, text in enumerate(texts, 1):  # noqa: B007 (counted)
            opened.write(text + "\n")
    return count
