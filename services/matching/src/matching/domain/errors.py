"""Every no of this service: the docstring is the message, the status the answer.

Refused
├── CaseUnknown            404  no such case, as far as the caller may see
├── CaseIsClosed           409  ├── OpenRequestExists  409  ├── FamilyHasPartner  409  ├── RequestOver  409
├── NotYourself            403  ├── NotYourSide        403  ├── NotYourFamily      403
├── ParentNotOfCase        422
├── PersonUnknown          422  ├── NotAtHome          422  ├── CourtDayPassed     422  ├── RoleUnknown  422
├── PoolUnknown            404  ├── PoolNamesDiffer    422  ├── PoolBreaksRules    422  ├── CountiesNotHeld  403
├── AwaitingConfirmation   409  ├── AlreadyConfirmed   409  ├── PartnerUnknown     422  ├── ReasonMissing 422
├── ProposalStands         409  ├── PairBreaksRules    409
├── ProposalExpired        409  ├── AlreadyAnswered    409  ├── ProposalOver      409  ├── PlaceTaken   409
├── NotFormer              422  ├── MatchOver          409  ├── ReasonNotYours     403
└── CountyUnknown          409  ├── AreaNotAgreed      409  └── NotToMeetStill    409
Unavailable
└── RecruitmentAway        503
"""

from peerbridge.errors import Refused, Unavailable

__all__ = [
    "AlreadyAnswered",
    "AlreadyConfirmed",
    "AreaNotAgreed",
    "AwaitingConfirmation",
    "CaseIsClosed",
    "CaseUnknown",
    "CountiesNotHeld",
    "CountyUnknown",
    "CourtDayPassed",
    "FamilyHasPartner",
    "MatchOver",
    "NotAtHome",
    "NotFormer",
    "NotToMeetStill",
    "NotYourFamily",
    "NotYourSide",
    "NotYourself",
    "OpenRequestExists",
    "PairBreaksRules",
    "ParentNotOfCase",
    "PartnerUnknown",
    "PersonUnknown",
    "PlaceTaken",
    "PoolBreaksRules",
    "PoolNamesDiffer",
    "PoolUnknown",
    "ProposalExpired",
    "ProposalOver",
    "ProposalStands",
    "ReasonMissing",
    "ReasonNotYours",
    "RecruitmentAway",
    "RequestOver",
    "RoleUnknown",
]


class CaseUnknown(Refused, status=404):
    """There is no case {case} that you may see. Check the id and your counties."""


class RecruitmentAway(Unavailable):
    """The service that knows the cases cannot be reached. Nothing was stored; try again in a moment."""


class CaseIsClosed(Refused, status=409):
    """Case {case} is closed, and partners support parents whose case is open.

    If it was opened again, try once that is recorded.
    """


class OpenRequestExists(Refused, status=409):
    """This family already has the open request {request}. Withdraw it before making another."""


class FamilyHasPartner(Refused, status=409):
    """This family has a partner under request {request}. End that match before asking again."""


class RequestOver(Refused, status=409):
    """This request is {state} already. Make a new one if the family still wants a partner."""


class NotYourself(Refused, status=403):
    """You may do this for yourself only. Leave the person out, or ask a caseworker."""


class NotYourSide(Refused, status=403):
    """You may not answer for the {side}. Partners answer for themselves.

    A family answers itself or through a caseworker.
    """


class NotYourFamily(Refused, status=403):
    """This family is another county's: its own staff, or the family itself, decide for it. A match may be ended without rematch."""


class ParentNotOfCase(Refused, status=422):
    """{parent} is none of the parents of case {case}. Name one of them, or nobody: the family is then the parent of this case."""


class PersonUnknown(Refused, status=422):
    """Nobody you may see has the id {person}. Check it, or leave it out: only people with an id can be kept apart."""


class NotAtHome(Refused, status=422):
    """{person} is named as somebody not to meet, and is the one who says so or somebody at home. Leave one of the two out."""


class CourtDayPassed(Refused, status=422):
    """{day:%d %B %Y} is over, and a day in court makes a request urgent before it comes. Give the next one, or none."""


class RoleUnknown(Refused, status=422):
    """{roles} is no role that a programme has certified this partner for. Roles are agreed on both sides (P60)."""


class AwaitingConfirmation(Refused, status=409):
    """A coordinator must confirm this proposal before anyone is asked. Wait for it, or ask the coordinator."""


class AlreadyConfirmed(Refused, status=409):
    """This proposal is no longer waiting for a coordinator: it is {state}. Look at it again."""


class ProposalExpired(Refused, status=409):
    """The proposal expired on {expired_on:%d %B}. A new one is made as soon as possible.

    The family keeps its place in the queue.
    """


class AlreadyAnswered(Refused, status=409):
    """The {side} answered on {answered_on:%d %B}. To change it, end the match or wait for the next proposal."""


class ProposalOver(Refused, status=409):
    """This proposal is {state}: nobody is asked any more. Look at the request for what comes next."""


class PlaceTaken(Refused, status=409):
    """This partner has no place left for the family. Another proposal is being made."""


class ProposalStands(Refused, status=409):
    """This family's proposal {proposal} is {state}, and somebody has seen it or was told of it. Decide that one first.

    A coordinator confirms or refuses a tentative one; an open one is over with a no of either side, or after {until:%d %B}.
    """


class PairBreaksRules(Refused, status=409):
    """Nobody may override what stands between the two: {words} Choose another partner, or change what stands in the way."""


class PartnerUnknown(Refused, status=422):
    """No partner {partner} in {program} is known in your counties. Take partner and programme from the request's candidates."""


class ReasonMissing(Refused, status=422):
    """A no that staff say for a family names its reason: {reasons}. A parent or partner may leave it out."""


class MatchOver(Refused, status=409):
    """This match ended on {ended_on:%d %B}. Make a new request if the family wants a partner again."""


class NotFormer(Refused, status=422):
    """{former} is no ended match of the same family. Name one that has ended, of this family."""


class ReasonNotYours(Refused, status=403):
    """You cannot give the reason {reason}; give your own, or ask the coordinator to end the match."""


class CountyUnknown(Refused, status=409):
    """Nobody has said in which county this partner is counted. Give the county, or wait for the certification."""


class AreaNotAgreed(Refused, status=409):
    """The counties {counties} are not agreed for this partner.

    An agreement of the state's pool names counties whose partners serve each other; a coordinator then adds them.
    """


class NotToMeetStill(Refused, status=409):
    """{people}: this partner must not meet them still. Name them again; only a coordinator takes them off, in `may_meet_again`."""


class PoolUnknown(Refused, status=404):
    """No rules are published for {pool}. The measured ones hold there, as the document of this service says them."""


class PoolNamesDiffer(Refused, status=422):
    """The address says {address}, the rules say {policy}. Send them to their own address."""


class PoolBreaksRules(Refused, status=422):
    """These rules break {count} rules of a pool: see errors. `peerbridge programs check` says them by line."""


class CountiesNotHeld(Refused, status=403):
    """A pool is {state}'s, and your token lacks {count} of its counties. Ask someone who holds the whole state."""
