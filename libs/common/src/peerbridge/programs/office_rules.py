"""Rules of practice about the programme itself: titles, how it works, what it has ready (P64-P66)."""

from collections.abc import Iterator

from peerbridge.events.policy import Policy
from peerbridge.programs.broken import Broken, none_of, twice


def titles(policy: Policy) -> Iterator[Broken]:
    """One title in each further language (P64)."""
    yield from twice("titles", [each.language for each in policy.titles])


def modalities(policy: Policy) -> Iterator[Broken]:
    """A programme works in person, virtually, or both (P66)."""
    yield from none_of("modalities", policy.modalities, "in person, virtually, or both? (P66)")


def readiness_checklist(policy: Policy) -> Iterator[Broken]:
    """Each element once; what waits for a checklist waits for something (P65)."""
    asked = policy.readiness_checklist
    yield from twice("readiness_checklist.elements", [each.element for each in asked.elements])
    if asked.required_before is not None:
        yield from none_of("readiness_checklist.elements", asked.elements, "what is to be confirmed first? (P65)")
