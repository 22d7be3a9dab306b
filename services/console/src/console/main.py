"""Console on one screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from console.api import (
    application_pages,
    case_pages,
    cohort_pages,
    event_pages,
    events,
    fairness_pages,
    families_pages,
    live,
    operations_pages,
    overview,
    partner_pages,
    pipeline,
    pool_pages,
    program_pages,
    signing_in,
    static,
    upcoming_pages,
)
from console.api.parts import Parts
from console.api.problems import add_problem_pages
from console.api.sessions import Sessions
from console.gateways.http import Http
from console.gateways.issuer import Issuer
from console.gateways.operations import Operations
from console.gateways.people import People
from console.gateways.recruitment import Recruitment
from console.schedules.hear_replicas import hear_replicas
from console.settings import Settings
from console.storage.bell import Bell
from console.storage.tables import Base
from console.subscribers.everything import everything
from console.use_cases.erase_person import erasure
from console.use_cases.merge_person import merging
from console.use_cases.record_events import recorder
from peerbridge.clock import Clock
from peerbridge.service import Service

__all__ = ["app", "service"]

ROUTERS = (
    pipeline,
    events,
    live,
    overview,
    event_pages,
    fairness_pages,
    case_pages,
    operations_pages,
    signing_in,
    static,
)
RECRUITED = (
    pool_pages,
    application_pages,
    upcoming_pages,
    cohort_pages,
    partner_pages,
    families_pages,
    program_pages,
)
"""Pages of what recruitment keeps: asked of it when they are shown."""


def service(settings: Settings, clock: Clock | None = None) -> Service:
    """The service from its parts."""
    bell = Bell()
    made = Service(
        name="console",
        settings=settings,
        tables=Base.metadata,
        routers=[each.router for each in (*ROUTERS, *RECRUITED)],
        subscribers=everything(recorder(bell)),
        schedules=[hear_replicas(bell)],
        erasure=erasure,
        merging=merging,
        clock=clock,
    )
    open_to_people(made.app, settings, bell)
    return made


def open_to_people(app: FastAPI, settings: Settings, bell: Bell) -> None:
    """What pages need beside JSON: sessions, problems as pages, and the world outside."""
    http, secret = Http(), settings.oidc_client_secret
    own = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url=settings.origin
    )
    app.state.console = Parts(
        settings=settings,
        sessions=Sessions(settings),
        bell=bell,
        issuer=Issuer(
            http,
            settings.oidc_issuer,
            settings.oidc_discovery_url,
            settings.oidc_client_id,
            secret.get_secret_value() if secret else None,
        ),
        people=People(http, settings.notification_url),
        recruitment=Recruitment(http, settings.recruitment_url),
        operations=Operations(http, settings.services, own),
    )
    app.state.authenticate = app.state.console.sessions.authenticate
    add_problem_pages(app)
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with inner(app):
            yield
        await http.close()

    app.router.lifespan_context = lifespan


def app() -> FastAPI:
    """What a web server runs: `uvicorn --factory console.main:app`."""
    return service(Settings()).app
