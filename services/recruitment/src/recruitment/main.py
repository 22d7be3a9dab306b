"""Recruitment on one screen: finds candidates from closed cases and brings them to certification."""

from fastapi import FastAPI

from peerbridge.clock import Clock
from peerbridge.service import Service
from recruitment.settings import Settings
from recruitment.storage.tables import Base

__all__ = ["app", "service"]


def service(settings: Settings, clock: Clock | None = None) -> Service:
    """The service, from its parts."""
    return Service(
        name="recruitment",
        settings=settings,
        clock=clock,
        tables=Base.metadata,
        routers=[],
        subscribers=[],
        schedules=[],
        jobs={},
    )


def app() -> FastAPI:
    """What `uvicorn --factory recruitment.main:app` serves."""
    return service(Settings()).app
