"""Rules of practice about becoming and staying certified (P26-P36)."""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from peerbridge.events.policy import Policy
from peerbridge.events.policy_growth import Training
from peerbridge.programs.broken import Broken, below_one, held_as, twice

ANNOUNCED_DAYS = frozenset({90, 60, 30})
"""The days before its end on which an expiry can be announced: CertificationExpiring knows these codes."""


def trainings(policy: Policy) -> Iterator[Broken]:
    """Each training once, due at a time that can be met, after trainings that exist (P26)."""
    ids = [each.training for each in policy.trainings]
    yield from twice("trainings", ids)
    for index, each in enumerate(policy.trainings):
        yield from _due(f"trainings.{index}", each)
        yield from held_as(f"trainings.{index}.modalities", each.modalities, policy.modalities)
        for before in set(each.after) - set(ids):
            yield Broken(f"trainings.{index}.after", f"names {before}, which is no training here")
    yield from _courses(policy.trainings)
    try:
        TopologicalSorter({each.training: each.after for each in policy.trainings}).prepare()
    except CycleError:
        yield Broken("trainings", "come after one another in a circle, so none can be the first")


def credentials(policy: Policy) -> Iterator[Broken]:
    """Each credential once, given by a training of the program (P31, P32)."""
    yield from twice("credentials", [each.credential for each in policy.credentials])
    known = {each.training for each in policy.trainings}
    for index, each in enumerate(policy.credentials):
        if each.training not in known:
            yield Broken(f"credentials.{index}.training", f"names {each.training}, which is no training here (P31)")


def shadowing(policy: Policy) -> Iterator[Broken]:
    """At least the minimum, at most the maximum (P35)."""
    if policy.shadowing and policy.shadowing.min_hours > policy.shadowing.max_hours:
        yield Broken("shadowing.min_hours", "is more than max_hours (P35)")


def certification(policy: Policy) -> Iterator[Broken]:
    """Valid for some time; announced 90, 60 or 30 days before its end."""
    yield from below_one("certification.validity_months", policy.certification.validity_months, "it would end at once")
    if set(policy.certification.look_ahead_days) - ANNOUNCED_DAYS:
        yield Broken("certification.look_ahead_days", "can only be 90, 60 and 30")


def continuing_education(policy: Policy) -> Iterator[Broken]:
    """Hours within a cycle (P33, P34)."""
    asked = policy.continuing_education
    if asked is not None:
        yield from below_one("continuing_education.hours", asked.hours, "leave continuing_education out instead (P33)")
        yield from below_one("continuing_education.cycle_months", asked.cycle_months, "a cycle has a length (P33)")


def careers(policy: Policy) -> Iterator[Broken]:
    """Each step once (P40, P41); a limit has a unit (P39)."""
    yield from twice("ladder", [each.step for each in policy.ladder])
    yield from twice("pathway", [each.step for each in policy.pathway])
    for index, each in enumerate(policy.benefits):
        if (each.limit is None) != (each.unit is None):
            yield Broken(f"benefits.{index}", "needs limit and unit together (P39: six credit hours)")


def _courses(trainings: Sequence[Training]) -> Iterator[Broken]:
    """A course counts as one training only; a training's own id is a course too."""
    known = {each.training.casefold() for each in trainings}
    for index, each in enumerate(trainings):
        for course in map(str.casefold, each.equivalents):
            if course in known:
                yield Broken(f"trainings.{index}.equivalents", f"repeats {course}: a course counts as one training")
            known.add(course)


def _due(where: str, each: Training) -> Iterator[Broken]:
    """Months are said if, and only if, it is due within months (P26)."""
    if each.due == "within_months" and not each.within_months:
        yield Broken(f"{where}.within_months", "is missing: it is due within how many months? (P26)")
    if each.due == "before_start" and each.within_months is not None:
        yield Broken(f"{where}.within_months", "cannot stand beside due: before_start (P26)")
