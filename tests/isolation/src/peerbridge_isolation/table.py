"""The one table: service and address by role, with what came of asking for one's own and for the other's."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import pytest

from peerbridge.identity import ROLES
from peerbridge_isolation.walking import HOME, Cell

__all__ = ["CELLS", "printed"]

CELLS: Final = pytest.StashKey[list[Cell]]()
"""Where a run keeps its walk until it ends."""


def printed(cells: Sequence[Cell]) -> str:
    """A row per address, a column per role: `own/other` statuses; `!` marks what should not be."""
    roles = ["", *sorted(ROLES)]
    names = ["no token", *sorted(ROLES)]
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for cell in cells:
        mark = "!" if cell.seen or cell.wrong else ""
        rows.setdefault(str(cell.address), {}).setdefault(cell.role, {})[cell.whose] = f"{cell.status}{mark}"
    width = max(len(each) for each in rows)
    lines = [" ".join([f"{'own/other':{width}}", *(f"{each[:9]:9}" for each in names)])]
    for address in sorted(rows):
        told = ("/".join(rows[address].get(role, {}).values()) or "-" for role in roles)
        lines.append(" ".join([f"{address:{width}}", *(f"{each:9}" for each in told)]))
    wrong = sum(bool(cell.seen or cell.wrong) for cell in cells)
    statuses = Counter(("own" if cell.whose == HOME else "other", cell.status) for cell in cells)
    totals = ", ".join(f"{whose} {status}: {number}" for (whose, status), number in sorted(statuses.items()))
    return "\n".join([*lines, f"{len(rows)} addresses, {len(cells)} cells, {wrong} wrong; {totals}"])
