"""Whether a chain is whole: every row recomputed, every link followed, every signed checkpoint met. Memory stays flat.

What each crime leaves behind: an edited row no longer has its hash; a deleted one leaves a link without a row, or a gap; a reordered one
breaks both links beside it; a truncated chain ends before its last checkpoint; one that was computed anew has other hashes than the
checkpoints, which nobody can sign without the key; a row that was smuggled in has no link.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from peerbridge.audit.checkpoints import BadCheckpoint, Checkpoint, read_checkpoint
from peerbridge.audit.record import FIRST, MEMBERS, digest

__all__ = ["Fault", "Verdict", "verify"]

MOST_FAULTS: Final = 100  # are listed; one that breaks everything after it need not be said a million times
SIGNED_WITHIN: Final = timedelta(
    seconds=60
)  # a row is linked and signed within a second; after a minute nobody means to
MONTH: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something is wrong from `position` on (of a row without a link: None)."""

    position: int | None
    words: str


@dataclass(slots=True)
class Verdict:
    """What was verified, and what is wrong with it."""

    service: str
    rows: int = 0
    checkpoints: int = 0
    hidden: int = 0
    """Rows of counties that the reader does not hold: their links were followed, their content was not recomputed."""
    signed: int = 0
    """The highest position that a valid checkpoint vouches for."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def first(self) -> Fault | None:
        """What is wrong with the lowest row."""
        return min(self.faults, key=lambda fault: (fault.position is None, fault.position or 0), default=None)

    def says(self, position: int | None, words: str) -> None:
        """Note a fault."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(position, words))


def verify(
    service: str,
    lines: Iterable[Mapping[str, Any]],
    checkpoints: Iterable[str],
    keys: Mapping[str, Any],
    *,
    unlinked: Iterable[int] = (),
    kept_months: int = 84,
    now: datetime | None = None,
) -> Verdict:
    """The verdict on a service's chain, its lines in order of their positions. `now` is given where the chain is a living one."""
    walk = _Walk(Verdict(service), _read(service, checkpoints, keys), kept_months, now or datetime.now(UTC))
    for line in lines:
        walk.row(line)
    walk.end(living=now is not None)
    for row in unlinked:
        walk.verdict.says(
            None, f"the row with id {row} has no link: it was put in beside the application, or its link was deleted"
        )
    return walk.verdict


def _read(service: str, lines: Iterable[str], keys: Mapping[str, Any]) -> Iterator[Checkpoint | str]:
    for line in lines:
        try:
            told = read_checkpoint(line, keys)
        except BadCheckpoint as error:
            yield f"a checkpoint does not count: {error}"
        else:
            yield told if told.service == service else f"a checkpoint belongs to {told.service}"


class _Walk:
    def __init__(self, verdict: Verdict, told: Iterator[Checkpoint | str], kept_months: int, now: datetime) -> None:
        self.verdict, self.told, self.kept, self.now = verdict, told, kept_months * MONTH, now
        self.position, self.hash, self.at = 0, FIRST, ""
        self.unsigned_at: str | None = None
        self.next = self._following()

    def _following(self) -> Checkpoint | None:
        """The next checkpoint that counts."""
        for told in self.told:
            if isinstance(told, Checkpoint):
                self.verdict.checkpoints += 1
                return told
            self.verdict.says(None, told)
        return None

    def row(self, line: Mapping[str, Any]) -> None:
        """The next line of the chain."""
        position, stored = int(line["position"]), str(line["hash"])
        if self.verdict.rows == 0 and position > 1:
            self._retired(position - 1, str(line["previous"]))
        elif position != self.position + 1:
            self._gap(position)
        elif line["previous"] != self.hash:
            self.verdict.says(
                position,
                f"row {position} is not linked to row {self.position}: rows were exchanged, deleted or changed",
            )
        self._content(line, position, stored)
        self.verdict.rows += 1
        self.position, self.hash, self.at = max(position, self.position), stored, str(line["at"])
        self.unsigned_at = self.unsigned_at or self.at
        self._meet()

    def _content(self, line: Mapping[str, Any], position: int, stored: str) -> None:
        if line.get("missing"):
            self.verdict.says(
                position, f"row {position} (id {line['id']}) was deleted: its link stands, the row is gone"
            )
        elif line.get("hidden"):
            self.verdict.hidden += 1
        elif digest({name: line[name] for name in MEMBERS & line.keys()}) != stored:
            self.verdict.says(
                position, f"row {position} (id {line['id']}) was changed: its content no longer has its hash"
            )

    def _gap(self, position: int) -> None:
        if position > self.position:
            self.verdict.says(
                self.position + 1, f"rows {self.position + 1} to {position - 1} are gone with their links"
            )
        else:
            self.verdict.says(
                position, f"row {position} stands where row {self.position + 1} should: the order was changed"
            )

    def _retired(self, last: int, previous: str) -> None:
        """The chain begins after `last`: a checkpoint must vouch for it, and be as old as retired rows are."""
        while self.next and self.next.position < last:
            self.next = self._following()
        anchor = None
        while self.next and self.next.position == last:
            anchor, self.next = self.next, self._following()
        if anchor is None or anchor.hash != previous:
            self.verdict.says(1, f"rows 1 to {last} are gone, and no checkpoint vouches for where the chain now begins")
        elif datetime.fromisoformat(anchor.at) > self.now - self.kept:
            self.verdict.says(
                1, f"rows 1 to {last} are gone, although the last was signed only at {anchor.at}: too early to retire"
            )

    def _meet(self) -> None:
        """All checkpoints up to the row at hand."""
        while self.next and self.next.position <= self.position:
            if self.next.position < self.position:
                first = self.verdict.signed + 1
                self.verdict.says(
                    min(first, self.next.position),
                    f"the checkpoint at {self.next.position} ({self.next.at}) has no row: "
                    "the chain was taken back or its rows are gone",
                )
            elif self.next.hash != self.hash:
                self.verdict.says(
                    self.verdict.signed + 1,
                    f"rows {self.verdict.signed + 1} to {self.position} are not those that were "
                    f"signed at {self.next.at}: the chain was computed anew",
                )
            else:
                self.verdict.signed, self.unsigned_at = self.position, None
            self.next = self._following()

    def end(self, *, living: bool) -> None:
        """No further line."""
        while self.next:
            self.verdict.says(
                self.position + 1,
                f"rows {self.position + 1} to {self.next.position} are gone: the chain was cut off after "
                f"{self.next.at}",
            )
            self.next = self._following()
        if self.position > self.verdict.signed and self._late(living=living):
            first = self.verdict.signed + 1
            self.verdict.says(first, f"rows {first} to {self.position} are vouched for by no checkpoint")

    def _late(self, *, living: bool) -> bool:
        """Whether what is not signed yet should have been."""
        if not self.verdict.signed or self.unsigned_at is None:
            return True
        until = self.now if living else datetime.fromisoformat(self.at)
        return until - datetime.fromisoformat(self.unsigned_at) > SIGNED_WITHIN
