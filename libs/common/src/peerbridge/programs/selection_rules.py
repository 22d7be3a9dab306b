"""Rules of practice about who may become a partner (P01-P25)."""

from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

from peerbridge.events.policy import Policy
from peerbridge.programs.broken import Broken, below_one, held_as, none_of, twice
from peerbridge.programs.states import STATE_FIPS

LONGEST_WAIT = 24
"""Months: immediately upon case closure to two years later (P01)."""
SHORTEST_MONTH = 28  # days


def counties(policy: Policy) -> Iterator[Broken]:
    """Real counties of the program's own state, each once, in a zone that exists."""
    yield from none_of("counties", policy.counties, "a program serves at least one county")
    yield from twice("counties", [each.county for each in policy.counties])
    for index, each in enumerate(policy.counties):
        if not each.county.startswith(STATE_FIPS[policy.state]) or each.county[2:] in ("000", "999"):
            yield Broken(f"counties.{index}.county", f"is no county of {policy.state} ({STATE_FIPS[policy.state]}…)")
        if each.zone not in _zones():
            yield Broken(f"counties.{index}.zone", "is no IANA time zone, such as America/Chicago")


def eligibility(policy: Policy) -> Iterator[Broken]:
    """Who is asked, after how long (P01, P04, P05)."""
    if policy.wait_months > LONGEST_WAIT:
        yield Broken("wait_months", f"is more than {LONGEST_WAIT}: programs wait two years at most (P01)")
    yield from none_of("case_types", policy.case_types, "which cases count? (P04)")
    yield from none_of("referrers", policy.referrers, "who may name a candidate? (P05)")
    yield from none_of("role_titles", policy.role_titles, "what is a partner called here? (P64)")
    for where in ("case_types", "referrers", "referral_kinds", "posting_languages", "modalities"):
        yield from twice(where, getattr(policy, where))


def employment(policy: Policy) -> Iterator[Broken]:
    """An employer who is somebody else has a name (P12); each route is named once (P16)."""
    if "third_party" in policy.employment.routes and policy.employment.employer_name is None:
        yield Broken("employment.employer_name", "is missing: who is the third party? (P12)")
    for index, each in enumerate(policy.employment.further_employers):
        if each in policy.employment.routes[: index + 1]:
            yield Broken(f"employment.further_employers.{index}", f"repeats {each}: each route is named once (P16)")
    yield from twice("employment.reimbursements", policy.employment.reimbursements)


def screening(policy: Policy) -> Iterator[Broken]:
    """At least one step, each once (P18-P20)."""
    yield from none_of("screening.steps", policy.screening.steps, "nobody is taken unseen (P18-P20)")
    yield from twice("screening.steps", [each.step for each in policy.screening.steps])
    for index, each in enumerate(policy.screening.steps):
        yield from held_as(f"screening.steps.{index}.modalities", each.modalities, policy.modalities)


def qualifications(policy: Policy) -> Iterator[Broken]:
    """A degree is asked for only where the policy says which, and at which step it is shown (P17)."""
    screening = policy.screening
    steps = {each.step for each in screening.steps}
    yield from twice("screening.qualifications", [each.qualification for each in screening.qualifications])
    for index, each in enumerate(screening.qualifications):
        if each.step not in steps:
            yield Broken(f"screening.qualifications.{index}.step", f"is no step of screening: {each.step} (P17)")
    degrees = any(each.kind == "degree" for each in screening.qualifications)
    if screening.degree_required and not degrees:
        yield Broken(
            "screening.degree_required", "needs a degree in qualifications: which one, shown at which step? (P17)"
        )
    if degrees and not screening.degree_required:
        yield Broken(
            "screening.degree_required", "is false, and qualifications ask for a degree: say which holds (P17)"
        )


def background_checks(policy: Policy) -> Iterator[Broken]:
    """Each check once, renewed within its validity; where a pass is required before start there is one to pass (P22)."""
    checks = policy.background_checks
    yield from twice("background_checks.kinds", [each.check for each in checks.kinds])
    yield from twice("background_checks.automatic_disqualifiers", checks.automatic_disqualifiers)
    if checks.required_before_start:
        yield from none_of("background_checks.kinds", checks.kinds, "which check is required before start? (P22)")
    for index, each in enumerate(checks.kinds):
        where = f"background_checks.kinds.{index}"
        yield from below_one(f"{where}.validity_months", each.validity_months, "it would expire at once (P22)")
        yield from below_one(f"{where}.renewal_days", each.renewal_days, "it could never be renewed in time (P22)")
        if each.validity_months and each.renewal_days > each.validity_months * SHORTEST_MONTH:
            yield Broken(f"{where}.renewal_days", "is longer than the check is valid: it would always be renewed (P22)")


@cache
def _zones() -> frozenset[str]:
    """Every IANA zone."""
    return frozenset(available_timezones())
