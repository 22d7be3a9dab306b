"""The five services, put together without being started."""

from importlib import import_module

import pytest

from peerbridge.service import Service

SERVICES = ("recruitment", "matching", "supervision", "notification", "console")


@pytest.fixture(params=SERVICES)
def name(request: pytest.FixtureRequest) -> str:
    """One service's name after the other."""
    return str(request.param)


@pytest.fixture
def service(name: str, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The service, from settings that reach nothing."""
    for key, value in {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "RELAY_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "OIDC_ISSUER": "https://issuer.invalid",
        "DEMO": "1",
        "SMTP_HOST": "127.0.0.1",
        **{f"{each.upper()}_URL": "http://127.0.0.1:1" for each in SERVICES},
    }.items():
        monkeypatch.setenv(f"PEERBRIDGE_{key}", value)
    settings = import_module(f"{name}.settings").Settings()
    made: Service = import_module(f"{name}.main").service(settings)
    return made
