"""What recruitment is told by its environment, beyond what every service is told."""

from typing import Annotated

from pydantic import Field

from peerbridge.settings import ServiceSettings

__all__ = ["Settings"]


class Settings(ServiceSettings):
    """Settings of recruitment, with the prefix `PEERBRIDGE_`. `small_count`: fewer families, or partners of a group, are not told."""

    small_count: Annotated[int, Field(ge=1, le=1000)] = 11
