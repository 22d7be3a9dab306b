"""An applicant is hired as the program employs, after screening and checks, while there is a place (P09-P14, P22)."""

from dataclasses import replace
from datetime import date

from peerbridge.events.candidates import EmploymentModel
from peerbridge.events.policy_selection import Employment
from recruitment.domain.applications import Application, ApplicationState
from recruitment.domain.applications_errors import ApplicationClosed, EmploymentDiffers, HeadcountReached
from recruitment.domain.applications_missing import check_ready_for
from recruitment.domain.applications_progress import Progress, check_day

__all__ = ["check_place", "hire"]


def hire(progress: Progress, employment: EmploymentModel, hired_on: date, today: date) -> Application:
    """The hired applicant's application; checks must count on the day of hire.

    Raises: ApplicationClosed, StepsMissing, DateOutOfBounds, EmploymentDiffers.
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
    return replace(application, state=ApplicationState.HIRED, employment=employment, hired_on=hired_on)


def check_place(employment: Employment, hired: int) -> None:
    """A cap is the program's own; without one there is no limit (P11). Raises: HeadcountReached."""
    if employment.headcount_cap is not None and hired >= employment.headcount_cap:
        raise HeadcountReached(hired=hired, cap=employment.headcount_cap)
