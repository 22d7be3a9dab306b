"""All tables of matching, for its migrations and its `main`."""

from matching.storage.columns import Base
from matching.storage.family_tables import (
    FamilyRow,
    FormerRow,
    KnownCaseRow,
    MatchRow,
    MeasuredRow,
    PoolChangeRow,
    ProposalRow,
    RequestRow,
    WaitingRow,
)
from matching.storage.partner_tables import (
    HoldRow,
    PartnerCountyRow,
    PlaceRow,
    PoolRow,
    ProfileRow,
    ProgramRow,
    RosterRow,
)

__all__ = [
    "Base",
    "FamilyRow",
    "FormerRow",
    "HoldRow",
    "KnownCaseRow",
    "MatchRow",
    "MeasuredRow",
    "PartnerCountyRow",
    "PlaceRow",
    "PoolChangeRow",
    "PoolRow",
    "ProfileRow",
    "ProgramRow",
    "ProposalRow",
    "RequestRow",
    "RosterRow",
    "WaitingRow",
]
