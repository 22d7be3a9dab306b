"""Which background checks are not passed, and which end too early (P22)."""

from collections.abc import Iterator
from datetime import date

from recruitment.domain.applications_progress import Progress
from recruitment.domain.applications_steps import Missing

__all__ = ["checks_missing", "checks_until"]


def checks_missing(progress: Progress, on: date) -> Iterator[Missing]:
    """Checks of the policy that are not cleared, or do not count on the day in question."""
    kinds = tuple(each.check for each in progress.policy.background_checks.kinds)
    cleared = progress.application.cleared
    left = tuple(check for check in kinds if check not in cleared)
    if left:
        have = len(kinds) - len(left)
        says = f"{have} of {len(kinds)} background checks; not cleared: {', '.join(left)}"
        yield Missing("background-checks", "background_check", says, left, have, len(kinds))
    for check in kinds:
        if check in cleared and not cleared[check].covers(on):
            yield _out_of_time(progress, check, on)


def checks_until(progress: Progress) -> date | None:
    """The last day on which all the policy's checks count; None where none of them ends."""
    kinds = {each.check for each in progress.policy.background_checks.kinds}
    ends = [each.valid_until for check, each in progress.application.cleared.items() if check in kinds]
    return min((end for end in ends if end is not None), default=None)


def _out_of_time(progress: Progress, check: str, on: date) -> Missing:
    cleared = progress.application.cleared[check]
    if on < cleared.decided_on:
        says = f"background check {check} was decided on {cleared.decided_on}, after the start on {on}"
    else:
        says = f"background check {check} expires on {cleared.valid_until}, before the start on {on}"
    return Missing("background-checks", "background_check_expired", says, (check,), by=cleared.valid_until)
