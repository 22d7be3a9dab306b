"""An applicant is hired as the program employs, after screening and checks, while there is a place (P09-P14, P22)."""

from dataclasses import replace
from datetime import date

from peerbridge.events.candidates import EmploymentModel
from peerbridge.events.policy_selection import Employer, Employment
from recruitment.domain.applications import Application, ApplicationState
from recruitment.domain.applications_errors import ApplicationClosed, EmploymentDiffers, HeadcountReached
from recruitment.domain.applications_missing import check_ready_for
from recruitment.domain.applications_progress import Progress, check_day
from recruitment.domain.practice_errors import EmployerDiffers

__all__ = ["check_place", "hire"]


def hire(
    progress: Progress, employment: EmploymentModel, hired_on: date, today: date, employer: Employer | None = None
) -> Application:
    """The hired applicant's application; checks must count on the day of hire. With one route nobody needs to name it.

    Raises: ApplicationClosed, StepsMissing, DateOutOfBounds, EmploymentDiffers, EmployerDiffers.
    """
    application = progress.application
    application.check_going_on()
    if application.hired_on is not None:
        advice = f"go on with trainings (hired on {application.hired_on})"
        raise ApplicationClosed(state="hired", advice=advice)
    latest = max((made.decided_on for made in progress.decisions.values()), default=application.submitted_on)
    check_ready_for("hire", progress, min(hired_on, today))
    check_day("hired_on", hired_on, latest, today)
    model = progress.policy.employment.model
    if employment != model:
        raise EmploymentDiffers(model=model)
    by = _route(progress.policy.employment, employer)
    return replace(application, state=ApplicationState.HIRED, employment=employment, employer=by, hired_on=hired_on)


def check_place(employment: Employment, hired: int) -> None:
    """A cap is the program's own; without one there is no limit (P11). Raises: HeadcountReached."""
    if employment.headcount_cap is not None and hired >= employment.headcount_cap:
        raise HeadcountReached(hired=hired, cap=employment.headcount_cap)


def _route(employment: Employment, employer: Employer | None) -> Employer:
    """Civil-service job class or contracted provider: by a route of the program (P16)."""
    routes = employment.routes
    if employer in routes:
        return employer
    if employer is None and len(routes) == 1:
        return routes[0]
    raise EmployerDiffers(routes=", ".join(routes))
