"""Two ids of one person: when they may become one, and how that person then stands with each program."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from recruitment.domain.candidates import Candidate
from recruitment.domain.merging_errors import BothOnTheWay, DataOfOneDestroyed, KeepTheOther, OnePersonAlready

__all__ = ["check_merge", "joined"]


def check_merge(
    kept: UUID, merged: UUID, on_the_way: Mapping[UUID, Collection[str]], destroyed: Collection[UUID]
) -> None:
    """`on_the_way`: the programs in which an application or a certification of an id goes on.

    Raises: OnePersonAlready, DataOfOneDestroyed, KeepTheOther, BothOnTheWay.
    """
    if kept == merged:
        raise OnePersonAlready
    if kept in destroyed or merged in destroyed:
        raise DataOfOneDestroyed
    theirs = on_the_way.get(merged)
    if theirs and on_the_way.get(kept):
        raise BothOnTheWay(programs=", ".join(sorted({*theirs, *on_the_way[kept]})))
    if theirs:
        raise KeepTheOther(programs=", ".join(sorted(theirs)))


def joined(kept: UUID, own: Mapping[str, Candidate], others: Mapping[str, Candidate]) -> list[Candidate]:
    """The standings that change under the kept id: where only the merged one stood, or stood further in (nobody comes in twice)."""
    changed = []
    for program, other in sorted(others.items()):
        known = own.get(program)
        if known is None or (other.in_pool and not (known.in_pool or known.applied)):
            changed.append(replace(other, person=kept))
    return changed
