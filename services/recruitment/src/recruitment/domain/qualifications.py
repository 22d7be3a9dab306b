"""No degree or technical skill is asked for unless the policy says which, and at which step it is shown (P17)."""

from collections.abc import Iterable

from peerbridge.events.policy import Policy
from recruitment.domain.practice_errors import NotRequired, QualificationNotShown

__all__ = ["check_asked", "check_shown"]


def check_asked(policy: Policy, asked: Iterable[str]) -> None:
    """Refuse to ask for what the policy does not. Raises: NotRequired."""
    known = {each.qualification for each in policy.screening.qualifications}
    beyond = [each for each in asked if each not in known]
    if beyond:
        raise NotRequired(asked=", ".join(beyond), known=", ".join(sorted(known)) or "nothing of the kind")


def check_shown(policy: Policy, step: str, shown: Iterable[str]) -> None:
    """Refuse to pass a step at which something asked for was not shown. Raises: QualificationNotShown."""
    had = set(shown)
    asked = (each for each in policy.screening.qualifications if each.step == step)
    missing = [each.name for each in asked if each.qualification not in had]
    if missing:
        raise QualificationNotShown(step=step, missing=", ".join(missing))
