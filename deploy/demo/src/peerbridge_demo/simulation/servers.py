"""PostgreSQL, Kafka and a mail sink of a simulation's own, with the databases and topics that its services need."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from peerbridge.database.migrations import migrate
from peerbridge.database.provision import Urls, make_database
from peerbridge.messaging.topics import create_topics
from peerbridge_demo.launch.progress import Progress
from peerbridge_demo.simulation.plan import SERVICES, Plan
from peerbridge_demo.simulation.stage import Stage
from peerbridge_demo.system import keep_logs
from peerbridge_demo.system.passwords import new_passwords
from peerbridge_local.home import Home
from peerbridge_local.kafka import Kafka
from peerbridge_local.mail import MailSink
from peerbridge_local.postgres import Postgres

__all__ = ["servers"]

NAME = "simulation"


@asynccontextmanager
async def servers(plan: Plan, progress: Progress) -> AsyncIterator[Stage]:
    """Everything started; ended on leaving, its logs kept. Raises: DemoError, LocalStackError."""
    with Home.claim(NAME) as home:
        postgres, kafka, mail = Postgres(home), Kafka(home), MailSink()
        mail.start()
        try:
            with progress.part("Servers", "PostgreSQL and Kafka"):
                await asyncio.gather(asyncio.to_thread(postgres.start), asyncio.to_thread(kafka.start))
                await create_topics(kafka.bootstrap)
                databases = {name: await _database(postgres.admin_url, name) for name in SERVICES}
            stage = Stage(home, postgres.admin_url, kafka.bootstrap, mail, databases, plan.speed)
            try:
                with progress.part("Services", ", ".join(SERVICES)):
                    await stage.open()
                progress.say(f"Business time: {plan.speed:g} days in a second. Logs: {home.folder}/*.log\n")
                yield stage
            finally:
                await stage.close()
                keep_logs(home, f"{NAME}-logs")
        finally:
            mail.stop()


async def _database(admin_url: str, service: str) -> Urls:
    made = await make_database(admin_url, service, new_passwords()[service], service)
    await asyncio.to_thread(migrate, service, made.owner)
    return made
