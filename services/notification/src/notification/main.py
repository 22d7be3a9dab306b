"""Notification on one screen."""

from fastapi import FastAPI

from notification.api import deliveries, duplicates, erasures, people
from notification.gateways.smtp import Mailer, Server
from notification.schedules import hand_over
from notification.settings import Settings
from notification.storage.tables import Base
from notification.subscribers.cases import cases
from notification.subscribers.console import console
from notification.subscribers.matches import matches
from notification.subscribers.notifications import notifications
from notification.subscribers.own import own
from notification.subscribers.partners import partners
from notification.subscribers.programs import programs
from notification.subscribers.supervision import supervision
from notification.use_cases.erase_person import erasure
from notification.use_cases.merge_person import merging
from peerbridge.clock import Clock
from peerbridge.service import Service

__all__ = ["app", "service"]


def service(settings: Settings, clock: Clock | None = None) -> Service:
    """The service from its parts."""
    sender = hand_over.Sender(Mailer(server(settings)), settings.console_url, settings.hand_over_lease)
    return Service(
        name="notification",
        settings=settings,
        tables=Base.metadata,
        routers=[people.router, duplicates.router, deliveries.router, erasures.router],
        subscribers=[programs, cases, partners, matches, supervision, notifications, console],
        schedules=[hand_over.schedule(sender)],
        erasure=erasure,
        merging=merging,
        recollects=[own],
        clock=clock,
    )


def server(settings: Settings) -> Server:
    """The mail server that the settings name."""
    return Server(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        tls=settings.smtp_tls,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        connections=settings.smtp_connections,
        patience=settings.hand_over_lease,
    )


def app() -> FastAPI:
    """What a web server runs: `uvicorn --factory notification.main:app`."""
    return service(Settings()).app
