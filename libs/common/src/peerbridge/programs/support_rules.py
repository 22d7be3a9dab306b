"""Rules of practice about working with families (P25, P43-P53, P60)."""

from collections.abc import Iterator

from peerbridge.events.policy import Policy
from peerbridge.programs.broken import Broken, below_one, beyond_a_year, none_of, twice


def roles(policy: Policy) -> Iterator[Broken]:
    """At least one role, each once (P60); each limit once (P25); room for at least one family."""
    yield from none_of("roles", policy.roles, "what may a partner be here? (P60)")
    yield from twice("roles", [each.role for each in policy.roles])
    yield from twice("role_limits", [each.limit for each in policy.role_limits])
    yield from below_one("capacity", policy.capacity, "a partner supports at least one family")


def matching(policy: Policy) -> Iterator[Broken]:
    """A proposal can be answered before it expires, within a year."""
    where, days = "matching.proposal_valid_days", policy.matching.proposal_valid_days
    yield from below_one(where, days, "nobody could answer in time")
    yield from beyond_a_year(where, days)


def supervision(policy: Policy) -> Iterator[Broken]:
    """Check-ins come regularly (P43); each session once, with a cadence that passes (P47, P48)."""
    asked = policy.supervision
    yield from below_one("supervision.check_in_every_days", asked.check_in_every_days, "check-ins are regular (P43)")
    yield from below_one(
        "supervision.first_contact_within_days", asked.first_contact_within_days, "it would be late at once"
    )
    yield from below_one("supervision.supervisor_span", asked.supervisor_span, "a supervisor coaches somebody")
    yield from twice("supervision.sessions", [each.session for each in asked.sessions])
    for index, each in enumerate(asked.sessions):
        if each.cadence is not None:
            yield from below_one(
                f"supervision.sessions.{index}.cadence.every", each.cadence.every, "time must pass (P47)"
            )
        elif each.required:
            yield Broken(f"supervision.sessions.{index}.cadence", "is missing: required how often? (P48)")
    if asked.team_meeting is not None:
        yield from below_one("supervision.team_meeting.every", asked.team_meeting.every, "time must pass (P50)")
