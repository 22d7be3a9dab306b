"""What a later partner may see of a family's former relation: nothing, until a coordinator opens it, and that is recorded."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from matching.domain.errors import NotFormer
from matching.domain.matches import Match
from matching.storage import pairs
from matching.storage.mapping import chosen_rows
from matching.storage.tables import FormerRow
from matching.use_cases.seen_proposal import check_family
from peerbridge.database import rows
from peerbridge.database.work import UnitOfWork
from peerbridge.errors import NotVisible

__all__ = ["Former", "open_former", "show_former"]


@dataclass(frozen=True, slots=True)
class Former:
    """A former relation as far as it is open: when it was, why it ended and what was handed over; never who it was with."""

    match: UUID
    open: bool
    made_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    handover: tuple[str, ...] = ()


async def open_former(work: UnitOfWork, match: UUID, former: UUID, reason: str) -> Former:
    """Open an ended match of the same family to this one's partner. Raises: NotVisible, NotYourFamily, NotFormer."""
    await work.lock(match)
    found = await pairs.matches(work, [match, former])
    if match not in found:
        raise NotVisible
    check_family(work, found[match].county)
    now, then = found[match], found.get(former)
    if then is None or then.family != now.family or then.state != "ended" or former == match:
        raise NotFormer(former=former)
    row = FormerRow(
        match=match,
        former=former,
        partner=now.partner,
        parent=now.parent,
        county=now.county,
        shared_with=list(now.shared_with),
        reason=reason,
        opened_by=work.actor,
        opened_at=work.business_now,
        made_at=then.made_at,
        ended_at=then.ended_at,
        ended_for=then.reason,
        handover=list(then.handover),
    )
    await rows.store(work, [row])
    return _told(match, row)


async def show_former(work: UnitOfWork, match: UUID) -> Former:
    """The former relation that was opened to this match's partner, or that none is. Raises: NotVisible."""
    found: dict[UUID, Match] = await pairs.matches(work, [match])
    if match not in found:
        raise NotVisible
    work.audit(
        action="read", what="former relation", subject=match, county=found[match].county, concerns=[found[match].parent]
    )
    opened = await chosen_rows(work, select(FormerRow).where(col(FormerRow.match) == match))
    return _told(match, opened[0]) if opened else Former(match, open=False)


def _told(match: UUID, row: FormerRow) -> Former:
    return Former(match, True, row.made_at, row.ended_at, row.ended_for, tuple(row.handover))  # noqa: FBT003 (a field)
