"""One version of a programme's policy, as recruitment publishes it, and what it calls its steps, checks and trainings."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request

from console.api.recruited import ask
from peerbridge.errors import NotVisible
from peerbridge.identity import Principal

__all__ = ["latest", "names_in", "version"]

NAMED: Final = (
    ("trainings", "training"),
    ("credentials", "credential"),
    ("roles", "role"),
    ("role_limits", "limit"),
)


async def latest(request: Request, caller: Principal, program: str) -> Mapping[str, Any]:
    """The latest version. Raises: NotVisible, and as `ask`."""
    found: Mapping[str, Any] = await ask(request, caller, f"/v1/programs/{program}")
    return found


async def version(request: Request, caller: Principal, program: str, number: int) -> Mapping[str, Any]:
    """One version. Raises: NotVisible, and as `ask`."""
    found = await ask(request, caller, f"/v1/programs/{program}/versions", after=number - 1, limit=1)
    if not found["items"] or found["items"][0]["version"] != number:
        raise NotVisible
    wanted: Mapping[str, Any] = found["items"][0]
    return wanted


def names_in(policy: Mapping[str, Any]) -> dict[str, str]:
    """Id -> name of everything a policy names."""
    named = [(policy[part], key) for part, key in NAMED]
    named += [(policy["screening"]["steps"], "step"), (policy["background_checks"]["kinds"], "check")]
    return {each[key]: each["name"] for several, key in named for each in several}
