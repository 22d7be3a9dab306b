"""Recruitment owns the cases.

It is asked with the caller's own token, outside any transaction, so it decides what they may see.
"""

from datetime import date
from typing import Literal
from uuid import UUID

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from matching.domain.cases import FoundCase
from matching.domain.errors import RecruitmentAway
from peerbridge.tls import authorities

__all__ = ["find_case"]

SECONDS = 3.0  # a caller waits; recruitment answers from its own database
HIDDEN = frozenset({401, 403, 404, 422})


class CaseTold(BaseModel):
    """Recruitment's answer, as far as it is used here."""

    model_config = ConfigDict(extra="ignore")

    case: UUID
    county: str
    state: Literal["open", "closed"]
    opened_on: date | None = None
    parents: tuple[UUID, ...] = ()
    correlation: UUID | None = None

    def found(self) -> FoundCase:
        """The case as matching uses it."""
        return FoundCase(self.case, self.county, self.state == "open", self.opened_on, self.parents, self.correlation)


async def find_case(recruitment_url: str, case: UUID, token: str) -> FoundCase | None:
    """The case, or None where this caller sees no such case. Raises: RecruitmentAway."""
    try:
        async with httpx.AsyncClient(verify=authorities(), timeout=SECONDS, trust_env=False) as client:
            answer = await client.get(
                f"{recruitment_url.rstrip('/')}/v1/cases/{case}", headers={"Authorization": f"Bearer {token}"}
            )
        if answer.status_code in HIDDEN:
            return None
        answer.raise_for_status()
        return CaseTold.model_validate_json(answer.content).found()
    except (httpx.HTTPError, httpx.InvalidURL, ValidationError):
        raise RecruitmentAway from None
