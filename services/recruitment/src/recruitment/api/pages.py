"""How lists are asked for: at most so many, after the last one seen."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

__all__ = ["BEGINNING", "AfterId", "CountyFilter", "Limit"]

BEGINNING = UUID(int=0)

Limit = Annotated[int, Query(ge=1, le=1000, description="at most so many")]
AfterId = Annotated[UUID, Query(description="the id of the last one seen")]
CountyFilter = Annotated[str | None, Query(pattern=r"^[0-9]{5}$", description="five-digit FIPS")]
