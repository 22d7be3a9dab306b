"""Partners by the roles that programme and partner have agreed on: for committees, groups and orientation classes too (P60)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from matching.domain.constraints import roles_taken
from matching.domain.pool import Available
from matching.domain.roster import RosterEntry, Standing
from matching.storage import pools, programs, roster
from peerbridge.database.work import UnitOfWork

__all__ = ["OnRoster", "show_roster"]


@dataclass(frozen=True, slots=True)
class OnRoster:
    """A partner in a programme today, with the roles agreed on and the leave that is known."""

    partner: UUID
    program: str
    county: str
    standing: Standing
    roles: tuple[str, ...]
    kinds: tuple[str, ...]
    on_leave: bool
    leave_until: date | None
    places: int
    free: int


async def show_roster(
    work: UnitOfWork, county: str | None, kind: str | None, after: UUID | None, limit: int
) -> list[OnRoster]:
    """Partners who serve a county (or any that is visible), in the order of their ids; of one kind of role where wanted.

    A page has all programmes of a partner. It may be shorter than its limit, since of those certified for a role some have not
    agreed to it; it is empty only where nobody follows.
    """
    versions = await programs.versions(work)
    roles = {role for each in versions for role, of_kind in each.kinds.items() if of_kind == kind} if kind else None
    shown: list[OnRoster] = []
    while not shown:
        entries = await roster.page(work, county, roles, after, limit)
        if not entries:
            break
        after = entries[-1].partner
        shown = [each for each in await _listed(work, entries) if kind is None or kind in each.kinds]
    work.audit_shown("roster", shown, lambda each: (each.partner,))
    return shown


async def _listed(work: UnitOfWork, entries: Sequence[RosterEntry]) -> list[OnRoster]:
    """These entries as they are listed, each by the day where the partner is counted."""
    found: list[OnRoster] = []
    for home in sorted({entry.county for entry in entries}):
        around = await pools.circumstances(work, [home])
        here = [entry for entry in entries if entry.county == home]
        found += [told(each, around.days[0]) for each in await pools.available(work, here, around)]
    return sorted(found, key=lambda each: (each.partner, each.program))


def told(partner: Available, today: date) -> OnRoster:
    """The entry as it is listed."""
    entry, profile = partner.entry, partner.profile
    roles = tuple(sorted(roles_taken(partner)))
    kinds = partner.program.kinds if partner.program else {}
    away = profile is not None and profile.on_leave(today)
    return OnRoster(
        partner=entry.partner,
        program=entry.program,
        county=entry.county,
        standing=entry.standing(today),
        roles=roles,
        kinds=tuple(sorted({kinds[role] for role in roles if role in kinds})),
        on_leave=away,
        leave_until=profile.leave_until if profile and away else None,
        places=partner.places,
        free=partner.open,
    )
