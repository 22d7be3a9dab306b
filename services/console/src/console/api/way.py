"""The way from application to certification as one list: what is done and when, what is left, and what waits for what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from console.api.missing import STEPS
from console.api.recruited import Called

__all__ = ["Leg", "Point", "way"]

Mark = Literal["done", "open", "late"]
OVER: Final = frozenset({"declined", "disqualified", "withdrawn", "left"})


@dataclass(frozen=True, slots=True)
class Point:
    """One thing on the way: a step of screening, a check, a training."""

    name: str
    mark: Mark
    says: str


@dataclass(frozen=True, slots=True)
class Leg:
    """One step of the way, named by the address where it is done; `mark`: done when all its points are."""

    step: str
    label: str
    mark: Mark
    points: tuple[Point, ...]


def way(called: Called, application: Mapping[str, Any], policy: Mapping[str, Any]) -> list[Leg]:
    """All steps in their order."""
    told = _Way(called, application, policy)
    parts: Sequence[tuple[str, Iterator[Point]]] = (
        ("screening-decisions", told.screening()),
        ("background-checks", told.checks()),
        ("hire", told.hire()),
        ("trainings", told.trainings()),
        ("readiness", told.readiness()),
        ("certification", told.certification()),
    )
    return [_leg(called, step, tuple(points)) for step, points in parts]


def _leg(called: Called, step: str, points: tuple[Point, ...]) -> Leg:
    marks = {point.mark for point in points}
    mark: Mark = "late" if "late" in marks else "open" if "open" in marks else "done"
    return Leg(step, called.words(STEPS[step]), mark, points)


class _Way:
    def __init__(self, called: Called, application: Mapping[str, Any], policy: Mapping[str, Any]) -> None:
        self.called, self.application, self.policy = called, application, policy
        self.words, self.over = called.words, application["state"] in OVER

    def missing(self, what: str) -> set[str]:
        return {which for each in self.application["missing"] if each["what"] == what for which in each["which"]}

    def point(self, name: str, done_on: str | None, *, late: bool = False, open_: str = "still to come") -> Point:
        if done_on:
            return Point(name, "done", self.called.day(done_on))
        return Point(name, "late" if late else "open", "" if self.over else self.words(open_))

    def screening(self) -> Iterator[Point]:
        made = {each["step"]: each for each in self.application["screening"]}
        for step in self.policy["screening"]["steps"]:
            decided = made.get(step["step"])
            if decided and decided["decision"] == "declined":
                says = self.words("not advanced on {day}", day=self.called.day(decided["decided_on"]))
                yield Point(step["name"], "late", says)
            else:
                yield self.point(step["name"], decided["decided_on"] if decided else None)

    def checks(self) -> Iterator[Point]:
        left, expired = self.missing("background_check"), self.missing("background_check_expired")
        for kind in self.policy["background_checks"]["kinds"]:
            if self.over:
                yield Point(kind["name"], "open", "")
            elif kind["check"] in expired:
                yield Point(kind["name"], "late", self.words("does not reach the start"))
            elif kind["check"] in left:
                asked = self.application["opened_checks"].get(kind["check"])
                says = (
                    self.words("asked for on {day}", day=self.called.day(asked))
                    if asked
                    else self.words("still to come")
                )
                yield Point(kind["name"], "open", says)
            else:
                yield Point(kind["name"], "done", self.words("cleared"))

    def hire(self) -> Iterator[Point]:
        employment = self.application["employment"] or self.policy["employment"]["model"]
        hired_as = self.called.code(employment)
        yield self.point(hired_as[:1].upper() + hired_as[1:], self.application["hired_on"])

    def trainings(self) -> Iterator[Point]:
        done = {each["training"]: each["completed_on"] for each in self.application["trainings"]}
        late, due = self.missing("training_overdue"), self.application["still_due"]
        for training in self.policy["trainings"]:
            id_ = training["training"]
            day = self.called.day(due.get(id_))
            point = self.point(training["name"], done.get(id_), late=id_ in late)
            yield Point(point.name, point.mark, self.words("due by {day}", day=day)) if day else point
        if asked := self.policy["shadowing"]:
            hours = sum(each["hours"] for each in self.application["trainings"] if each["training"] == "shadowing")
            have, need = self.called.number(hours), self.called.number(asked["min_hours"])
            mark: Mark = "done" if hours >= asked["min_hours"] else "open"
            yield Point(self.words("Shadowing"), mark, self.words("{have} of {need} hours", have=have, need=need))

    def readiness(self) -> Iterator[Point]:
        if self.policy["readiness"]["dual_rating"]:
            yield self.point(self.words("Agreed by partner and coordinator"), self.application["ready_on"])
        else:
            yield Point(self.words("This programme asks for no rating"), "done", "")

    def certification(self) -> Iterator[Point]:
        certified = self.application["state"] == "certified"
        says = "" if self.over else self.words("certified" if certified else "still to come")
        yield Point(self.words("Certification"), "done" if certified else "open", says)
