"""A state's pool in the memory of its worker: the exact matcher, whom it is about, and which of its pairs stand as proposals.

Nothing here is the truth: the database is. What is put here is what was read there, and what it chooses is checked there again.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from uuid import UUID

from matching.domain.optimum import matcher_of, partners_in, rank
from matching.domain.others import Others, others_of
from matching.domain.pool import Available, Movable, Pool, Seeker
from matching.domain.proposals import Proposal
from matching.domain.solver import Place, family_of, named_by

__all__ = ["Chosen", "Move", "StatePool"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A pair to be proposed, with what explains it later: the family's priority, the prices of family and place, the others.

    Without prices where a person chose it.
    """

    request: UUID
    partner: Place
    priority: int
    u: int | None
    pi: int | None
    others: Others


@dataclass(frozen=True, slots=True)
class Move:
    """Some pairs to be proposed, and the proposals that nobody has seen and that no longer stand."""

    new: tuple[Chosen, ...]
    displaced: tuple[Movable, ...]


class StatePool:
    """Everybody of a state. One thread at a time may use it."""

    def __init__(self, pool: Pool) -> None:
        """Seconds at a hundred thousand families: to be called in a thread."""
        self.around = replace(pool, seekers=(), available=(), movable={})
        self.seekers = {each.request.request: each for each in pool.seekers}
        self.available = {each.key: each for each in pool.available}
        self.movable = dict(pool.movable)
        self.matcher = matcher_of(pool)
        self.named = named_by(pool.available)
        self.at_home: defaultdict[str, list[Place]] = defaultdict(list)
        self.places: defaultdict[UUID, list[Place]] = defaultdict(list)
        self.priority = {each.request.request: rank(each, pool) for each in pool.seekers}
        self.moves: dict[UUID, Place | None] = {}
        self.first: list[tuple[int, UUID]] = []
        """A heap of the families in `moves` who get a partner, with those of old who do not any more."""
        self.unseated: dict[UUID, Movable] = {}
        """Proposals of families in `moves`."""
        for each in sorted(pool.available, key=lambda one: one.key):
            self.at_home[each.entry.county].append(each.key)
            self.places[each.entry.partner].append(each.key)

    @property
    def pool(self) -> Pool:
        """Everybody as values."""
        return replace(
            self.around,
            seekers=tuple(self.seekers.values()),
            available=tuple(self.available.values()),
            movable=dict(self.movable),
        )

    def follow(self, now: Pool, requests: Collection[UUID], partners: Collection[UUID]) -> None:
        """These requests and partners are as they are in `now`, or gone where they are not in it."""
        self.around = replace(now, seekers=(), available=(), movable={})
        concerned = self._put_partners(partners, now.available)
        for request in requests:
            self._forget(request)
            if self.matcher.has_family(request):
                self.matcher.withdraw(request)
        for each in now.seekers:
            if each.request.request in requests:
                self._put_family(each, now)
        self.movable |= {request: old for request, old in now.movable.items() if request in requests}
        for request in concerned - set(requests):
            self._put_family(self.seekers[request], now)

    def _forget(self, request: UUID) -> None:
        """A family that no longer seeks."""
        self.seekers.pop(request, None)
        self.movable.pop(request, None)
        self.moves.pop(request, None)

    def _put_family(self, seeker: Seeker, now: Pool) -> None:
        """A family as it is now."""
        request = seeker.request.request
        self.seekers[request], self.priority[request] = seeker, rank(seeker, now)
        self.matcher.insert(family_of(seeker, self.priority[request], self.named))

    def _put_partners(self, persons: Collection[UUID], found: Sequence[Available]) -> set[UUID]:
        """These persons' places in programmes as they are now; the families who must be put anew, since somebody names them."""
        before = [self.available.pop(key) for person in persons for key in self.places.pop(person, ())]
        after = [each for each in found if each.entry.partner in persons]
        for each in before:
            self.at_home[each.entry.county].remove(each.key)
        for each in after:
            self.available[each.key] = each
            self.places[each.entry.partner].append(each.key)
            insort(self.at_home[each.entry.county], each.key)
        serving = partners_in(replace(self.around, available=tuple(after)))
        for key in {each.key for each in before} - {each.key for each in serving}:
            if self.matcher.has_partner(key):
                self.matcher.remove_partner(key)
        for partner in serving:
            self.matcher.put_partner(partner)
        return self._renamed(before, after)

    def _renamed(self, before: Iterable[Available], after: Iterable[Available]) -> set[UUID]:
        """The families of whom these partners say another thing than before: whom not to meet, who is at home."""
        were, are = _naming(before), _naming(after)
        about = {person for _, person, _ in were ^ are}
        if not about:
            return set()
        self.named = named_by(self.available.values())
        return {
            request
            for request, each in self.seekers.items()
            if not about.isdisjoint((each.request.parent, *each.request.household, *each.request.avoid))
        }

    def frozen(self, made: Iterable[Proposal]) -> None:
        """These were told to both sides: family and place leave the pool together, and nobody else is moved."""
        for each in made:
            if self.matcher.has_family(each.request):
                if self.matcher.partner_of(each.request) == (each.partner, each.program):
                    self.matcher.confirm(each.request)
                else:
                    self.matcher.withdraw(each.request)
            self._forget(each.request)

    def leave_alone(self, chosen: Chosen) -> None:
        """This pair is not to be chosen again before its family is put anew."""
        if self.matcher.has_family(chosen.request):
            self.matcher.forbid(chosen.request, chosen.partner[0])

    def stands(self, made: Iterable[Proposal], gone: Iterable[Proposal]) -> None:
        """Which proposals nobody has seen there are now, besides those that still stand."""
        for old in gone:
            self.movable.pop(old.request, None)
        self.movable |= {
            each.request: Movable(each.proposal, each.request, each.partner, each.program) for each in made
        }

    def next_move(self, most: int) -> Move | None:
        """What is to be changed first, at most so many pairs; None where every pair of the matcher stands as a proposal."""
        for request, place in self.matcher.moved().items():
            self._note(request, place)
        new = self._most_urgent(most)
        displaced = self._displaced(new)[: 10 * most]
        if not new and not displaced:
            return None
        return Move(tuple(self._chosen(request, place) for request, place in new.items()), tuple(displaced))

    def _note(self, request: UUID, place: Place | None) -> None:
        """A family has another pair than before, or none: perhaps the one that stands."""
        if place == self._standing(request):
            self.moves.pop(request, None)
            self.unseated.pop(request, None)
            return
        self.moves[request] = place
        if place is not None:
            heappush(self.first, (-self.priority[request], request))
        if request in self.movable:
            self.unseated[request] = self.movable[request]

    def _most_urgent(self, most: int) -> dict[UUID, Place]:
        """The first families whose pair is not yet a proposal; they stay listed until it is."""
        found: dict[UUID, Place] = {}
        kept = []
        while self.first and len(found) < most:
            entry = heappop(self.first)
            rank_, request = entry
            place = self.moves.get(request)
            if request in found or place is None or request not in self.seekers or rank_ != -self.priority[request]:
                continue
            if place == self._standing(request):
                del self.moves[request]
                continue
            found[request] = place
            kept.append(entry)
        for entry in kept:
            heappush(self.first, entry)
        return found

    def _standing(self, request: UUID) -> Place | None:
        old = self.movable.get(request)
        return None if old is None else old.place

    def _displaced(self, new: Mapping[UUID, Place]) -> list[Movable]:
        """Proposals that do not stand any more: of families who get another place or none, and where others get theirs."""
        self.unseated = {request: old for request, old in self.unseated.items() if self._is_unseated(request, old)}
        places = set(new.values())
        return [
            old
            for request, old in self.unseated.items()
            if request in new or self.moves.get(request) is None or old.place in places
        ]

    def _is_unseated(self, request: UUID, old: Movable) -> bool:
        """Whether this proposal still stands and its family is to have another place or none."""
        return self.movable.get(request) == old and self.moves.get(request) != old.place

    def _chosen(self, request: UUID, place: Place) -> Chosen:
        """A pair with its prices and why nobody else."""
        seeker = self.seekers[request]
        at_home = self.at_home[seeker.request.county]
        mine, others = others_of(self.matcher, seeker, self.available, at_home, self.around)
        return Chosen(request, place, self.priority[request], mine.worth, mine.price, others)


def _naming(partners: Iterable[Available]) -> set[tuple[UUID, UUID, bool]]:
    """Partner, person and whether the person is at home, for everybody whom a partner names."""
    return {
        (each.entry.partner, person, at_home)
        for each in partners
        if each.profile
        for at_home, named in ((False, each.profile.conflict_people), (True, each.profile.household))
        for person in named
    }
