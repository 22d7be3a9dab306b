"""What console is told by its environment. Outside the demo it does not start without a secret for its sessions."""

from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from peerbridge.settings import ServiceSettings

__all__ = ["Settings"]

SHORTEST: Final = 32  # characters: half of them chosen at random are out of reach of guessing
DEFAULTS: Final = frozenset({"changeme", "change-me", "default", "password"})


class Settings(ServiceSettings):
    """Settings of console."""

    model_config = SettingsConfigDict(hide_input_in_errors=True)

    console_url: str = Field(
        default="http://127.0.0.1:8000",
        description="where browsers find it; its /callback is registered with the issuer",
    )
    session_key: SecretStr | None = Field(default=None, description="at least 32 characters; the same for all replicas")
    oidc_client_id: str = "console"
    oidc_client_secret: SecretStr | None = None
    oidc_discovery_url: str | None = Field(
        default=None, description="where this service reads the issuer's document, if not at the issuer"
    )
    recruitment_url: str | None = None
    matching_url: str | None = None
    supervision_url: str | None = None
    notification_url: str | None = None
    live_readers: int = Field(default=200, ge=1, description="open live feeds per process")

    @model_validator(mode="after")
    def _has_a_secret(self) -> Self:
        key = self.session_key.get_secret_value() if self.session_key else ""
        if self.demo and not key:
            return self
        if len(key) < SHORTEST or any(word in key.lower() for word in DEFAULTS):
            raise ValueError(
                f"PEERBRIDGE_SESSION_KEY must be a secret of at least {SHORTEST} characters; make one with: openssl rand -base64 48"
            )
        return self

    @property
    def origin(self) -> str:
        """Scheme, host and port of the console's own pages."""
        parts = urlsplit(self.console_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def services(self) -> dict[str, str | None]:
        """Where the other services' operations are found."""
        return {
            "recruitment": self.recruitment_url,
            "matching": self.matching_url,
            "supervision": self.supervision_url,
            "notification": self.notification_url,
        }
