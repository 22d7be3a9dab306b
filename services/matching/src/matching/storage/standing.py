"""Pairs that stand: proposals that hold a place, and running matches. Which there are, and who sees them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlmodel import col, or_, select

from matching.storage.pairs import ACTIVE
from matching.storage.tables import MatchRow, ProposalRow
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = ["share", "standing"]

SHARE = """
UPDATE "{table}" AS p SET shared_with = array_remove(ARRAY[e.home]::varchar[], p.county)
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS e (partner, program, home)
WHERE p.partner = e.partner AND p.program = e.program AND p.state IN ('tentative', 'open', 'active')
    AND p.shared_with <> array_remove(ARRAY[e.home]::varchar[], p.county) AND {pair}
"""
SHARES = (
    filtered(SHARE, table="proposal", pair=seen("p", *ProposalRow.__readers__)),
    filtered(SHARE, table="match", pair=seen("p", *MatchRow.__readers__)),
)
STANDING = filtered(
    """
SELECT p.proposal FROM proposal AS p WHERE p.state IN ('tentative', 'open') AND left(p.county, 2) = $1 AND {proposal}
ORDER BY p.county, p.proposal
""",
    proposal=seen("p", *ProposalRow.__readers__),
)


async def standing(
    work: UnitOfWork, digits: str, *, requests: Iterable[UUID] = (), partners: Iterable[UUID] = ()
) -> list[UUID]:
    """Proposals of families of a state that hold a place and are of these requests or partners; of everybody where nobody is named."""
    wanted, asked = sorted(set(requests)), sorted(set(partners))
    if not wanted and not asked:
        return [row["proposal"] for row in await (await work.raw()).fetch(STANDING, digits)]
    concerned = or_(col(ProposalRow.request).in_(wanted), col(ProposalRow.partner).in_(asked))
    here = (ACTIVE, concerned, col(ProposalRow.county).startswith(digits))
    statement = select(ProposalRow.proposal).where(*here).order_by(col(ProposalRow.county), col(ProposalRow.proposal))
    return list((await work.session.exec(statement)).all())


async def share(work: UnitOfWork, homes: Mapping[tuple[UUID, str], str]) -> None:
    """Let the county where a partner is counted in a programme see what stands or runs of the partner there."""
    keys = sorted(homes)
    columns = [partner for partner, _ in keys], [program for _, program in keys], [homes[key] for key in keys]
    for statement in SHARES:
        await (await work.raw()).execute(statement, *columns)
