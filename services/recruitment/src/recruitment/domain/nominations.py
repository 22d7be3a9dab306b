"""Somebody names a candidate (P05, P06): the program says whose word it takes. Who it was, never travels."""

from collections.abc import Iterable

from peerbridge.events.policy import Policy
from recruitment.domain.errors import OptedOut, ProgramNotHere, ReferrerNotAllowed

__all__ = ["check_nomination"]


def check_nomination(
    program: str, policy: Policy | None, county: str, referrer: str, *, others: Iterable[str], opted_out: bool
) -> None:
    """Refuse a nomination that the program in force in the county does not take.

    `others`: the programs that do work there. Raises: ProgramNotHere, ReferrerNotAllowed, OptedOut.
    """
    if policy is None or not policy.serves(county):
        raise ProgramNotHere(program=program, county=county, others=", ".join(sorted(others)) or "there is none")
    if "nominate" not in policy.referral_kinds or referrer not in policy.referrers:
        raise ReferrerNotAllowed(program=program, allowed=", ".join(sorted(policy.referrers)))
    if opted_out:
        raise OptedOut
