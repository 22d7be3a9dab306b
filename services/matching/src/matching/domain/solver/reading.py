"""Requests and roster entries, as the service's own rules see them (domain/pool.py), in the matcher's words.

What breaks a constraint of pairs (domain/constraints.py) stands in codes, counties and barred persons; a test compares both on every pair.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from matching.domain.points import term
from matching.domain.pool import Available, Seeker
from matching.domain.solver.facts import Code, Family, Partner

__all__ = ["family_of", "named_by", "partner_of"]


def named_by(available: Iterable[Available]) -> dict[UUID, set[UUID]]:
    """By person: the partners who named them as someone not to meet."""
    found: dict[UUID, set[UUID]] = {}
    for each in available:
        for person in each.profile.conflict_people if each.profile else ():
            found.setdefault(person, set()).add(each.entry.partner)
    return found


def family_of(seeker: Seeker, priority: int, named: Mapping[UUID, set[UUID]]) -> Family:
    """A waiting family; `priority` in points, `named` as `named_by` says."""
    request = seeker.request
    barred = {request.parent, *request.avoid, *request.refused_partners, *seeker.case_people, *seeker.noes}
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
        barred=barred | named.get(request.parent, set()),
    )


def partner_of(partner: Available) -> Partner:
    """A partner in a programme who may serve today (`constraints.may_serve`); raises ValueError where profile or policy is missing."""
    entry, profile, program = partner.entry, partner.profile, partner.program
    if profile is None or program is None:
        raise ValueError("a partner without profile or policy may not serve")
    wished = len(partner.free) if profile.capacity_wish is None else profile.capacity_wish - partner.held
    refused = {entry.county} if profile.refuses_own_county else set()
    return Partner(
        person=entry.partner,
        program=entry.program,
        home=entry.county,
        counties={county for county in partner.area if program.serves(county)} - refused,
        places=max(0, min(len(partner.free), wished)),
        brings=[
            *codes("language", profile.languages),
            *codes("experience", profile.experiences),
            *codes("culture", profile.cultures),
            *codes("age", profile.ages),
            *codes("contact_style", profile.contact_styles),
            *codes("format", profile.formats),
            *codes("limit", entry.role_limits),
        ],
        points=term("headroom", len(partner.free), max(partner.places, 1)).points,
    )


def codes(kind: str, values: Iterable[str]) -> list[Code]:
    """Values of one kind as codes."""
    return [(kind, value) for value in values]
