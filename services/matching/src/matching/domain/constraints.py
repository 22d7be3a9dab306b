"""The hard constraints of a pair. Each is a named rule, with words for "why not" in `constraint_words`.

None is ever traded against points (issue 6).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from matching.domain.constraint_words import RULES, Said
from matching.domain.pool import Available, Seeker

__all__ = ["CONSTRAINTS", "Constraint", "broken", "fits", "may_serve", "roles_taken"]

Test = Callable[[Seeker, Available, date], bool]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One rule: true where the pair breaks it. `of_partner`: the same for every family."""

    name: str
    breaks: Test
    of_partner: bool = False

    @property
    def said(self) -> Said:
        """What to say where the pair breaks it."""
        return RULES[self.name]


def standing_is(standing: str) -> Test:
    """The partner's standing on the day is this one."""
    return lambda _seeker, partner, day: partner.entry.standing(day) == standing


def said(no: str) -> Test:
    """The pair is over for good, for this reason."""
    return lambda seeker, partner, _day: seeker.noes.get(partner.entry.partner) == no


def roles_taken(partner: Available) -> frozenset[str]:
    """Roles that programme and partner have agreed on: certified, and not left out by the partner (P60)."""
    profile = partner.profile
    return frozenset(role for role in partner.entry.roles if profile is None or profile.takes(role))


def has_no_role(_seeker: Seeker, partner: Available, _day: date) -> bool:
    """None of the roles agreed on is one-to-one (P60)."""
    return partner.program is not None and roles_taken(partner).isdisjoint(partner.program.one_to_one)


def is_limited(seeker: Seeker, partner: Available, _day: date) -> bool:
    """A role limit forbids what the family needs done (P25)."""
    return any(f"no-{task}" in partner.entry.role_limits for task in seeker.request.tasks)


def is_outside(seeker: Seeker, partner: Available, _day: date) -> bool:
    """Programme or partner do not serve the family's county."""
    county = seeker.request.county
    return county not in partner.area or (partner.program is not None and not partner.program.serves(county))


def is_own_county(seeker: Seeker, partner: Available, _day: date) -> bool:
    """The partner asked not to serve the county in which they live."""
    return bool(
        partner.profile and partner.profile.refuses_own_county and partner.entry.county == seeker.request.county
    )


def speaks_none(seeker: Seeker, partner: Available, _day: date) -> bool:
    """The partner speaks none of the languages the family must have."""
    must = set(seeker.request.must_languages)
    return bool(must) and partner.profile is not None and not must & set(partner.profile.languages)


def named_each_other(seeker: Seeker, partner: Available, _day: date) -> bool:
    """One named the other as someone not to meet, or they are one person."""
    request, person = seeker.request, partner.entry.partner
    named = partner.profile.conflict_people if partner.profile else ()
    return person in request.avoid or person == request.parent or request.parent in named


def shares_household(seeker: Seeker, partner: Available, _day: date) -> bool:
    """The two live together, or with the same person."""
    at_home = {seeker.request.parent, *seeker.request.household}
    return not at_home.isdisjoint({partner.entry.partner, *(partner.profile.household if partner.profile else ())})


def shares_case(seeker: Seeker, partner: Available, _day: date) -> bool:
    """The partner is a parent of the family's own case."""
    return partner.entry.partner in seeker.case_people


def refused(seeker: Seeker, partner: Available, day: date) -> bool:
    """The family said no to this partner, now or earlier."""
    return partner.entry.partner in seeker.request.refused_partners or said("family_said_no")(seeker, partner, day)


def is_away(_seeker: Seeker, partner: Available, day: date) -> bool:
    """The partner is on leave."""
    return partner.profile is not None and partner.profile.on_leave(day)


def is_full(_seeker: Seeker, partner: Available, _day: date) -> bool:
    """No place is free, or the partner wishes for no more families."""
    wish = partner.profile.capacity_wish if partner.profile else None
    return not partner.free or (wish is not None and partner.held >= wish)


CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint("no_policy", lambda _s, partner, _d: partner.program is None, of_partner=True),
    Constraint("left", standing_is("left"), of_partner=True),
    Constraint("not_certified", standing_is("not_certified"), of_partner=True),
    Constraint("lapsed", standing_is("lapsed"), of_partner=True),
    Constraint("suspended", standing_is("suspended"), of_partner=True),
    Constraint("role", has_no_role, of_partner=True),
    Constraint("role_limit", is_limited),
    Constraint("area", is_outside),
    Constraint("own_county", is_own_county),
    Constraint("no_profile", lambda _s, partner, _d: partner.profile is None, of_partner=True),
    Constraint("language", speaks_none),
    Constraint("conflict", named_each_other),
    Constraint("same_household", shares_household),
    Constraint("same_case", shares_case),
    Constraint("ended_badly", said("ended_badly")),
    Constraint("family_said_no", refused),
    Constraint("partner_said_no", said("partner_said_no")),
    Constraint("coordinator_said_no", said("coordinator_said_no")),
    Constraint("leave", is_away, of_partner=True),
    Constraint("capacity", is_full, of_partner=True),
)
"""In the order in which they are told."""

OF_PARTNERS = tuple(each for each in CONSTRAINTS if each.of_partner)
OF_PAIRS = tuple(each for each in CONSTRAINTS if not each.of_partner)


def broken(seeker: Seeker, partner: Available, day: date) -> list[Constraint]:
    """The constraints that the pair breaks on `day`; empty where they may be matched."""
    return [each for each in CONSTRAINTS if each.breaks(seeker, partner, day)]


def may_serve(seeker: Seeker, partner: Available, day: date) -> bool:
    """Whether the partner breaks none of the constraints of partners: the answer is the same for every family."""
    return not any(each.breaks(seeker, partner, day) for each in OF_PARTNERS)


def fits(seeker: Seeker, partner: Available, day: date) -> bool:
    """Whether a pair, whose partner may serve, breaks none of the other constraints: stops at the first."""
    return not any(each.breaks(seeker, partner, day) for each in OF_PAIRS)
