"""What recruitment is told by its environment: nothing beyond what every service is told."""

from peerbridge.settings import ServiceSettings

__all__ = ["Settings"]


class Settings(ServiceSettings):
    """Settings of recruitment, with the prefix `PEERBRIDGE_`."""
