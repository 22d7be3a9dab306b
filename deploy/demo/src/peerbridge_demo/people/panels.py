"""A panel with lived experience decides a step of screening (P18-P21)."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

__all__ = ["decision"]


def decision(step: str, where: str, *, declined: bool) -> dict[str, Any]:
    """What two panellists of `where` say of a step."""
    return {
        "step": step,
        "decision": "declined" if declined else "advanced",
        "panel": [
            {"person": str(uuid5(NAMESPACE_URL, f"panel/{where}/{n}")), "lived_experience": True} for n in range(2)
        ],
        **({"reason": "The panel thinks that another year of one's own comes first."} if declined else {}),
    }
