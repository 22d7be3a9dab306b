"""What notification is told by its environment: the mail server, and where people sign in."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator

from peerbridge.settings import ServiceSettings

__all__ = ["Settings"]


class Settings(ServiceSettings):
    """Settings of notification (prefix `PEERBRIDGE_`)."""

    smtp_host: str
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_tls: Literal["auto", "starttls", "tls", "none"] = Field(
        default="auto", description="auto: STARTTLS where it is offered"
    )
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_connections: int = Field(default=4, ge=1, le=64)
    mail_from: str = Field(default="no-reply@peerbridge.example", pattern=r"^[^@\s]+@[^@\s]+$")
    console_url: str = Field(default="http://127.0.0.1:8000", description="where people sign in")
    hand_over_lease: float = Field(
        default=60.0, gt=0, description="real seconds within which a hand-over has an outcome"
    )

    backup_retention_days: int = Field(default=35, ge=0, le=3660, description="after so long no backup is left")
    erasure_answer_hours: float = Field(
        default=24.0, gt=0, description="business hours within which every service answers an erasure"
    )

    @model_validator(mode="after")
    def _no_password_in_clear(self) -> "Settings":
        if self.smtp_user and not self.demo and self.smtp_tls not in ("starttls", "tls"):
            raise ValueError("smtp_user needs smtp_tls=starttls or tls: a password does not travel in clear")
        return self
