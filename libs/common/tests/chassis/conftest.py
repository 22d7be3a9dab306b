"""The sample service on a database of its own, per test."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from peerbridge.database.provision import Urls
from peerbridge.settings import ServiceSettings
from peerbridge.testing.component import Component, component
from peerbridge.testing.sample import faults, make_sample_database, service


@pytest.fixture
async def urls(postgres: Any) -> Urls:
    """A fresh database of the sample service."""
    return await make_sample_database(postgres.admin_url)


@pytest.fixture
async def sample(urls: Urls) -> AsyncIterator[Component]:
    """The sample service without Kafka."""
    faults.clear()
    async with component(service, ServiceSettings, urls) as made:
        yield made
