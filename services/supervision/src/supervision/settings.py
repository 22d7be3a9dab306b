"""What supervision is told by its environment: nothing beside what every service is told."""

from peerbridge.settings import ServiceSettings

__all__ = ["Settings"]


class Settings(ServiceSettings):
    """Settings of supervision."""

    def sweep_seconds(self) -> float:
        """Real seconds between two sweeps: a quarter of a business day where time runs fast, else a minute."""
        return max(1.0, min(60.0, 6 * 3600 / self.clock_speed))
