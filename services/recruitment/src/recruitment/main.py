"""Recruitment on one screen: finds candidates from closed cases and brings them to certification."""

from fastapi import FastAPI

from peerbridge.clock import Clock
from peerbridge.service import Service
from recruitment.api import (
    applications,
    candidates,
    careers,
    case_reports,
    cases,
    certification,
    checklists,
    checks,
    cohorts,
    counts,
    demographics,
    hiring,
    merges,
    nominations,
    partners,
    programs,
    readiness,
    screening,
    training_completions,
    trainings,
    upcoming,
    vacancies,
    waiting,
)
from recruitment.schedules import certification_days, pool
from recruitment.settings import Settings
from recruitment.storage.tables import Base
from recruitment.subscribers.intake import intake
from recruitment.subscribers.notifications import notifications
from recruitment.use_cases.decide_people import REVIEW_PERSON
from recruitment.use_cases.erase_person import erasure
from recruitment.use_cases.merge_people import merging
from recruitment.use_cases.review_person import review_person
from recruitment.use_cases.review_pool import REVIEW_POOL, review_pool

__all__ = ["app", "service"]


def service(settings: Settings, clock: Clock | None = None) -> Service:
    """The service, from its parts."""
    return Service(
        name="recruitment",
        settings=settings,
        erasure=erasure,
        merging=merging,
        clock=clock,
        tables=Base.metadata,
        routers=[
            programs.router,
            case_reports.router,
            waiting.router,
            cases.router,
            counts.router,
            candidates.router,
            nominations.router,
            applications.router,
            screening.router,
            checks.router,
            hiring.router,
            trainings.router,
            training_completions.router,
            cohorts.router,
            demographics.router,
            checklists.router,
            vacancies.router,
            upcoming.router,
            readiness.router,
            certification.router,
            partners.router,
            careers.router,
            merges.router,
        ],
        subscribers=[intake, notifications],
        schedules=[pool.due_candidates, pool.due_programs, certification_days.schedule],
        jobs={REVIEW_POOL: review_pool, REVIEW_PERSON: review_person},
    )


def app() -> FastAPI:
    """What `uvicorn --factory recruitment.main:app` serves."""
    return service(Settings()).app
