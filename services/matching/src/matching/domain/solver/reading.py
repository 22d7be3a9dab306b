"""Requests and roster entries, as the service's own rules see them (domain/pool.py), in the matcher's words.

What breaks a constraint of pairs (domain/constraints.py) stands in codes, counties and barred persons; a test compares both on every pair.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from matching.domain.points import AS_SHIPPED, term
from matching.domain.pool import Available, Seeker
from matching.domain.solver.facts import Code, Family, Partner
from peerbridge.events.pool import Weights

__all__ = ["Named", "family_of", "named_by", "partner_of"]


@dataclass(frozen=True, slots=True)
class Named:
    """By person: the partners who named them as someone not to meet, and those who live with them."""

    not_to_meet: Mapping[UUID, set[UUID]]
    at_home: Mapping[UUID, set[UUID]]


def named_by(available: Iterable[Available]) -> Named:
    """Whom these partners name."""
    not_to_meet: dict[UUID, set[UUID]] = {}
    at_home: dict[UUID, set[UUID]] = {}
    for each in available:
        if each.profile is not None:
            for person in each.profile.conflict_people:
                not_to_meet.setdefault(person, set()).add(each.entry.partner)
            for person in each.profile.household:
                at_home.setdefault(person, set()).add(each.entry.partner)
    return Named(not_to_meet, at_home)


def family_of(seeker: Seeker, priority: int, named: Named) -> Family:
    """A waiting family; `priority` in points, `named` as `named_by` says."""
    request = seeker.request
    home = {request.parent, *request.household}
    barred = {*home, *request.avoid, *request.refused_partners, *seeker.case_people, *seeker.noes, *seeker.resting}
    barred = barred.union(*(named.not_to_meet.get(person, ()) for person in home))
    barred = barred.union(*(named.at_home.get(person, ()) for person in (*home, *request.avoid)))
    return Family(
        key=request.request,
        county=request.county,
        priority=priority,
        any_of=codes("language", request.must_languages),
        none_of=codes("limit", (f"no-{task}" for task in request.tasks)),
        wants={
            "strong_needs": codes("experience", request.needs),
            "wishes": [*codes("experience", request.wishes), *codes("language", request.preferred_languages)],
            "culture": codes("culture", () if request.culture is None else (request.culture,)),
            "ages": codes("age", request.ages),
            "contact_style": codes("contact_style", () if request.contact_style is None else (request.contact_style,)),
            "format": codes("format", () if request.format is None else (request.format,)),
        },
        barred=barred,
    )


def partner_of(partner: Available, weights: Weights = AS_SHIPPED, *, already: int = 0) -> Partner:
    """A partner in a programme who may serve today (`constraints.may_serve`); raises ValueError where profile or policy is missing.

    `already`: places of the same person in other programmes, which count for the person's own wish.
    """
    entry, profile, program = partner.entry, partner.profile, partner.program
    if profile is None or program is None:
        raise ValueError("a partner without profile or policy may not serve")
    free = len(partner.free)
    return Partner(
        person=entry.partner,
        program=entry.program,
        home=entry.county,
        counties=partner.counties,
        places=free if partner.wished is None else min(free, max(0, partner.wished - already)),
        brings=[
            *codes("language", profile.languages),
            *codes("experience", profile.experiences),
            *codes("culture", profile.cultures),
            *codes("age", profile.ages),
            *codes("contact_style", profile.contact_styles),
            *codes("format", profile.formats),
            *codes("limit", entry.role_limits),
        ],
        points=term("headroom", weights.headroom, free, max(partner.places, 1)).points,
    )


def codes(kind: str, values: Iterable[str]) -> list[Code]:
    """Values of one kind as codes."""
    return [(kind, value) for value in values]
