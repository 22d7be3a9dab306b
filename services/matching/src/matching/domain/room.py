"""Which place a chosen pair gets: looked at once more under the rules, beside all that holds one already."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from matching.domain.constraints import broken
from matching.domain.points import Term, points
from matching.domain.pool import Available, Pool, Seeker
from matching.domain.programs import Program
from matching.domain.solver import Place
from matching.domain.state_pool import Chosen

__all__ = ["Pair", "Room"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A family and a partner who may be matched, as they are now; the table of their points, and the slot taken for them."""

    seeker: Seeker
    partner: Available
    table: tuple[Term, ...]
    slot: int

    @property
    def policy(self) -> Program:
        """The policy in force; without one the pair would have broken a constraint."""
        if self.partner.program is None:
            raise ValueError("a pair without a policy was chosen")
        return self.partner.program


class Room:
    """The slots that are free for new pairs, besides those of proposals that nobody has seen and that stand."""

    def __init__(self, pool: Pool, standing: Iterable[tuple[Place, int]]) -> None:
        self.pool = pool
        self.seekers = {each.request.request: each for each in pool.seekers}
        self.available = {each.key: each for each in pool.available}
        self.taken: defaultdict[Place, set[int]] = defaultdict(set)
        self.families: Counter[UUID] = Counter()
        for place, slot in standing:
            self._take(place, slot)

    def pair(self, chosen: Chosen) -> Pair | None:
        """The pair with the lowest free slot, which is taken; None where a rule forbids it now, or nothing is free."""
        seeker, partner = self.seekers.get(chosen.request), self.available.get(chosen.partner)
        if seeker is None or partner is None or broken(seeker, partner, seeker.today(self.pool.now)):
            return None
        free = self._free(partner)
        if not free or (partner.wished is not None and self.families[partner.entry.partner] >= partner.wished):
            return None
        self._take(partner.key, free[0])
        return Pair(seeker, partner, points(seeker, partner, self.pool.rules.policy.points), free[0])

    def is_taken(self, place: Place) -> bool:
        """Whether no slot of this place is free, whatever the partner wishes."""
        return not self._free(self.available[place])

    def _free(self, partner: Available) -> list[int]:
        """As many as the partner has free beyond those taken here; a taken one may be offered no more."""
        taken = self.taken[partner.key]
        free = [slot for slot in partner.free if slot not in taken]
        return free[: max(0, len(partner.free) - len(taken))]

    def _take(self, place: Place, slot: int) -> None:
        self.taken[place].add(slot)
        self.families[place[0]] += 1
