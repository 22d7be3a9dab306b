"""What matching is told by its environment."""

from pydantic import Field

from peerbridge.settings import ServiceSettings

__all__ = ["Settings"]


class Settings(ServiceSettings):
    """The settings of every service, where recruitment answers, and how often figures are told."""

    recruitment_url: str = Field(description="http://host:port of recruitment, asked for cases in the caller's name")
    measured_every: float = Field(
        default=20.0,
        gt=0,
        description="real seconds at least between two tellings of what changed in a state's figures",
    )
