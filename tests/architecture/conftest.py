"""The five services, put together without being started."""

from importlib import import_module
from typing import Any

import pytest

from peerbridge import erasure
from peerbridge.service import Service
from peerbridge.testing.component import component

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


@pytest.fixture
async def made(name: str, fresh_database: Any, service: Service, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The service on a database of its own; nobody waits for the second look."""
    assert service.name == name
    monkeypatch.setattr(erasure, "SETTLE_SECONDS", 0.0)
    main, settings = import_module(f"{name}.main"), import_module(f"{name}.settings").Settings
    async with component(main.service, settings, await fresh_database(name)) as found:
        yield found
