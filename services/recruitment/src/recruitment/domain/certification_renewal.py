"""A certification is renewed near its end, by education and valid checks; a term cut short by a check is carried on."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from peerbridge.events.policy import Policy
from recruitment.domain.applications_errors import NotActive, RenewalTooEarly, StepsMissing
from recruitment.domain.applications_progress import Progress
from recruitment.domain.applications_steps import Missing, told
from recruitment.domain.certification import Certification, CertificationState
from recruitment.domain.certification_education import Education, educated_until, education_missing
from recruitment.domain.checks_missing import checks_missing, checks_until, first_check_end
from recruitment.domain.months import LAST_DAY, add_months, earliest
from recruitment.domain.trainings_missing import overdue

__all__ = ["needed", "renew"]


def renew(certification: Certification, progress: Progress, entries: Sequence[Education], today: date) -> Certification:
    """The certification for its next term, or up to the term's end where a check had cut it short.

    Raises: NotActive, RenewalTooEarly, StepsMissing.
    """
    _check_active(certification, progress, today)
    needs = needed(certification, progress, entries, today)
    if needs:
        raise StepsMissing(step="renewal", says="; ".join(each.says for each in needs), missing=told(needs))
    after = _carried_on(certification, progress, today) or _next_term(certification, progress, today)
    return replace(after, check_due_on=first_check_end(progress))


def needed(
    certification: Certification, progress: Progress, entries: Sequence[Education], today: date
) -> list[Missing]:
    """What a renewal on a day would still lack, opened or not: checks, overdue trainings, hours of education."""
    needs = [*checks_missing(progress, today), *overdue(progress, today)]
    if _carried_on(certification, progress, today) is None:
        after = _next_term(certification, progress, today)
        needs += _for_a_term(certification, after, progress, entries, today)
    return needs


def _check_active(certification: Certification, progress: Progress, today: date) -> None:
    if certification.state is CertificationState.LEFT:
        raise NotActive(state="over", advice="the person may apply again")
    if certification.suspension in ("conduct_review", "own_wish"):
        raise NotActive(state="suspended", advice="take the suspension back first")
    opens_on = _opens_on(certification.valid_until, progress.policy)
    if today < opens_on:
        raise RenewalTooEarly(valid_until=certification.valid_until, opens_on=opens_on)


def _opens_on(end: date, policy: Policy) -> date:
    """Renewal opens with the first announcement of the end."""
    return end - timedelta(days=max(policy.certification.look_ahead_days, default=90))


def _carried_on(certification: Certification, progress: Progress, today: date) -> Certification | None:
    """Up to the end of a term that a check had cut short; None where the term itself ends."""
    until = earliest(certification.term_until, checks_until(progress)) or certification.term_until
    if today >= _opens_on(certification.term_until, progress.policy) or until <= max(certification.valid_until, today):
        return None
    return _valid(certification, until, today)


def _next_term(certification: Certification, progress: Progress, today: date) -> Certification:
    """From the end of the old term, so that renewing early loses no day; after a lapse a new one begins today."""
    months = max(progress.policy.certification.validity_months, 1)
    if certification.state is CertificationState.LAPSED:
        after = replace(certification, began_on=today, educated_until=today, term_until=add_months(today, months))
    else:
        educated = educated_until(certification, progress.policy.continuing_education)
        after = replace(certification, educated_until=educated, term_until=_term_end(certification, months))
    return _valid(after, earliest(after.term_until, checks_until(progress)) or after.term_until, today)


def _term_end(certification: Certification, months: int) -> date:
    """Counted from the first day, so that short months shift nothing."""
    number = 1
    while (end := add_months(certification.began_on, number * months)) <= certification.term_until and end < LAST_DAY:
        number += 1
    return end


def _valid(certification: Certification, until: date, today: date) -> Certification:
    lapsed = certification.state is CertificationState.LAPSED
    return replace(
        certification,
        state=CertificationState.CERTIFIED,
        valid_from=today if lapsed else certification.valid_from,
        valid_until=until,
        noticed=None,
        ended_on=None,
    )


def _for_a_term(
    before: Certification, after: Certification, progress: Progress, entries: Sequence[Education], today: date
) -> Iterator[Missing]:
    """What a further term needs beside valid checks: education, and a check that reaches beyond the old end."""
    asked = progress.policy.continuing_education
    if asked is not None:
        yield from education_missing(before, asked, entries, today)
    if after.valid_until <= before.valid_until and not any(checks_missing(progress, today)):
        says = f"a background check that is valid after {before.valid_until}"
        yield Missing("background-checks", "background_check_expired", says, by=before.valid_until)
