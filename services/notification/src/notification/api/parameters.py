"""The parameters that all lists share: whose, of which county, how many, after which id."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import StringConstraints

__all__ = ["After", "County", "CountyCode", "Limit"]

CountyCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$", max_length=5)]
County = Annotated[CountyCode | None, Query(description="five-digit FIPS; all visible counties without it")]
Limit = Annotated[int, Query(ge=1, le=1000)]
After = Annotated[UUID | None, Query(description="the last id of the page before")]
