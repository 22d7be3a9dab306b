"""A whole system on a PostgreSQL of its own, whose log is archived, with the scripts that operators run."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from peerbridge.database.migrations import migrate
from peerbridge.database.provision import Urls, make_database
from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.local import in_memory
from peerbridge_demo.story import Trial, trial
from peerbridge_demo.system import SERVICES
from peerbridge_local.home import Home
from peerbridge_local.postgres import Postgres

SCRIPTS = Path(__file__).parents[2] / "deploy" / "backup"


@dataclass
class Server:
    """The database server, its backups, and the scripts as its account runs them."""

    postgres: Postgres
    folder: Path
    scripts: Path

    def script(self, name: str, *arguments: str, **environment: str) -> str:
        """Run one of deploy/backup; what it printed. Raises: LocalStackError."""
        told = {
            "PEERBRIDGE_BACKUPS": str(self.folder),
            "PEERBRIDGE_ADMIN_DATABASE_URL": self.postgres.admin_url,
            **environment,
        }
        return self.postgres.run("/bin/sh", str(self.scripts / f"{name}.sh"), *arguments, **told).strip()

    def last_line(self, name: str, *arguments: str) -> str:
        """What a script says last: where the backup is."""
        return self.script(name, *arguments).splitlines()[-1]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of this module's own, in a folder that goes away with it."""
    with Home.claim("restore", root=in_memory()) as home:
        folder, scripts = home.folder / "backups", home.folder / "scripts"
        shutil.copytree(SCRIPTS, scripts)  # where the server's account may read them
        archive = f"PATH={os.environ['PATH']} PEERBRIDGE_BACKUPS={folder} sh {scripts}/archive-wal.sh %p %f"
        postgres = Postgres(home, archive_mode="on", archive_command=archive)
        postgres.owns(folder)
        postgres.start()
        yield Server(postgres, folder, scripts)


@pytest.fixture(scope="module")
async def databases(server: Server) -> dict[str, Urls]:
    """One database per service, named like it."""
    made = {name: await make_database(server.postgres.admin_url, name) for name in SERVICES}
    for name, urls in made.items():
        await asyncio.to_thread(migrate, name, urls.owner)
    return made


@pytest.fixture(scope="module")
async def world(server: Server, databases: dict[str, Urls], kafka: KafkaServer) -> AsyncIterator[Trial]:
    """Five services, an issuer and a mail sink on that server and on empty topics."""
    await kafka.wipe()
    async with trial("restore", server.postgres.admin_url, kafka.bootstrap, databases) as running:
        yield running
