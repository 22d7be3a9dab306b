"""Longer ways: from candidate to partner, from an open case to a match."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar
from uuid import uuid4

from peerbridge.events.policy import Policy
from peerbridge_demo.story.player import Player

__all__ = ["certify", "expect", "matched"]

Found = TypeVar("Found")
COORDINATOR: Final = "coordinator"


async def expect(look: Callable[[], Awaitable[Found]], seconds: float = 60.0) -> Found:
    """Look again until there is something. Raises: TimeoutError, so that a story never waits for ever."""
    until = time.monotonic() + seconds
    while not (found := await look()):
        if time.monotonic() > until:
            raise TimeoutError(f"nothing came within {seconds:.0f} s")
        await asyncio.sleep(0.15)
    return found


async def certify(player: Player, policy: Policy, person: str) -> dict[str, Any]:
    """Bring a candidate through every step of the policy, in its order; the partner."""
    body = {"person": person, "program": policy.program}
    application = await player.post("candidate", "recruitment", "/v1/applications", body, person=person)
    path = f"/v1/applications/{application['id']}"
    panel = [{"person": str(uuid4()), "lived_experience": True}]
    told: dict[str, Any]
    for step in policy.screening.steps:
        told = {"step": step.step, "decision": "advanced", "panel": panel}
        await player.post(COORDINATOR, "recruitment", f"{path}/screening-decisions", told)
    for kind in policy.background_checks.kinds:
        told = {"check": kind.check, "outcome": "cleared"}
        await player.post(COORDINATOR, "recruitment", f"{path}/background-checks", told)
    hiring = {"employment": policy.employment.model, "employer": policy.employment.employer}
    await player.post(COORDINATOR, "recruitment", f"{path}/hire", hiring)
    for training in policy.trainings:
        if training.due == "before_start":
            told = {"training": training.training, "hours": training.hours or 3}
            await player.post(COORDINATOR, "recruitment", f"{path}/trainings", told)
    if policy.readiness.dual_rating:
        ratings = dict.fromkeys(policy.readiness.skills, 4)
        told = {"partner": ratings, "coordinator": ratings, "plan": "Two hearings together."}
        await player.post(COORDINATOR, "recruitment", f"{path}/readiness", told)
    partner: dict[str, Any] = await player.post(COORDINATOR, "recruitment", f"{path}/certification", {})
    return partner


async def matched(player: Player, request: str, patience: float = 60.0) -> dict[str, Any]:
    """Wait so many seconds for the request's proposal and let both sides say yes; the match."""

    async def proposed() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await player.get(
            COORDINATOR, "matching", "/v1/proposals", request=request, state="open"
        )
        return found

    (proposal,) = await expect(proposed, patience)
    path = f"/v1/proposals/{proposal['proposal']}/answers"
    partner, parent = proposal["partner"], proposal["parent"]
    await player.post("partner", "matching", path, {"side": "partner", "answer": "yes"}, person=partner)
    await player.post("parent", "matching", path, {"side": "family", "answer": "yes"}, person=parent)
    found = await player.get(COORDINATOR, "matching", "/v1/matches", partner=partner, state="active", limit=1000)
    match: dict[str, Any] = next(each for each in found if each["request"] == request)
    return match
