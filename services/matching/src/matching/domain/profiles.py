"""What a partner brings and wishes, given by the partner or a coordinator; matching owns it and it does not travel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from matching.domain.errors import AreaNotAgreed, CountyUnknown, NotToMeetStill, RoleUnknown

__all__ = ["Profile", "check_agreed", "check_kept_apart", "check_roles", "counted_in"]


@dataclass(frozen=True, slots=True)
class Profile:
    """`area`: counties served beyond the certified ones, under an agreement; `capacity_wish`.

    Families at most, None for no wish.

    `household`: people the partner lives with; `roles`: those of the certified ones that the partner agrees to take,
    none named for all (P60). Leave includes both its days; without `leave_until` it is open-ended. Experiences, ages and cultures are given
    with consent, whose moment is kept.
    """

    partner: UUID
    county: str
    shared_with: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    capacity_wish: int | None = None
    leave_from: date | None = None
    leave_until: date | None = None
    refuses_own_county: bool = False
    conflict_people: tuple[UUID, ...] = ()
    household: tuple[UUID, ...] = ()
    roles: tuple[str, ...] = ()
    contact_styles: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    experiences: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    cultures: tuple[str, ...] = ()
    given_at: datetime | None = None
    consented_at: datetime | None = None

    def takes(self, role: str) -> bool:
        """Whether the partner agrees to a role that the programme has certified (P60)."""
        return not self.roles or role in self.roles

    def on_leave(self, day: date) -> bool:
        """Whether the partner is on leave on `day`."""
        if self.leave_from is None or day < self.leave_from:
            return False
        return self.leave_until is None or day <= self.leave_until


def check_agreed(wanted: Iterable[str], agreed: Iterable[str]) -> None:
    """Refuse counties that no coordinator has agreed to: a partner narrows the own area, and does not widen it.

    Raises: AreaNotAgreed.
    """
    beyond = sorted(set(wanted) - set(agreed))
    if beyond:
        raise AreaNotAgreed(counties=", ".join(beyond))


def check_kept_apart(wanted: Iterable[UUID], before: Iterable[UUID]) -> None:
    """Refuse to take somebody off in silence: whom not to meet may be a matter of safety that others know more of.

    Raises: NotToMeetStill.
    """
    gone = sorted(set(before) - set(wanted))
    if gone:
        raise NotToMeetStill(people=", ".join(map(str, gone)))


def check_roles(wanted: Iterable[str], certified: Iterable[Iterable[str]]) -> None:
    """Refuse roles that no programme has certified the partner for; before any certification all may be named (P60).

    Raises: RoleUnknown.
    """
    given = [set(roles) for roles in certified if roles]
    beyond = sorted(set(wanted) - set().union(*given)) if given else []
    if beyond:
        raise RoleUnknown(roles=", ".join(beyond))


def counted_in(homes: Sequence[str], given: str | None, held: Sequence[str]) -> str:
    """Where the profile is counted: where the partner is known to be, else as given, else the caller's only county.

    Raises: CountyUnknown.
    """
    if homes:
        return next((county for county in homes if county in held), homes[0])
    if given is not None:
        return given
    if len(held) != 1:
        raise CountyUnknown
    return held[0]
