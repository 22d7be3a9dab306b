"""Which background checks are not passed, which end too early, and what their ends do (P22)."""

from collections.abc import Iterator
from datetime import date

from peerbridge.events.policy_selection import ExpiryConsequence
from recruitment.domain.applications_progress import Progress
from recruitment.domain.applications_steps import Missing

__all__ = ["checks_expired", "checks_missing", "checks_until", "first_check_end"]


def checks_missing(progress: Progress, on: date) -> Iterator[Missing]:
    """Checks of the policy that are not cleared, or do not count on the day in question."""
    kinds = tuple(each.check for each in progress.policy.background_checks.kinds)
    cleared = {check: each for check, each in progress.application.cleared.items() if not each.review}
    left = tuple(check for check in kinds if check not in cleared)
    if left:
        have = len(kinds) - len(left)
        says = f"{have} of {len(kinds)} background checks; not cleared: {', '.join(left)}"
        yield Missing("background-checks", "background_check", says, left, have, len(kinds))
    for check in kinds:
        if check in cleared and not cleared[check].covers(on):
            yield _out_of_time(progress, check, on)


def checks_until(progress: Progress) -> date | None:
    """The last day on which all checks count that end a certification with them; None where none does."""
    return min(_ends(progress, "lapse").values(), default=None)


def first_check_end(progress: Progress) -> date | None:
    """The nearest last day of a check that suspends when it has expired; None where none does."""
    return min(_ends(progress, "suspend").values(), default=None)


def checks_expired(progress: Progress, on: date) -> Iterator[Missing]:
    """Checks that suspend and have expired without a renewal that was decided."""
    for check, end in sorted(_ends(progress, "suspend").items()):
        if end < on:
            says = f"background check {check} expired on {end}; its renewal is not decided"
            yield Missing("background-checks", "background_check_expired", says, (check,), by=end)


def _ends(progress: Progress, consequence: ExpiryConsequence) -> dict[str, date]:
    """The last days of the checks with this consequence that were passed and end at all."""
    cleared = progress.application.cleared
    kinds = (each.check for each in progress.policy.background_checks.kinds if each.on_expiry == consequence)
    ends = {check: cleared[check].valid_until for check in kinds if check in cleared}
    return {check: end for check, end in ends.items() if end is not None}


def _out_of_time(progress: Progress, check: str, on: date) -> Missing:
    cleared = progress.application.cleared[check]
    if on < cleared.decided_on:
        says = f"background check {check} was decided on {cleared.decided_on}, after the start on {on}"
    else:
        says = f"background check {check} expires on {cleared.valid_until}, before the start on {on}"
    return Missing("background-checks", "background_check_expired", says, (check,), by=cleared.valid_until)
