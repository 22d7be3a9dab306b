"""The service on one screen: requests in, proposals and matches out, over a roster heard from recruitment."""

from fastapi import FastAPI

from matching.api import (
    candidates,
    choosing,
    fairness,
    former,
    matches,
    pools,
    profiles,
    proposals,
    requests,
    roster,
    waiting,
    why,
)
from matching.schedules import expire_proposals, follow_agreements, matcher, remind_proposals, review_leave
from matching.settings import Settings
from matching.storage.tables import Base
from matching.subscribers.cases import cases
from matching.subscribers.notifications import notifications
from matching.subscribers.partners import partners
from matching.subscribers.programs import programs
from matching.use_cases.end_match import END_REQUEST, end_request
from matching.use_cases.erase_person import erasure
from matching.use_cases.follow_agreements import FOLLOW_RULES, follow_rules
from matching.use_cases.merge_person import merging
from peerbridge.clock import Clock
from peerbridge.service import Service

__all__ = ["app", "service"]

ROUTERS = (pools, profiles, roster, requests, candidates, waiting, proposals, choosing, why, matches, former, fairness)


def service(settings: Settings, clock: Clock | None = None) -> Service:
    """The whole service."""
    return Service(
        name="matching",
        settings=settings,
        tables=Base.metadata,
        routers=[each.router for each in ROUTERS],
        subscribers=[programs, cases, partners, notifications],
        schedules=[
            expire_proposals.schedule,
            remind_proposals.schedule,
            review_leave.schedule,
            follow_agreements.schedule,
            matcher.schedule(settings.measured_every),
        ],
        jobs={END_REQUEST: end_request, FOLLOW_RULES: follow_rules},
        erasure=erasure,
        merging=merging,
        clock=clock,
    )


def app() -> FastAPI:
    """What a web server runs: `uvicorn --factory matching.main:app`."""
    return service(Settings()).app
