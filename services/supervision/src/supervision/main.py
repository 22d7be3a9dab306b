"""Supervision on one screen."""

from fastapi import FastAPI

from peerbridge.clock import Clock
from peerbridge.service import Service
from supervision.api import check_ins, contacts, relations, sessions, supervisors
from supervision.schedules import due_dates, waiting
from supervision.settings import Settings
from supervision.storage.tables import Base
from supervision.subscribers.cases import cases
from supervision.subscribers.matches import matches
from supervision.subscribers.notifications import notifications
from supervision.subscribers.partners import partners
from supervision.subscribers.programs import programs
from supervision.use_cases.erase_person import erasure
from supervision.use_cases.merge_person import merging

__all__ = ["app", "service"]


def service(settings: Settings, clock: Clock | None = None) -> Service:
    """The service from its parts."""
    every = settings.sweep_seconds()
    return Service(
        name="supervision",
        settings=settings,
        tables=Base.metadata,
        routers=[supervisors.router, relations.router, contacts.router, check_ins.router, sessions.router],
        subscribers=[programs, partners, cases, matches, notifications],
        schedules=[due_dates.schedule(every), waiting.schedule(every)],
        erasure=erasure,
        merging=merging,
        clock=clock,
    )


def app() -> FastAPI:
    """What a web server runs: `uvicorn --factory supervision.main:app`."""
    return service(Settings()).app
