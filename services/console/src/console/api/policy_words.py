"""A policy in sentences, part by part, for people who work by it and never see its file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from console.api.recruited import Called

__all__ = ["HEADINGS", "OFTEN", "SAYS", "Part", "policy_parts"]

HEADINGS: Final = {
    "pool": "Who may become a partner",
    "employment": "Employment",
    "screening": "Screening and checks",
    "trainings": "Trainings",
    "certification": "Certification",
    "matching": "Work with families",
    "supervision": "Coaching and support",
    "careers": "Benefits and careers",
}

SAYS: Final = {
    "wait": "Parents may be invited {n} months after their case was closed.",
    "no_wait": "Parents may be invited as soon as their case was closed.",
    "reunified_only": "Only a reunification counts as a success.",
    "any_success": "Reunification, adoption and guardianship count as a success.",
    "case_types": "Kinds of case: {what}.",
    "referrers": "Candidates are named by: {what}.",
    "posting_languages": "Vacancies are posted in: {what}.",
    "modalities": "Families are met: {what}.",
    "model": "Partners are hired as: {what}.",
    "titles": "Partners are called: {what}.",
    "employer": "Employer: {what}.",
    "further_employers": "They may also be hired by: {what}.",
    "pay": "Pay: {what}.",
    "reimbursements": "Reimbursed: {what}.",
    "cap": "At most {n} partners at a time.",
    "degree": "A degree is required.",
    "no_degree": "No degree is required.",
    "committee": "A hiring committee decides.",
    "step": "Step {n}: {what}.",
    "lived": "Step {n}: {what}, with {panel} on the panel who have lived experience.",
    "qualification": "Asked for: {what}.",
    "check": "Check: {what}; it never expires.",
    "check_months": "Check: {what}; it counts for {n} months, and is renewed within {days} days of its end. Unrenewed: {then}.",
    "checks_first": "All checks are decided before the start.",
    "disqualifiers": "Only these decide alone: {what}.",
    "letter": "A candidate may explain a record in a letter.",
    "before": "Before the start: {what}.",
    "within": "Within {n} months of the start: {what}.",
    "credential": "Credential: {what}.",
    "shadowing": "Beside an experienced partner: {n} to {most} hours.",
    "readiness": "Partner and coordinator rate the same skills and agree: {what}.",
    "valid": "A certification is valid for {n} months.",
    "ahead": "Its end is announced {what} days before.",
    "education": "Continuing education: {hours} hours in every {n} months, in fixed cycles.",
    "education_rolling": "Continuing education: {hours} hours in the last {n} months.",
    "roles": "Roles: {what}.",
    "limits": "What a partner may not do: {what}.",
    "capacity": "A partner takes at most {n} families at a time.",
    "checklist": "Ready first, county by county: {what}.",
    "checklist_first": "Ready first, county by county: {what}. Until then waits: {then}.",
    "confirms": "A coordinator confirms every proposal.",
    "decide_themselves": "Partner and family decide on a proposal themselves.",
    "proposal": "A proposal may be answered for {n} days.",
    "contact": "First contact within {n} days of a match.",
    "check_in": "A check-in every {n} days.",
    "span": "A supervisor has at most {n} partners.",
    "session": "{what}: {often}.",
    "team": "Team meeting: {often}.",
    "opt_in": "Partners share their story if they want to.",
    "expected": "Partners are expected to share their story.",
    "benefit": "Benefit: {what}.",
    "benefit_limit": "Benefit: {what}, {n} {unit} {per}.",
    "ladder": "Career ladder: {what}.",
    "pathway": "Pathway: {what}.",
}


OFTEN: Final = {
    "never": "on request",
    "day": "every day",
    "days": "every {n} days",
    "month": "every month",
    "months": "every {n} months",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a policy: its heading and its sentences."""

    heading: str
    says: list[str]


def policy_parts(called: Called, policy: Mapping[str, Any]) -> list[Part]:
    """All parts of a policy that say anything."""
    told = _Policy(called, policy)
    parts = {name: list(getattr(told, name)()) for name in HEADINGS}
    return [Part(called.words(HEADINGS[name]), says) for name, says in parts.items() if says]


class _Policy:
    """Each part by the name of its heading."""

    def __init__(self, called: Called, policy: Mapping[str, Any]) -> None:
        self.called, self.policy = called, policy

    def say(self, sentence: str, /, **values: object) -> str:
        return self.called.words(SAYS[sentence], **values)

    def codes(self, name: str, values: list[str] | None = None) -> Iterator[str]:
        """A list of codes in words, if there is any."""
        if found := self.policy[name] if values is None else values:
            yield self.say(name, what=", ".join(map(self.called.code, found)))

    def named(self, what: str, things: list[Mapping[str, Any]]) -> Iterator[str]:
        """Things by their names, if there are any."""
        if things:
            yield self.say(what, what=", ".join(each["name"] for each in things))

    def pool(self) -> Iterator[str]:
        wait = self.policy["wait_months"]
        yield self.say("wait", n=wait) if wait else self.say("no_wait")
        yield self.say(self.policy["exit_policy"])
        yield from self.codes("case_types")
        yield from self.codes("referrers")
        yield self.say("posting_languages", what=", ".join(map(self.called.language, self.policy["posting_languages"])))
        yield from self.codes("modalities")

    def employment(self) -> Iterator[str]:
        told = self.policy["employment"]
        names = [*self.policy["role_titles"], *(each["title"] for each in self.policy["titles"])]
        if names:
            yield self.say("titles", what=", ".join(names))
        yield self.say("model", what=self.called.code(told["model"]))
        yield self.say("employer", what=told["employer_name"] or self.called.code(told["employer"]))
        yield from self.codes("further_employers", told["further_employers"])
        yield self.say("pay", what=self.called.code(told["pay"]))
        yield from self.codes("reimbursements", told["reimbursements"])
        if told["headcount_cap"] is not None:
            yield self.say("cap", n=told["headcount_cap"])

    def screening(self) -> Iterator[str]:
        told, checks = self.policy["screening"], self.policy["background_checks"]
        for n, step in enumerate(told["steps"], 1):
            panel = step["panel_lived_experience"]
            yield self.say("lived" if panel else "step", n=n, what=step["name"], panel=panel)
        yield self.say("degree" if told["degree_required"] else "no_degree")
        if told["hiring_committee"]:
            yield self.say("committee")
        yield from self.named("qualification", told["qualifications"])
        yield from map(self._check, checks["kinds"])
        if checks["required_before_start"]:
            yield self.say("checks_first")
        if checks["automatic_disqualifiers"]:
            yield self.say("disqualifiers", what=self.called.terms(checks["automatic_disqualifiers"]))
        if checks["mitigation_letter"]:
            yield self.say("letter")

    def trainings(self) -> Iterator[str]:
        asked = self.policy["trainings"]
        yield from self.named("before", [each for each in asked if each["due"] == "before_start"])
        for months in sorted({each["within_months"] for each in asked if each["within_months"] is not None}):
            names = [each["name"] for each in asked if each["within_months"] == months]
            yield self.say("within", n=months, what=", ".join(names))
        yield from self.named("credential", self.policy["credentials"])
        if told := self.policy["shadowing"]:
            yield self.say("shadowing", n=told["min_hours"], most=told["max_hours"])

    def certification(self) -> Iterator[str]:
        told, ready, education = (self.policy[name] for name in ("certification", "readiness", "continuing_education"))
        if ready["dual_rating"]:
            yield self.say("readiness", what=self.called.terms(ready["skills"]))
        yield self.say("valid", n=told["validity_months"])
        yield self.say("ahead", what=", ".join(map(str, told["look_ahead_days"])))
        if education:
            kind = "education_rolling" if education["cycle"] == "rolling_window" else "education"
            yield self.say(kind, hours=education["hours"], n=education["cycle_months"])

    def matching(self) -> Iterator[str]:
        told = self.policy["matching"]
        yield from self.named("roles", self.policy["roles"])
        yield from self.named("limits", self.policy["role_limits"])
        yield self.say("capacity", n=self.policy["capacity"])
        yield self.say("confirms" if told["coordinator_confirms"] else "decide_themselves")
        yield self.say("proposal", n=told["proposal_valid_days"])
        if ready := self.policy["readiness_checklist"]["elements"]:
            then = self.called.code(self.policy["readiness_checklist"]["required_before"])
            what = ", ".join(each["name"] for each in ready)
            yield self.say("checklist_first" if then else "checklist", what=what, then=then)

    def supervision(self) -> Iterator[str]:
        told = self.policy["supervision"]
        yield self.say("contact", n=told["first_contact_within_days"])
        yield self.say("check_in", n=told["check_in_every_days"])
        yield self.say("span", n=told["supervisor_span"])
        for session in told["sessions"]:
            yield self._every("session", session["cadence"], what=session["name"])
        if told["team_meeting"]:
            yield self._every("team", told["team_meeting"])
        yield self.say(told["story_sharing"])

    def careers(self) -> Iterator[str]:
        for each in self.policy["benefits"]:
            unit, per = self.called.code(each["unit"]), self.called.code(each["per"])
            kind = "benefit" if each["limit"] is None else "benefit_limit"
            yield self.say(kind, what=each["name"], n=each["limit"], unit=unit, per=per).replace(" .", ".")
        yield from self.named("ladder", self.policy["ladder"])
        yield from self.named("pathway", self.policy["pathway"])

    def _check(self, kind: Mapping[str, Any]) -> str:
        if not kind["validity_months"]:
            return self.say("check", what=kind["name"])
        then = self.called.code(kind["on_expiry"])
        months, days = kind["validity_months"], kind["renewal_days"]
        return self.say("check_months", what=kind["name"], n=months, days=days, then=then)

    def _every(self, sentence: str, cadence: Mapping[str, Any] | None, /, **values: str) -> str:
        if cadence is None:
            return self.say(sentence, often=self.called.words(OFTEN["never"]), **values)
        unit = cadence["unit"].removesuffix("s") if cadence["every"] == 1 else cadence["unit"]
        return self.say(sentence, often=self.called.words(OFTEN[unit], n=cadence["every"]), **values)
