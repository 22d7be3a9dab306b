"""The service's rules, pair by pair, say the same as the matcher's masks: who may be matched, and with how many points."""

from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

from matching.domain.constraints import fits, may_serve
from matching.domain.points import points, total
from matching.domain.pool import Available, No, Seeker
from matching.domain.profiles import Profile
from matching.domain.programs import Program
from matching.domain.requests import SupportRequest
from matching.domain.roster import RosterEntry
from matching.domain.solver import Statewide, family_of, named_by, partner_of
from matching.domain.solver.weights import TIE_BITS

DAY, NOW = date(2026, 6, 1), datetime(2026, 6, 1, tzinfo=UTC)
COUNTIES, LANGUAGES, LIVED = ("06065", "06073", "06037"), ("en", "es", "so"), ("grief", "housing", "recovery", "father")
AGES, STYLES, FORMATS = ("infant", "teen"), ("phone", "text"), ("in_person", "virtual")
TASKS = ("transport", "unsupervised-child-contact")
POLICY = Program(
    program="p", version=1, effective_on=DAY, zones=dict.fromkeys(COUNTIES[:2], "America/Los_Angeles"), one_to_one=("mentor",),
    proposal_valid_days=7, coordinator_confirms=True,
)  # fmt: skip


class Drawn:
    """Requests and partners by chance, with all that rules look at."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.people = [self.key() for _ in range(30)]

    def key(self) -> UUID:
        """An id."""
        return UUID(int=self.rng.getrandbits(128))

    def some(self, of: tuple[str, ...], most: int) -> tuple[str, ...]:
        """A few of these."""
        return tuple(self.rng.sample(of, self.rng.randint(0, most)))

    def seeker(self) -> Seeker:
        """A waiting family."""
        rng, person = self.rng, self.rng.choice
        request = SupportRequest(
            self.key(), self.key(), self.key(), person(self.people), person(COUNTIES), NOW,
            must_languages=self.some(LANGUAGES, 1), preferred_languages=self.some(LANGUAGES, 2), needs=self.some(LIVED, 3),
            wishes=self.some(LIVED, 2), culture=person((None, "rural")), ages=self.some(AGES, 2), contact_style=person((None, *STYLES)),
            format=person((None, *FORMATS)), tasks=self.some(TASKS, 1), avoid=tuple(rng.sample(self.people, 2)),
            refused_partners=tuple(rng.sample(self.people, 1)), household=tuple(rng.sample(self.people, rng.randint(0, 2))),
        )  # fmt: skip
        no: No = "ended_badly"
        resting = frozenset(rng.sample(self.people, 1))
        return Seeker(request, frozenset(rng.sample(self.people, 2)), {person(self.people): no}, resting=resting)

    def available(self, partner: UUID) -> Available:
        """A partner."""
        rng, home = self.rng, self.rng.choice(COUNTIES[:2])
        entry = RosterEntry(
            partner, "p", home, valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31), roles=("mentor",), capacity=3,
            role_limits=tuple(f"no-{task}" for task in self.some(TASKS, 1)), counties=(home,), certified_sequence=1,
        )  # fmt: skip
        profile = Profile(
            partner, home, languages=self.some(LANGUAGES, 3), area=self.some(COUNTIES, 3), capacity_wish=rng.choice((None, 2, 3)),
            refuses_own_county=rng.random() < 0.2, conflict_people=tuple(rng.sample(self.people, 2)),
            household=tuple(rng.sample(self.people, rng.randint(0, 2))), contact_styles=self.some(STYLES, 2),
            formats=self.some(FORMATS, 2), experiences=self.some(LIVED, 4), ages=self.some(AGES, 2), cultures=self.some(("rural",), 1),
        )  # fmt: skip
        free = tuple(range(1, rng.randint(1, 3) + 1))
        return Available(entry, profile, POLICY, free, 3, 3 - len(free), agreed=frozenset(self.some(COUNTIES, 3)))


def test_the_matcher_sees_every_pair_as_the_rules_do() -> None:
    drawn, met = Drawn(1), 0
    seekers = [drawn.seeker() for _ in range(60)]
    serving = [partner for person in drawn.people if may_serve(partner := drawn.available(person), DAY)]
    named = named_by(serving)
    pool = Statewide.of([family_of(each, 0, named) for each in seekers], [partner_of(each) for each in serving])
    rows, names = pool.matcher.state.rows, pool.roll.partner.names
    for seeker in seekers:
        number = pool.roll.family.of[seeker.request.request]
        row = slice(rows.start[number], rows.start[number] + rows.length[number])
        found = {
            names[j]: packed >> TIE_BITS
            for j, packed in zip(rows.other[row].tolist(), rows.packed[row].tolist(), strict=True)
        }
        assert found == {each.key: total(points(seeker, each)) for each in serving if fits(seeker, each)}
        met += len(found)
    assert met > 100, "too few pairs to say much"


def test_places_stay_within_the_wish_over_all_programmes() -> None:
    drawn = Drawn(2)
    for person in drawn.people:
        each = drawn.available(person)
        assert each.profile is not None
        wish = each.profile.capacity_wish
        assert partner_of(each).places == (
            len(each.free) if wish is None else min(len(each.free), max(0, wish - each.held))
        )
