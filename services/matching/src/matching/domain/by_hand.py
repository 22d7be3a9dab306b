"""A pair that a coordinator chose: when it may be chosen, why it was, and how that is told.

Points and priority may be set aside by a person, with a reason; a hard constraint by nobody (issue 6).
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal

from matching.domain.constraint_words import OTHERS, Said
from matching.domain.constraints import Constraint
from matching.domain.errors import FamilyHasPartner, PairBreaksRules, ProposalStands, RequestOver
from matching.domain.others import said_of
from matching.domain.proposals import Proposal
from matching.domain.requests import SupportRequest

__all__ = ["BECAUSE", "ChoiceReason", "check_free", "check_rules", "said_of_choice", "said_of_other", "to_displace"]

ChoiceReason = Literal["family_wish", "partner_wish", "known_fit", "safety", "other"]
"""The codes under which a coordinator's choice is kept; a no to what was chosen shares those that fit both."""

BECAUSE: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "family_wish": Said(
            "A coordinator chose this pair because the family wished for this partner.",
            "La coordinación eligió esta pareja porque la familia deseaba a esta persona.",
        ),
        "partner_wish": Said(
            "A coordinator chose this pair because the partner wished for this family.",
            "La coordinación eligió esta pareja porque quien acompaña deseaba a esta familia.",
        ),
        "known_fit": Said(
            "A coordinator chose this pair because the coordinator knows both and expects them to fit.",
            "La coordinación eligió esta pareja porque conoce a ambas partes y espera que se entiendan.",
        ),
        "safety": Said(
            "A coordinator chose this pair because it is the safest for those concerned.",
            "La coordinación eligió esta pareja porque es la más segura para las personas implicadas.",
        ),
        "other": Said(
            "A coordinator chose this pair for another reason.",
            "La coordinación eligió esta pareja por otro motivo.",
        ),
    }
)
"""Each reason, as it is told with the pair."""

BY_RULES: Final = Said(
    "This pair was chosen by the published rules of the state's pool.",
    "Esta pareja se eligió según las reglas publicadas del estado.",
)
MORE: Final = Said(
    "Possible, with {total} points: {difference} more than the partner whom the coordinator chose.",
    "Es posible, con {total} puntos: {difference} más que la persona que eligió la coordinación.",
)
FEWER: Final = Said(
    "Possible, with {total} points: {difference} fewer than the partner whom the coordinator chose.",
    "Es posible, con {total} puntos: {difference} menos que la persona que eligió la coordinación.",
)
AS_MANY: Final = Said(
    "Possible, with {total} points: as many as the partner whom the coordinator chose.",
    "Es posible, con {total} puntos: los mismos que la persona que eligió la coordinación.",
)


def check_free(request: SupportRequest, active: Sequence[Proposal]) -> None:
    """Refuse a choice for a family that waits no longer, or whose proposal somebody has seen or was told of.

    Raises: RequestOver, FamilyHasPartner, ProposalStands.
    """
    if request.state == "matched":
        raise FamilyHasPartner(request=request.request)
    if request.state != "open":
        raise RequestOver(state=request.state)
    for each in active:
        if not each.is_movable:
            raise ProposalStands(proposal=each.proposal, state=each.state, until=each.expires_on)


def check_rules(against: Sequence[Constraint]) -> None:
    """Refuse a pair that breaks these hard constraints, naming each in both languages. Raises: PairBreaksRules."""
    if against:
        raise PairBreaksRules(
            words=" ".join(rule.said.en for rule in against),
            words_es=" ".join(rule.said.es for rule in against),
            why_not=[{"rule": rule.name, "words": rule.said.en, "words_es": rule.said.es} for rule in against],
        )


def to_displace(unseen: Sequence[Proposal], program: str, *, in_program: bool) -> Proposal | None:
    """Which of a partner's proposals that nobody has seen gives way: of the lowest priority, among equals the latest.

    `in_program`: only a place of this programme helps; otherwise any place of the partner does, who wishes for no more families.
    """
    found = [each for each in unseen if each.is_movable and (each.program == program or not in_program)]
    return min(found, key=lambda each: (each.priority, -each.proposal.int), default=None)


def said_of_choice(proposal: Proposal) -> Said:
    """Who chose the pair, and why."""
    return BECAUSE.get(proposal.chosen_because, BECAUSE["other"]) if proposal.chosen_because else BY_RULES


def said_of_other(proposal: Proposal, other: Mapping[str, Any]) -> tuple[Said, ...]:
    """Why not this other partner; one whom a coordinator passed over may have had more points.

    Of one who was not kept with the proposal it is said as things are now, and that it is.
    """
    if other.get("as_of") == "now":
        return (OTHERS["further"], *(said_of(other, 0) if other["rules"] else (_possible(other["total"]),)))
    if not proposal.chosen_because or other["rules"]:
        return said_of(other, proposal.total)
    more = other["total"] - proposal.total
    form = AS_MANY if more == 0 else MORE if more > 0 else FEWER
    numbers = {"total": other["total"], "difference": abs(more)}
    return (Said(form.en.format(**numbers), form.es.format(**numbers)),)


def _possible(total: int) -> Said:
    """A partner whom no rule forbids now."""
    form = OTHERS["possible"]
    return Said(form.en.format(total=total), form.es.format(total=total))
