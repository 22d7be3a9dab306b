"""A person decides that two ids are one person's: everything of the one becomes the other's, here at once, elsewhere by the news."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.errors import BeyondCounties
from peerbridge.events.candidates import CandidateOptedOut, CandidatesMerged
from peerbridge.merging import Merging, kept_ids, note, start
from recruitment.domain.candidates import Candidate
from recruitment.domain.merging import check_merge, joined
from recruitment.domain.merging_errors import PersonNotKnown
from recruitment.storage import candidates, merges, people
from recruitment.storage.merge_tables import MergeRow
from recruitment.storage.people import Known
from recruitment.use_cases.decide_people import decide_people

__all__ = ["Effects", "effects_of", "merge_people", "merging"]


@dataclass(frozen=True, slots=True)
class Effects:
    """What moves to the kept id, and how the person stands: before the decision as they would, after it as they do."""

    kept: UUID
    merged: UUID
    cases: int
    nominations: int
    applications: int
    opted_out: bool
    standings: Sequence[Candidate]


async def effects_of(work: UnitOfWork, kept: UUID, merged: UUID) -> Effects:
    """What a merge would move; nothing is changed. Raises: as `merge_people`."""
    return await _effects(work, *await _checked(work, kept, merged))


async def merge_people(work: UnitOfWork, kept: UUID, merged: UUID, ground: str) -> Effects:
    """Merge them for good.

    Raises: PersonNotKnown, BeyondCounties, OnePersonAlready, DataOfOneDestroyed, KeepTheOther, BothOnTheWay.
    """
    keeper, other = await _checked(work, kept, merged)
    effects = await _effects(work, keeper, other)
    home, *others = sorted(keeper.counties | other.counties)
    await note(work, effects.merged, effects.kept)
    await start(work, effects.merged, (home,))
    work.announce(CandidatesMerged(merged=effects.merged, kept=effects.kept), county=home, shared_with=others)
    if other.opted_out and not keeper.opted_out:
        work.announce(CandidateOptedOut(person=effects.kept), county=home, shared_with=others)
    decision = MergeRow(
        merged=effects.merged, kept=effects.kept, county=home, shared_with=others, ground=ground,
        decided_by=work.actor, decided_at=work.business_now,
    )  # fmt: skip
    await merges.add(work, decision)
    await people.take_over(work, effects.merged, effects.kept)
    await merging.join(work, effects.merged, effects.kept)
    work.audit(action="merge", what="person", subject=effects.kept, concerns=[effects.merged], county=home)
    return replace(effects, standings=tuple(await candidates.of_person(work, effects.kept)))


async def _checked(work: UnitOfWork, kept: UUID, merged: UUID) -> tuple[Known, Known]:
    """Both, locked, where they may become one; an id that was merged before is the kept one."""
    names = await kept_ids(work, [kept, merged])
    keeper_id, other_id = names.get(kept, kept), names.get(merged, merged)
    found = {each.person: each for each in await people.lock(work, people=[keeper_id, other_id])}
    keeper, other = _seen(work, found.get(keeper_id), kept), _seen(work, found.get(other_id), merged)
    both = [keeper.person, other.person]
    on_the_way, destroyed = await merges.on_the_way(work, both), await merges.destroyed(work, both)
    check_merge(keeper.person, other.person, on_the_way, destroyed)
    if (keeper.counties | other.counties) - set(work.scope.counties):
        raise BeyondCounties
    return keeper, other


def _seen(work: UnitOfWork, known: Known | None, asked: UUID) -> Known:
    """A person of whom the caller's counties know."""
    if known is None or not known.counties & set(work.scope.counties):
        raise PersonNotKnown(person=asked)
    return known


async def _effects(work: UnitOfWork, keeper: Known, other: Known) -> Effects:
    kept, merged = keeper.person, other.person
    cases, nominations, applications = await merges.counts(work, merged)
    standing = await candidates.lock(work, [kept, merged])
    after = {**standing.get(kept, {}), **{each.program: each for each in _changed(standing, kept, merged)}}
    out = keeper.opted_out or other.opted_out
    return Effects(kept, merged, cases, nominations, applications, out, tuple(after.values()))


def _changed(standing: dict[UUID, dict[str, Candidate]], kept: UUID, merged: UUID) -> list[Candidate]:
    return joined(kept, standing.get(kept, {}), standing.get(merged, {}))


async def join_standings(work: UnitOfWork, merged: UUID, kept: UUID) -> None:
    """The pool's part: standings become one, and the person is decided on anew with the facts of both."""
    standing = await candidates.lock(work, [kept, merged])
    await candidates.store(work, _changed(standing, kept, merged))
    await merges.forget_standings(work, merged)
    await decide_people(work, await people.lock(work, people=[kept]))


merging: Final = Merging(merges.JOINED, also=join_standings)
