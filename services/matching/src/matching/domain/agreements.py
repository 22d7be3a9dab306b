"""The rules of a state's pool on a day: which version is in force, and which counties a partner may serve beside their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from peerbridge.events.pool import PoolPolicy

__all__ = ["SHIPPED", "PoolVersion", "agreed_on", "agreed_with", "rules_of"]


@dataclass(frozen=True, slots=True)
class PoolVersion:
    """One published version of a state's pool; `digits`: what the codes of the state's counties begin with."""

    version: int
    digits: str
    policy: PoolPolicy


SHIPPED: Final = PoolVersion(0, "", PoolPolicy(pool="as-shipped", state="DC", effective_on=date.min))
"""What holds where a state has published nothing: the measured numbers, and no agreement."""


def rules_of(versions: Iterable[PoolVersion], county: str, day: date) -> PoolVersion:
    """The newest version in force on the day for a county."""
    mine = [each for each in versions if each.digits == county[:2] and each.policy.effective_on <= day]
    return max(mine, key=lambda each: each.version, default=SHIPPED)


def agreed_with(versions: Sequence[PoolVersion], home: str, day: date) -> frozenset[str]:
    """Counties that a partner of `home` may serve on the day under a named agreement, `home` among them."""
    named = {home}
    for each in rules_of(versions, home, day).policy.agreements:
        if home in each.counties and (each.begins or day) <= day <= (each.ends or day):
            named.update(each.counties)
    return frozenset(named)


def agreed_on(versions: Sequence[PoolVersion], home: str, days: Iterable[date]) -> frozenset[str]:
    """The same on each of these days: today, wherever in the state it is today."""
    return frozenset.intersection(*(agreed_with(versions, home, day) for day in days))
