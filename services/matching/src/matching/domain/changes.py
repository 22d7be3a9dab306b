"""What a choice changes: pairs to be made, and proposals that nobody has seen and that no longer stand in it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from matching.domain.greedy import Pair, choose
from matching.domain.others import others_of
from matching.domain.pool import Pool
from matching.domain.proposals import Proposal

__all__ = ["Change", "Others", "changed"]

Others = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """New pairs, why nobody else for each, and the proposals whose place or family they take."""

    new: tuple[Pair, ...]
    displaced: tuple[Proposal, ...]
    others: dict[tuple[UUID, UUID, str], Others]


def changed(pool: Pool, most: int) -> Change | None:
    """What choosing anew changes, at most so many new pairs; None where all stands as it is."""
    chosen = choose(pool, len(pool.seekers))
    stands = {pair.seeker.request.request: pair.partner.key for pair in chosen}
    here = {seeker.request.request for seeker in pool.seekers}
    kept = {old.request for old in pool.movable.values() if stands.get(old.request) == (old.partner, old.program)}
    new = tuple(pair for pair in chosen if pair.seeker.request.request not in kept)[:most]
    served, taken = {pair.seeker.request.request for pair in new}, {pair.partner.key for pair in new}
    displaced = tuple(
        old
        for old in pool.movable.values()
        if old.request not in kept
        and (old.request in served or (old.partner, old.program) in taken or old.request in here - stands.keys())
    )
    if not new and not displaced:
        return None
    return Change(new, displaced, {pair.key: others_of(pair, pool, chosen) for pair in new})
