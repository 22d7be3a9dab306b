"""In person or virtual: held as the program says, of a step, a training, or the program as a whole (P66)."""

from collections.abc import Sequence

from peerbridge.events.policy import Policy
from peerbridge.events.policy_selection import Modality, ScreeningStep
from recruitment.domain.practice_errors import ModalityDiffers

__all__ = ["Modality", "held", "of_step", "of_training"]

MET = ("prescreen", "interview")
"""Kinds of step at which people meet; what is written has a modality only where the policy gives it one."""


def held(what: str, said: Modality | None, allowed: Sequence[Modality]) -> Modality | None:
    """How something is held: as it was said, else in the one way there is; None where that is open. Raises: ModalityDiffers."""
    if said is not None and allowed and said not in allowed:
        raise ModalityDiffers(what=what, said=_words(said), allowed=" or ".join(map(_words, allowed)))
    return said or (allowed[0] if len(allowed) == 1 else None)


def of_step(policy: Policy, step: ScreeningStep) -> Sequence[Modality]:
    """How a step of screening may be held."""
    return step.modalities or (policy.modalities if step.kind in MET else ())


def of_training(policy: Policy, training: str) -> Sequence[Modality]:
    """How a training may be held; shadowing is wherever the partner works."""
    asked = next((each for each in policy.trainings if each.training == training), None)
    return () if asked is None else asked.modalities or policy.modalities


def _words(modality: str) -> str:
    return modality.replace("_", " ")
