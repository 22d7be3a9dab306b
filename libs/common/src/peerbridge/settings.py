"""Settings are typed, read once in `main`, passed as values. A service refuses to start on a missing or default secret outside the demo."""

from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from peerbridge.messaging.access import Access

__all__ = ["KafkaSettings", "ServiceSettings"]


class KafkaSettings(BaseSettings):
    """How Kafka is reached (prefix `PEERBRIDGE_`): as every service and every command that speaks to Kafka is told."""

    model_config = SettingsConfigDict(
        env_prefix="PEERBRIDGE_", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    kafka_bootstrap: str = Field(description="host:port[,host:port]")
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="Kafka's security.protocol"
    )
    kafka_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    kafka_username: str | None = Field(default=None, description="the service's own account")
    kafka_password: SecretStr | None = None
    kafka_ca: Path | None = Field(
        default=None, description="PEM file of the authorities to trust; the system's if empty"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kafka_security.startswith("SASL") and not (self.kafka_username and self.kafka_password):
            raise ValueError(
                f"PEERBRIDGE_KAFKA_SECURITY is {self.kafka_security}: give PEERBRIDGE_KAFKA_USERNAME and PEERBRIDGE_KAFKA_PASSWORD"
            )
        if self.kafka_ca is not None and not self.kafka_ca.is_file():
            raise ValueError(f"PEERBRIDGE_KAFKA_CA names no file: {self.kafka_ca}")
        return self

    @property
    def kafka(self) -> Access:
        """All of it in one value."""
        secret = self.kafka_password.get_secret_value() if self.kafka_password else None
        ca = str(self.kafka_ca) if self.kafka_ca else None
        return Access(self.kafka_bootstrap, self.kafka_security, self.kafka_mechanism, self.kafka_username, secret, ca)


class ServiceSettings(KafkaSettings):
    """What every service is told by its environment (prefix `PEERBRIDGE_`)."""

    database_url: str = Field(description="postgresql://… as the application role")
    relay_database_url: str = Field(description="postgresql://… as the relay role")
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
