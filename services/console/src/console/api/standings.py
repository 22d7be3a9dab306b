"""A candidate's standing with a programme in words: where they stand, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from console.api.recruited import Called

__all__ = ["SAYS", "STATES", "Standing", "State", "asked_for", "standing", "state_of"]


@dataclass(frozen=True, slots=True)
class State:
    """One state as the pool shows it, and how recruitment is asked for it; None: whether they applied does not matter."""

    label: str
    state: str | None
    applied: bool


STATES: Final = {
    "waiting": State("Waiting", "waiting", applied=False),
    "identified": State("Identified", "identified", applied=False),
    "nominated": State("Nominated", "nominated", applied=False),
    "applied": State("Applied", None, applied=True),
    "withdrawn": State("Withdrawn", "withdrawn", applied=False),
    "opted_out": State("Opted out", "opted_out", applied=False),
    "outside": State("Not in the pool", "outside", applied=False),
}
"""Everybody is in one of them: who has applied is left alone by the pool, and is shown apart."""

SAYS: Final = {
    "due": "The wait after the closed case ends on {day}.",
    "named": "Named, and waiting until the case is closed.",
    "identified": "May be invited: a closed case qualifies.",
    "both": "May be invited: a closed case qualifies, and somebody named them.",
    "nominated": "May be invited: somebody named them.",
    "applied": "Has an application that goes on, or is a partner.",
    "withdrawn": "No longer in the pool: {reason}.",
    "withdrawn_once": "No longer in the pool.",
    "opted_out": "Asked to hear nothing more. That is for good.",
    "outside": "No closed case qualifies, and nobody named them.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One person and one programme as a row."""

    person: str
    who: str
    state: str
    label: str
    says: str
    program: str
    program_href: str
    place: str
    since: str
    case: str | None


def state_of(item: Mapping[str, Any]) -> str:
    """Which of `STATES` a standing is in."""
    return "applied" if item["applied"] else str(item["state"])


def asked_for(state: str | None) -> dict[str, str | None]:
    """How recruitment is asked for a state."""
    if state is None:
        return {}
    wanted = STATES[state]
    return {"state": wanted.state, "applied": str(wanted.applied).lower()}


def standing(called: Called, item: Mapping[str, Any], reason: str | None) -> Standing:
    """A standing as it is shown; `reason`: why they were withdrawn, where that is known."""
    state = state_of(item)
    values = {"day": called.day(item["due_on"]), "reason": called.code(reason)}
    return Standing(
        person=item["person"],
        who=called.who(item["person"]),
        state=state,
        label=called.words(STATES[state].label),
        says=called.words(SAYS[_why(item, state, reason)], **values),
        program=called.places.program(item["program"]),
        program_href=f"/programs/{item['program']}",
        place=called.places.county(item["county"]),
        since=called.day(item["since"]),
        case=item["case"],
    )


def _why(item: Mapping[str, Any], state: str, reason: str | None) -> str:
    if state == "waiting":
        return "due" if item["due_on"] else "named"
    if state == "identified":
        return "both" if item["nominated"] else "identified"
    return "withdrawn_once" if state == "withdrawn" and reason is None else state
