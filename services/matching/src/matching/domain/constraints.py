"""The hard constraints of a pair. Each is a named rule, with words for "why not" in `constraint_words`.

None is ever traded against points (issue 6).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from matching.domain.constraint_words import RULES, Said
from matching.domain.pool import Available, Seeker

__all__ = ["CONSTRAINTS", "OUTSIDE", "Constraint", "broken", "fits", "is_full", "may_serve", "roles_taken"]

OfPartner = Callable[[Available, date], bool]
OfPair = Callable[[Seeker, Available], bool]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One rule: `of_partner` where it is the same for every family, on a day; else of the pair. True where it is broken."""

    name: str
    of_pair: OfPair | None = None
    of_partner: OfPartner | None = None

    def breaks(self, seeker: Seeker, partner: Available, day: date) -> bool:
        """Whether the pair breaks it on a day."""
        if self.of_partner is not None:
            return self.of_partner(partner, day)
        return self.of_pair is not None and self.of_pair(seeker, partner)

    @property
    def said(self) -> Said:
        """What to say where the pair breaks it."""
        return RULES[self.name]


def standing_is(standing: str) -> OfPartner:
    """The partner's standing on the day is this one."""
    return lambda partner, day: partner.entry.standing(day) == standing


def said(no: str) -> OfPair:
    """The pair is over for good, for this reason."""
    return lambda seeker, partner: seeker.noes.get(partner.entry.partner) == no


def roles_taken(partner: Available) -> frozenset[str]:
    """Roles that programme and partner have agreed on: certified, and not left out by the partner (P60)."""
    profile = partner.profile
    return frozenset(role for role in partner.entry.roles if profile is None or profile.takes(role))


def has_no_role(partner: Available, _day: date) -> bool:
    """None of the roles agreed on is one-to-one (P60)."""
    return partner.program is not None and roles_taken(partner).isdisjoint(partner.program.one_to_one)


def is_limited(seeker: Seeker, partner: Available) -> bool:
    """A role limit forbids what the family needs done (P25)."""
    return any(f"no-{task}" in partner.entry.role_limits for task in seeker.request.tasks)


def is_outside(seeker: Seeker, partner: Available) -> bool:
    """Programme or partner do not serve the family's county."""
    county = seeker.request.county
    return county not in partner.area or (partner.program is not None and not partner.program.serves(county))


def is_own_county(seeker: Seeker, partner: Available) -> bool:
    """The partner asked not to serve the county in which they live."""
    return bool(partner.profile and partner.profile.refuses_own_county and seeker.request.county in partner.own)


def speaks_none(seeker: Seeker, partner: Available) -> bool:
    """The partner speaks none of the languages the family must have."""
    must = set(seeker.request.must_languages)
    return bool(must) and partner.profile is not None and not must & set(partner.profile.languages)


def named_each_other(seeker: Seeker, partner: Available) -> bool:
    """One named the other, or somebody at the other's home, as someone not to meet; or they are one person."""
    request, person = seeker.request, partner.entry.partner
    feared, home = (partner.profile.conflict_people, partner.profile.household) if partner.profile else ((), ())
    if person == request.parent or not {request.parent, *request.household}.isdisjoint(feared):
        return True
    return not {person, *home}.isdisjoint(request.avoid)


def shares_household(seeker: Seeker, partner: Available) -> bool:
    """The two live together, or with the same person."""
    at_home = {seeker.request.parent, *seeker.request.household}
    return not at_home.isdisjoint({partner.entry.partner, *(partner.profile.household if partner.profile else ())})


def shares_case(seeker: Seeker, partner: Available) -> bool:
    """The partner is a parent of the family's own case."""
    return partner.entry.partner in seeker.case_people


def refused(seeker: Seeker, partner: Available) -> bool:
    """The family said no to this partner, now or earlier."""
    return partner.entry.partner in seeker.request.refused_partners or said("family_said_no")(seeker, partner)


def rests(seeker: Seeker, partner: Available) -> bool:
    """The two were proposed to each other for this request lately, and one side never answered."""
    return partner.entry.partner in seeker.resting


def is_away(partner: Available, day: date) -> bool:
    """The partner is on leave."""
    return partner.profile is not None and partner.profile.on_leave(day)


def is_full(partner: Available, _day: date) -> bool:
    """No place is free, or the partner wishes for no more families."""
    return not partner.free or partner.wished == 0


CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint("no_policy", of_partner=lambda partner, _day: partner.program is None),
    Constraint("left", of_partner=standing_is("left")),
    Constraint("not_certified", of_partner=standing_is("not_certified")),
    Constraint("lapsed", of_partner=standing_is("lapsed")),
    Constraint("suspended", of_partner=standing_is("suspended")),
    Constraint("role", of_partner=has_no_role),
    Constraint("role_limit", is_limited),
    Constraint("area", is_outside),
    Constraint("own_county", is_own_county),
    Constraint("no_profile", of_partner=lambda partner, _day: partner.profile is None),
    Constraint("language", speaks_none),
    Constraint("conflict", named_each_other),
    Constraint("same_household", shares_household),
    Constraint("same_case", shares_case),
    Constraint("ended_badly", said("ended_badly")),
    Constraint("family_said_no", refused),
    Constraint("partner_said_no", said("partner_said_no")),
    Constraint("coordinator_said_no", said("coordinator_said_no")),
    Constraint("unanswered", rests),
    Constraint("leave", of_partner=is_away),
    Constraint("capacity", of_partner=is_full),
)
"""In the order in which they are told."""

OUTSIDE: Final = next(each for each in CONSTRAINTS if each.name == "area")
"""What stands between a family and a partner who is not even seen in its county."""

OF_PARTNERS = {each.name: each.of_partner for each in CONSTRAINTS if each.of_partner}
OF_PAIRS = tuple(each.of_pair for each in CONSTRAINTS if each.of_pair)


def broken(seeker: Seeker, partner: Available, day: date) -> list[Constraint]:
    """The constraints that the pair breaks on `day`; empty where they may be matched."""
    return [each for each in CONSTRAINTS if each.breaks(seeker, partner, day)]


def may_serve(partner: Available, day: date, *, but: Collection[str] = ()) -> bool:
    """Whether the partner breaks none of the constraints of partners, those named in `but` aside: the same for every family."""
    return not any(breaks(partner, day) for name, breaks in OF_PARTNERS.items() if name not in but)


def fits(seeker: Seeker, partner: Available) -> bool:
    """Whether a pair, whose partner may serve, breaks none of the other constraints: stops at the first."""
    return not any(breaks(seeker, partner) for breaks in OF_PAIRS)
