"""What differs between two versions of a policy, in words: what it is about, what was, what is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from console.api.policies import names_in
from console.api.recruited import Called
from peerbridge.programs.differences import Difference, differences

__all__ = ["LABELS", "Change", "changes"]

ONE: Final = re.compile(r"^(\w+)(?:\[(.*)\])?$")
COUNTED: Final = {"True": "yes", "False": "no"}
LABELS: Final = {
    "after": "after",
    "automatic_disqualifiers": "what decides alone",
    "background_checks": "background checks",
    "benefit": "benefit",
    "benefits": "benefit",
    "cadence": "how often",
    "capacity": "families of one partner",
    "case_types": "kinds of case",
    "certification": "certification",
    "check": "check",
    "check_in_every_days": "days between check-ins",
    "continuing_education": "continuing education",
    "coordinator_confirms": "a coordinator confirms",
    "counties": "county",
    "county": "county",
    "credential": "credential",
    "credentials": "credential",
    "curriculum": "curriculum",
    "cycle": "cycle",
    "cycle_months": "months of a cycle",
    "degree_required": "a degree is required",
    "department_lived_experience_percent": "per cent of the department with lived experience",
    "dual_rating": "both rate readiness",
    "due": "when it is due",
    "element": "element",
    "elements": "element",
    "effective_on": "in force from",
    "employer": "employer",
    "employer_name": "employer’s name",
    "employment": "employment",
    "equivalents": "courses that count as it",
    "every": "every",
    "exit_policy": "which exits count as success",
    "further_employers": "further employers",
    "figures_of": "figures as of",
    "first_contact_within_days": "days to the first contact",
    "headcount_cap": "most partners",
    "hiring_committee": "a hiring committee decides",
    "hours": "hours",
    "kind": "kind",
    "kinds": "check",
    "language": "language",
    "ladder": "step of the career ladder",
    "limit": "limit",
    "look_ahead_days": "days of notice",
    "matching": "matching",
    "max_hours": "most hours",
    "min_hours": "least hours",
    "mitigation_letter": "a letter may explain",
    "modalities": "how families are met",
    "mode": "kind of matching",
    "model": "hired as",
    "name": "name",
    "on_expiry": "what its end does",
    "panel_lived_experience": "panellists with lived experience",
    "pathway": "step of the pathway",
    "pay": "pay",
    "per": "period",
    "posting_languages": "languages of vacancies",
    "program": "id",
    "proposal_valid_days": "days to answer a proposal",
    "qualification": "qualification",
    "qualifications": "qualification",
    "readiness_checklist": "readiness checklist",
    "renewal_days": "days to renew it",
    "required_before": "what waits for it",
    "readiness": "readiness",
    "referral_kinds": "kinds of referral",
    "referrers": "who names candidates",
    "reimbursements": "reimbursed",
    "required": "required",
    "required_before_start": "decided before the start",
    "required_topics": "topics asked for",
    "role": "role",
    "role_limits": "what a partner may not do",
    "role_titles": "titles of the role",
    "roles": "role",
    "screening": "screening",
    "session": "session",
    "sessions": "session",
    "shadowing": "shadowing",
    "skills": "skills",
    "state": "state",
    "step": "step",
    "steps": "step",
    "story_sharing": "sharing one’s story",
    "supervision": "supervision",
    "supervisor_lived_experience": "a supervisor’s lived experience",
    "supervisor_span": "partners of one supervisor",
    "team_meeting": "team meeting",
    "title": "title",
    "titles": "what partners are called",
    "topics": "topics",
    "training": "training",
    "trainings": "training",
    "unit": "unit",
    "validity_months": "months it counts",
    "wait_months": "months to wait after a closed case",
    "weeks": "weeks",
    "within_months": "months from the start",
    "zone": "time zone",
}
"""Every word of a policy. The ids of things in lists (`[dhs-101]`) are told by what the policies call them."""

IDS: Final = frozenset(
    {
        "benefit",
        "check",
        "county",
        "credential",
        "element",
        "language",
        "limit",
        "qualification",
        "role",
        "session",
        "step",
        "training",
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about; before and after, None where there is nothing."""

    about: str
    before: str | None
    after: str | None


def changes(called: Called, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What the later policy says otherwise, in words. A thing that came or went is told once, not value by value."""
    told = _Told(called, before, after)
    found = [each for each in differences(dict(before), dict(after)) if not told.is_part_of_whole(each)]
    return [told.change(each) for each in found]


class _Told:
    def __init__(self, called: Called, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        self.called = called
        served = [*before["counties"], *after["counties"]]
        self.names = {**names_in(before), **names_in(after), **{each["county"]: each["name"] for each in served}}
        self.things = {
            side: {_thing(path) for path in _paths(policy)} for side, policy in (("before", before), ("after", after))
        }

    def is_part_of_whole(self, each: Difference) -> bool:
        """Whether it is a value of a thing that came or went as a whole; its own id tells of that."""
        thing = _thing(each.path)
        whole = thing is not None and (thing in self.things["before"]) != (thing in self.things["after"])
        return whole and each.path.rpartition(".")[2] not in IDS

    def change(self, each: Difference) -> Change:
        """In words."""
        thing = _thing(each.path)
        if thing is not None and each.path.rpartition(".")[2] in IDS:
            words = self.called.words
            return Change(
                self._about(thing), words("yes") if each.before else None, words("yes") if each.after else None
            )
        return Change(self._about(each.path), self._value(each.before), self._value(each.after))

    def _about(self, path: str) -> str:
        said = []
        for part in _parts(path):
            word, id_ = part
            label = self.called.words(LABELS.get(word, word.replace("_", " ")))
            said.append(f"{label} “{self.names.get(id_) or self.called.term(id_)}”" if id_ else label)
        text = ": ".join(said)
        return text[:1].upper() + text[1:]

    def _value(self, value: str | None) -> str | None:
        if value is None:
            return None
        if value in COUNTED:
            return self.called.words(COUNTED[value])
        try:
            return self.called.words.day(date.fromisoformat(value))
        except ValueError:
            return ", ".join(self.called.code(each) for each in value.split(", "))


def _thing(path: str) -> str | None:
    """The thing in a list that a path leads into."""
    at = path.rfind("]")
    return path[: at + 1] if at >= 0 else None


def _paths(policy: Mapping[str, Any]) -> list[str]:
    return [each.path for each in differences({}, dict(policy))]


def _parts(path: str) -> list[tuple[str, str | None]]:
    """Word and id of each part of a path: ids hold no dots."""
    found = [ONE.match(part) for part in path.split(".")]
    return [(each[1], each[2]) for each in found if each is not None]
