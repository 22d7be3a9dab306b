"""What matching is told by its environment."""

from pydantic import Field

from peerbridge.settings import ServiceSettings

__all__ = ["Settings"]


class Settings(ServiceSettings):
    """The settings of every service, and where recruitment answers."""

    recruitment_url: str = Field(description="http://host:port of recruitment, asked for cases in the caller's name")
