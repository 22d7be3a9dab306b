"""The numbers of the console's pipeline, each as the events that it counts: of every thing the last word that was said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from peerbridge_demo.reckoning.difference import Count, Key
from peerbridge_demo.reckoning.told import Told

__all__ = ["FUNNEL", "pipeline"]

FUNNEL: Final[Mapping[str, tuple[str, str, str]]] = {
    "CaseClosed": ("closed", "closure", "closed"),
    "CaseClosureCorrected": ("closed", "closure", "closed"),
    "CaseClosureWithdrawn": ("closed", "closure", ""),
    "CandidateIdentified": ("identified", "person+program", "identified"),
    "CandidateNominated": ("identified", "person+program", "identified"),
    "ApplicationSubmitted": ("applied", "application", "applied"),
    "ScreeningDecided": ("screened", "application", "screened"),
    "PartnerHired": ("hired", "application", "hired"),
    "PartnerCertified": ("certified", "partner+program", "certified"),
}
"""Event -> what kind of thing it speaks of, which fields name the thing, and the number in which it counts from then on."""
CASE: Final = {
    "CaseOpened": "case_open",
    "CaseReopened": "case_open",
    "CaseClosureWithdrawn": "case_open",
    "CaseClosed": "case_closed",
    "CaseClosureCorrected": "case_closed",
}
"""The last word on a case says whether it is open."""


def pipeline(events: Iterable[Told], programs: Mapping[str, set[str]]) -> dict[Key, Count]:
    """Every number of `/v1/pipeline`, in all and for each programme with the counties that it serves."""
    last: dict[tuple[str, ...], tuple[str, Told]] = {}
    for told in events:
        if rule := FUNNEL.get(told.name):
            kind, fields, stage = rule
            last[kind, *(str(told.data[field]) for field in fields.split("+"))] = (stage, told)
        if told.name in CASE:
            last["case", told.data["case"]] = (CASE[told.name], told)
    found: defaultdict[Key, dict[str, str]] = defaultdict(dict)
    for stage, told in last.values():
        for program in _asked(told, programs) if stage else ():
            found[Key("pipeline", told.county, program, stage)][told.id] = str(told)
    return {key: Count.of(things) for key, things in found.items()}


def _asked(told: Told, programs: Mapping[str, set[str]]) -> list[str]:
    """Under which questions an event counts: all programmes together, its own, or those that serve its county."""
    named = told.data.get("program")
    return ["", *([named] if named else [name for name, counties in programs.items() if told.county in counties])]
