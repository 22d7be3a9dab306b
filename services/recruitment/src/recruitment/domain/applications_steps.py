"""The steps from application to certification, and the one shape in which anything missing is told."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Literal

__all__ = ["STEPS", "Missing", "Step", "told"]

Step = Literal[
    "applications", "screening-decisions", "background-checks", "hire", "trainings", "readiness", "certification"
]
"""Named like the addresses where each is done."""

STEPS: Final[tuple[Step, ...]] = (
    "applications",
    "screening-decisions",
    "background-checks",
    "hire",
    "trainings",
    "readiness",
    "certification",
)


@dataclass(frozen=True, slots=True)
class Missing:
    """One missing thing: the step that brings it, what it is, which ids of the policy, how much, by when."""

    step: Step
    what: str
    says: str
    which: tuple[str, ...] = ()
    have: float = 0
    need: float = 1
    by: date | None = None


def told(items: Iterable[Missing]) -> list[dict[str, Any]]:
    """The list as it stands in a problem's `missing` and in an application's."""
    return [asdict(item) for item in items]
