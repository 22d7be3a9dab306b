"""Who is known here, as far as the reader may see: partners, and parents of cases, requests and proposals."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from matching.domain.errors import PersonUnknown
from matching.storage.tables import FamilyRow, MatchRow, ProfileRow, ProposalRow, RosterRow
from peerbridge.database.policies import PERSON
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork

__all__ = ["check_known"]

KNOWN: Final = filtered(
    """
SELECT partner AS person FROM roster WHERE partner = ANY ($1::uuid[]) AND {roster}
UNION SELECT partner FROM profile WHERE partner = ANY ($1::uuid[]) AND {profile}
UNION SELECT parent FROM family WHERE parent = ANY ($1::uuid[]) AND {family}
UNION SELECT unnest(ARRAY[partner, parent]) FROM proposal WHERE (partner = ANY ($1::uuid[]) OR parent = ANY ($1::uuid[])) AND {proposal}
UNION SELECT unnest(ARRAY[partner, parent]) FROM "match" WHERE (partner = ANY ($1::uuid[]) OR parent = ANY ($1::uuid[])) AND {match}
UNION SELECT unnest(parents) FROM known_case WHERE parents && $1::uuid[] AND {known_case}
""",
    roster=seen("roster", *RosterRow.__readers__),
    profile=seen("profile", *ProfileRow.__readers__),
    family=seen("family", *FamilyRow.__readers__),
    proposal=seen("proposal", *ProposalRow.__readers__),
    match=seen('"match"', *MatchRow.__readers__),
    known_case=seen("known_case").removesuffix(")") + " OR {own})",
    own=f"{PERSON} = ANY (known_case.parents)",
)


async def check_known(work: UnitOfWork, people: Iterable[UUID], *, besides: Iterable[UUID] = ()) -> None:
    """Refuse a person of whom nothing is known that the reader may see; `besides` are known anyway. Raises: PersonUnknown."""
    wanted = sorted({*people} - {*besides})
    if not wanted:
        return
    found = {row["person"] for row in await (await work.raw()).fetch(KNOWN, wanted)}
    unknown = [person for person in wanted if person not in found]
    if unknown:
        raise PersonUnknown(person=unknown[0])
