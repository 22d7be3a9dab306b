"""Which side of a pair a caller may speak for."""

from uuid import UUID

from matching.domain.errors import NotYourself, NotYourSide
from matching.domain.proposals import Side
from peerbridge.errors import NotVisible
from peerbridge.identity import PARENT, PARTNER, Principal

__all__ = ["check_own", "check_side", "own_role", "parent_meant"]


def own_role(caller: Principal) -> str | None:
    """`parent` or `partner` where the caller acts for themself, None for staff."""
    return next((role for role in (PARENT, PARTNER) if caller.holds(role)), None)


def check_side(caller: Principal, side: Side) -> None:
    """Partners answer for themselves; a family for itself, or staff on its behalf. Raises: NotYourSide."""
    allowed = {PARENT: "family", PARTNER: "partner", None: "family"}
    if allowed[own_role(caller)] != side:
        raise NotYourSide(side=side)


def parent_meant(caller: Principal, named: UUID | None) -> UUID | None:
    """The parent a request is for: a parent's own request is for themself. Raises: NotYourself."""
    if not caller.holds(PARENT):
        return named
    if named not in (None, caller.person):
        raise NotYourself
    return caller.person


def check_own(caller: Principal, person: UUID) -> None:
    """A partner sees and gives no profile but their own. Raises: NotVisible."""
    if caller.holds(PARTNER) and caller.person != person:
        raise NotVisible
