"""Puts a service together: HTTP, consumers, relay, retries, jobs, schedules, watchdog. Nothing here is of one service."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib import import_module

import uvicorn
from fastapi import FastAPI
from sqlalchemy import MetaData

from peerbridge.clock import Clock
from peerbridge.erasure import ERASE, Erasure
from peerbridge.events.catalogue import TOPICS
from peerbridge.jobs import JobHandler
from peerbridge.life import WRONGLY_SET_UP
from peerbridge.logs import set_up_logs
from peerbridge.loops import Loops
from peerbridge.merging import MERGE, Merging
from peerbridge.messaging.failures import fingerprint
from peerbridge.messaging.subscriber import Subscriber
from peerbridge.runtime import Runtime
from peerbridge.schedules import Schedule
from peerbridge.settings import ServiceSettings
from peerbridge.web.api import Api
from peerbridge.web.app import build_app
from peerbridge.web.audit import router as audit
from peerbridge.web.health import router as health
from peerbridge.web.ops import router as ops
from peerbridge.web.recovery import router as recovery

__all__ = ["IDLE_SECONDS", "Service", "serve"]

log = logging.getLogger("peerbridge.service")
IDLE_SECONDS = 75
"""How long a connection may be idle: longer than clients and load balancers keep theirs (5 to 60), or a request meets one that closes."""


class Service:
    """One service, from its parts. `app` is what a web server runs; loops start and stop with it."""

    def __init__(
        self,
        *,
        name: str,
        settings: ServiceSettings,
        tables: MetaData,
        routers: Sequence[Api],
        subscribers: Sequence[Subscriber] = (),
        schedules: Sequence[Schedule] = (),
        jobs: Mapping[str, JobHandler] | None = None,
        recollects: Sequence[Subscriber] = (),
        topics: Sequence[str] | None = None,
        erasure: Erasure | None = None,
        merging: Merging | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`topics`: those it writes, by default as the catalogue says; `recollects`: what it learns again from them after a restore."""
        self.name, self.tables, self.subscribers = name, tables, subscribers
        self.erasure, self.merging = erasure, merging
        self.runtime = Runtime(name, settings, clock)
        written = [topic.name for topic in TOPICS.values() if topic.writer == name] if topics is None else topics
        all_jobs = dict(jobs or {})
        all_jobs |= {ERASE: erasure.chunk} if erasure else {}
        all_jobs |= {MERGE: merging.chunk} if merging else {}
        self.loops = Loops(self.runtime, subscribers, schedules, all_jobs, written, recollects)
        mounted = [*routers, ops, recovery, audit]
        self.app: FastAPI = build_app(
            name=name, version="1", routers=mounted, runtime=self.runtime, lifespan=self._lifespan
        )
        self.app.include_router(health)

    @asynccontextmanager
    async def _lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        """Loops start in the background: HTTP answers while database or Kafka are still away."""
        starting = asyncio.create_task(self.loops.run())
        starting.add_done_callback(self._started)
        try:
            yield
        finally:
            starting.remove_done_callback(self._started)
            self.runtime.life.stop()
            await self.loops.stop(starting)
            await self.runtime.close()

    def _started(self, starting: "asyncio.Task[None]") -> None:
        """A service whose loops cannot start hears nothing: better none, which is noticed, than such a one."""
        if not starting.cancelled() and (error := starting.exception()) is not None:
            log.critical("the loops cannot start, ending the process", extra={"fingerprint": fingerprint(error)})
            self.runtime.life.refuse()


def main() -> None:
    """`python -m peerbridge.service NAME`: serve one service on HOST and PORT with uvloop."""
    name = sys.argv[1]
    settings = ServiceSettings()
    set_up_logs(name, settings.log_level)
    if settings.kafka_security == "PLAINTEXT" and not settings.demo:
        log.warning(
            "Kafka is reached without an account, and whoever reaches it may write every event: set PEERBRIDGE_KAFKA_SECURITY"
        )
    if settings.audit_directory is None and not settings.demo:
        log.critical(
            "outside the demo the audit must be signed: set PEERBRIDGE_AUDIT_DIRECTORY and PEERBRIDGE_AUDIT_KEY_FILE"
        )
        sys.exit(WRONGLY_SET_UP)
    serve(import_module(f"{name}.main").app(), settings)


def serve(app: FastAPI, settings: ServiceSettings) -> None:
    """Take requests on HOST and PORT with uvloop until the process is told to end."""
    uvicorn.run(
        app,
        host=settings.host, port=settings.port, loop="uvloop", log_config=None, access_log=False,
        timeout_keep_alive=IDLE_SECONDS, timeout_graceful_shutdown=5, server_header=False,
    )  # fmt: skip


if __name__ == "__main__":
    main()
