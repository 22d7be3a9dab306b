"""What is announced of requests, proposals and matches: ids and codes only."""

from matching.domain.matches import Match
from matching.domain.proposals import Proposal, Side
from matching.domain.requests import SupportRequest
from peerbridge.events.matches import (
    MatchAccepted,
    MatchAnswerDue,
    MatchCreated,
    MatchDeclined,
    MatchEnded,
    MatchProposalExpired,
    MatchProposed,
    SupportRequested,
    SupportWithdrawn,
)

__all__ = ["accepted", "answer_due", "created", "declined", "ended", "expired", "proposed", "requested", "withdrawn"]


def requested(request: SupportRequest) -> SupportRequested:
    """A family wants a partner."""
    return SupportRequested.model_validate(
        {
            "request": request.request,
            "case": request.case,
            "family": request.family,
            "parent": request.parent,
            "urgency": request.urgency,
        }
    )


def withdrawn(request: SupportRequest) -> SupportWithdrawn:
    """A family no longer wants, or may have, one."""
    return SupportWithdrawn.model_validate({"request": request.request, "reason": request.reason})


def proposed(proposal: Proposal) -> MatchProposed:
    """Both sides are asked."""
    return MatchProposed(
        request=proposal.request,
        proposal=proposal.proposal,
        partner=proposal.partner,
        family=proposal.family,
        parent=proposal.parent,
        program=proposal.program,
        expires_on=proposal.expires_on,
    )


def answer_due(proposal: Proposal, side: Side) -> MatchAnswerDue:
    """One side has not answered, and the last day is near."""
    return MatchAnswerDue(
        request=proposal.request,
        proposal=proposal.proposal,
        partner=proposal.partner,
        parent=proposal.parent,
        side=side,
        expires_on=proposal.expires_on,
    )


def accepted(proposal: Proposal, side: Side) -> MatchAccepted:
    """One side said yes."""
    return MatchAccepted(
        request=proposal.request,
        proposal=proposal.proposal,
        partner=proposal.partner,
        parent=proposal.parent,
        side=side,
    )


def declined(proposal: Proposal) -> MatchDeclined:
    """One side said no."""
    return MatchDeclined.model_validate(
        {
            "request": proposal.request,
            "proposal": proposal.proposal,
            "partner": proposal.partner,
            "parent": proposal.parent,
            "side": proposal.declined_by,
            "reason": proposal.reason,
        }
    )


def expired(proposal: Proposal) -> MatchProposalExpired:
    """Nobody is asked any more."""
    return MatchProposalExpired(
        request=proposal.request, proposal=proposal.proposal, partner=proposal.partner, parent=proposal.parent
    )


def created(match: Match) -> MatchCreated:
    """Both sides agreed."""
    return MatchCreated(
        request=match.request,
        match=match.match,
        partner=match.partner,
        family=match.family,
        parent=match.parent,
        case=match.case,
        program=match.program,
    )


def ended(match: Match) -> MatchEnded:
    """It is over, for this reason."""
    return MatchEnded.model_validate(
        {
            "request": match.request,
            "match": match.match,
            "partner": match.partner,
            "family": match.family,
            "parent": match.parent,
            "reason": match.reason,
        }
    )
