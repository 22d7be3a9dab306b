"""Rules of practice about who may become a partner (P01-P25)."""

from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

from peerbridge.events.policy import Policy
from peerbridge.programs.broken import Broken, none_of, twice
from peerbridge.programs.states import STATE_FIPS

LONGEST_WAIT = 24
"""Months: immediately upon case closure to two years later (P01)."""


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
    """An employer who is somebody else has a name (P12)."""
    if policy.employment.employer == "third_party" and policy.employment.employer_name is None:
        yield Broken("employment.employer_name", "is missing: who is the third party? (P12)")
    yield from twice("employment.reimbursements", policy.employment.reimbursements)


def screening(policy: Policy) -> Iterator[Broken]:
    """At least one step, each once (P18-P20)."""
    yield from none_of("screening.steps", policy.screening.steps, "nobody is taken unseen (P18-P20)")
    yield from twice("screening.steps", [each.step for each in policy.screening.steps])


def background_checks(policy: Policy) -> Iterator[Broken]:
    """Each check once; where a pass is required before start there is one to pass (P22)."""
    checks = policy.background_checks
    yield from twice("background_checks.kinds", [each.check for each in checks.kinds])
    yield from twice("background_checks.automatic_disqualifiers", checks.automatic_disqualifiers)
    if checks.required_before_start:
        yield from none_of("background_checks.kinds", checks.kinds, "which check is required before start? (P22)")


@cache
def _zones() -> frozenset[str]:
    """Every IANA zone."""
    return frozenset(available_timezones())
