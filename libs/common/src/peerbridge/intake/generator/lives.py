"""Children's ways through care, drawn by chance that the seed decides, each child by itself."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from peerbridge.events.codes import CodeList
from peerbridge.events.exits import EXIT_REASONS, ExitReason
from peerbridge.intake.generator.plan import Plan

__all__ = ["Life", "Stay", "life"]

_OUTCOMES: Final[dict[ExitReason, int]] = {  # exits of fiscal year 2021, all states, from AFCARS' public report
    "reunification": 94552,
    "other_relative": 11220,
    "adoption": 51001,
    "emancipation": 18270,
    "guardianship": 23248,
    "transfer": 2147,
    "runaway": 463,
    "death_of_child": 340,
}
_REASONS: Final = tuple(_OUTCOMES)
_WEIGHTS: Final = tuple(_OUTCOMES.values())
_RULE_OF_2020: Final = date(2022, 10, 1)  # exits before it are reported by the earlier list
_RETURNS: Final = 0.14  # re-referred within twelve months (P56)
_MOST_STAYS: Final = 4
_NUMBERS: Final = {
    code_list: {reason: number for number, reason in reasons.items()} for code_list, reasons in EXIT_REASONS.items()
}


@dataclass(slots=True)
class Stay:
    """One removal as the texts of a file; empty where there is nothing."""

    code_list: CodeList | str
    removed: str
    exited: str
    code: str
    county: str


@dataclass(slots=True)
class Life:
    """One child: the record number, stays in order of time, kind of case, and the parents' ids (CSV only)."""

    record: str
    stays: list[Stay]
    case_type: str
    parents: tuple[str, ...]


def life(plan: Plan, number: int, *, with_exit: bool = False) -> Life:
    """The child with this number (from 0). `with_exit`: the first stay has surely ended."""
    chance = Random(f"{plan.seed}/{number}")  # noqa: S311  # nothing secret: the same seed must give the same child
    record = f"{plan.seed % 1000:03d}{number:09d}"  # twelve characters, as AFCARS has it
    parents = tuple(f"P{record}{letter}" for letter in "AB"[: chance.choice((1, 1, 2))])
    return Life(
        record,
        _stays(plan, chance, with_exit=with_exit),
        chance.choices(("dependency", "non_dependency"), (9, 1))[0],
        parents,
    )


def _stays(plan: Plan, chance: Random, *, with_exit: bool) -> list[Stay]:
    """At least one stay; another only after a child went home."""
    span = (plan.until - plan.since).days - 40
    removed = plan.since + timedelta(days=chance.randrange(max(1, span // 2 if with_exit else span)))
    county = chance.choice(plan.counties)
    stays: list[Stay] = []
    while len(stays) < _MOST_STAYS:
        exited = removed + timedelta(days=round(chance.triangular(20, 900, 300)))
        if with_exit and not stays:
            exited = min(exited, plan.until - timedelta(days=1))
        reason = chance.choices(_REASONS, _WEIGHTS)[0]
        stays.append(_stay(removed, exited, reason, county, plan.until))
        removed = exited + timedelta(days=chance.randrange(15, 365))
        if reason != "reunification" or removed > plan.until or chance.random() > _RETURNS:
            break
    stays[-1] = _by_rule_of_2020(stays[-1])
    return stays


def _by_rule_of_2020(stay: Stay) -> Stay:
    """A file of the 2020 rule tells a child's latest removal by that rule, with its county."""
    if stay.code_list == "afcars_2020":
        return stay
    reason = EXIT_REASONS["afcars_1993"][int(stay.code)]
    return replace(stay, code_list="afcars_2020", code=str(_NUMBERS["afcars_2020"][reason]))


def _stay(removed: date, exited: date, reason: ExitReason, county: str, until: date) -> Stay:
    """A stay that is open where its end has not come."""
    if exited > until:
        return Stay("afcars_2020", removed.isoformat(), "", "", county)
    code_list: CodeList = "afcars_2020" if exited >= _RULE_OF_2020 else "afcars_1993"
    return Stay(code_list, removed.isoformat(), exited.isoformat(), str(_NUMBERS[code_list][reason]), county)
