"""The sample service with its chainer at work, and an auditor who asks it over real HTTP or reads its database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import uvicorn

from peerbridge.audit.__main__ import verify_database
from peerbridge.audit.chainer import Chainer, Signing, signing_of
from peerbridge.audit.checkpoints import claimed
from peerbridge.audit.keys import read_public_keys
from peerbridge.audit.verifying import Verdict
from peerbridge.cli import addresses, audit
from peerbridge.clock import Clock
from peerbridge.database.provision import Urls
from peerbridge.identity import PLATFORM_OPERATOR
from peerbridge.ids import uuid7
from peerbridge.life import Life, end_tasks
from peerbridge.metrics import Metrics
from peerbridge.settings import ServiceSettings
from peerbridge.testing.component import Component, component
from peerbridge.testing.running import eventually
from peerbridge.testing.sample import make_sample_database, service

POLK = "19153"


@dataclass
class Audited:
    """A sample service, its chain and whoever looks at it."""

    sample: Component
    urls: Urls
    admin_url: str
    places: Path

    @property
    def directory(self) -> Path:
        """Where checkpoints are kept."""
        return self.places / "sample"

    def signing(self) -> Signing:
        """What signs this chain."""
        made = signing_of("sample", self.sample.runtime.settings)
        assert made is not None
        return made

    def chainer(self) -> Chainer:
        """A candidate for the chainer."""
        return Chainer(self.urls.relay, "sample", self.signing(), Metrics("sample"), Life().pulse("chain"))

    async def append(self, rows: int, county: str | None = POLK) -> None:
        """As many audit rows, each in a transaction of its own."""
        for _ in range(rows):
            async with self.sample.runtime.work([POLK]) as work:
                work.audit(action="read", what="thing", subject=uuid7(), county=county)

    @asynccontextmanager
    async def linking(self) -> AsyncIterator[None]:
        """The chainer at work."""
        task = asyncio.create_task(self.chainer().run())
        try:
            yield
        finally:
            await end_tasks(task)

    async def settled(self) -> int:
        """Wait until every row is linked and the head is signed; the head's position."""

        async def done() -> int:
            state = (await self.god("SELECT * FROM audit_head"))[0]
            rows = (await self.god("SELECT count(*) AS n FROM audit"))[0]["n"]
            line = self.signing().store.last()
            return int(state["position"]) if rows == state["position"] and line and claimed(line) == rows else 0

        return int(await eventually(done))

    async def god(self, *statements: str) -> Any:
        """As whoever has the database in their hands: the superuser, past every right and policy."""
        connection = await asyncpg.connect(self.urls.on(self.admin_url))
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetch(statements[-1])
        finally:
            await connection.close()

    async def offline(self) -> Verdict:
        """An auditor's verdict from the report role's address, the checkpoints and the public key."""
        keys = read_public_keys(self.signing().store.keys())
        return await asyncio.to_thread(verify_database, "sample", self.urls.report, [self.directory], keys)

    async def online(self, counties: tuple[str, ...] = (POLK,), **options: Any) -> str:
        """`peerbridge audit verify` over HTTP; what it complains of, empty where the chain is whole."""
        token = self.sample.issuer.token(PLATFORM_OPERATOR, counties=counties)
        async with served(self.sample) as url:
            try:
                await asyncio.to_thread(audit.verify_chain, service=["sample"], token=token, url=url, **options)
            except (audit.Broken, audit.NotSeen) as error:
                return str(error)
        return ""


@asynccontextmanager
async def served(sample: Component) -> AsyncIterator[str]:
    """The service on a port of this machine, its loops not started."""
    server = uvicorn.Server(uvicorn.Config(sample.service.app, port=0, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # the server has no event to wait for
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture
async def audited(postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Audited]:
    """A fresh sample service that signs its audit."""
    monkeypatch.setattr(addresses, "SERVICES", ("sample",))
    urls = await make_sample_database(postgres.admin_url)
    build: Callable[[ServiceSettings, Clock], Any] = service
    values = {"demo": True, "audit_directory": tmp_path / "sample", "audit_checkpoint_seconds": 0}
    async with component(build, ServiceSettings, urls, **values) as made:
        found = Audited(made, urls, postgres.admin_url, tmp_path)
        made.runtime.signing = found.signing()
        yield found
