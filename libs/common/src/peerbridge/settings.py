"""Settings are typed, read once in `main`, passed as values. A service refuses to start on a missing or default secret outside the demo."""

from datetime import datetime
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["ServiceSettings"]


class ServiceSettings(BaseSettings):
    """What every service is told by its environment (prefix `PEERBRIDGE_`)."""

    model_config = SettingsConfigDict(env_prefix="PEERBRIDGE_", env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: str = Field(description="postgresql://… as the application role")
    relay_database_url: str = Field(description="postgresql://… as the relay role")
    kafka_bootstrap: str = Field(description="host:port[,host:port]")
    oidc_issuer: str
    oidc_jwks_url: str | None = None
    oidc_audience: str = "peerbridge"
    demo: bool = False
    replica: str | None = Field(
        default=None, description="stable ordinal of this replica; makes its group membership static"
    )
    clock_speed: float = Field(default=1.0, gt=0, le=10_000_000)
    clock_origin: datetime | None = Field(
        default=None, description="business time at the first start of the system; real time if empty"
    )
    clock_started: datetime | None = Field(
        default=None, description="real time at which business time was clock_origin; the same for all services"
    )
    audit_key_file: Path | None = Field(
        default=None,
        description="Ed25519 private key (PEM, PKCS 8) that signs the audit's checkpoints; in the demo made if missing",
    )
    audit_directory: Path | None = Field(
        default=None, description="where checkpoints are kept, outside the database; of this service alone"
    )
    audit_checkpoint_seconds: float = Field(
        default=0.5, ge=0, le=3600, description="at least so long between two checkpoints"
    )
    host: str = "127.0.0.1"
    port: int = 8000
    log_level: str = "INFO"
    largest_body: int = Field(default=2 * 1024 * 1024, description="bytes")
    pool: int = Field(default=10, description="connections of each pool (API; consumers)")
