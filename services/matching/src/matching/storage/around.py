"""What holds at one moment around a pool: days, policies, the pool's rules, and so what a partner offers then."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from matching.domain.agreements import PoolVersion, agreed_on, rules_of
from matching.domain.pool import Available, Pool, home_of
from matching.domain.profiles import Profile
from matching.domain.programs import Program, in_force, zone_of
from matching.domain.roster import RosterEntry
from matching.storage import places, pool_versions, programs
from peerbridge.database.work import UnitOfWork

__all__ = ["Circumstances", "circumstances", "offers"]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds at one moment for some counties of a state: their days, the policies in force, the pool's rules.

    `digits`: what the codes of the state's counties begin with.
    """

    digits: str
    now: datetime
    zones: tuple[str, ...]
    versions: Sequence[Program]
    published: Sequence[PoolVersion]
    rules: PoolVersion

    @property
    def days(self) -> tuple[date, ...]:
        """Today, wherever in the state: one day or two, the earlier first."""
        return tuple(sorted({self.now.astimezone(ZoneInfo(zone)).date() for zone in self.zones}))

    @property
    def nobody(self) -> Pool:
        """The pool without anybody."""
        return Pool(self.now, self.days, (), (), self.rules)

    def agreed(self, home: str) -> frozenset[str]:
        """Counties that agreements open to a partner of `home` today, wherever in the state it is today."""
        return agreed_on(self.published, home, self.days)


async def circumstances(work: UnitOfWork, counties: Collection[str]) -> Circumstances:
    """What holds now."""
    published, versions = await pool_versions.versions(work), await programs.versions(work)
    zones = tuple(sorted({zone_of(versions, county) for county in counties}))
    first = min(counties)
    return Circumstances(
        digits=first[:2],
        now=work.business_now,
        zones=zones,
        versions=versions,
        published=published,
        rules=rules_of(published, first, min(work.today(zone) for zone in zones)),
    )


def offers(
    entries: Iterable[RosterEntry], around: Circumstances, profiles: Mapping[UUID, Profile], taken: places.Occupancy
) -> tuple[Available, ...]:
    """Entries with what is known of their partners, and with the places that are free in what is `taken`."""
    policies, held, agreed = in_force(around.versions, around.days[0]), taken.families(), cache(around.agreed)
    return tuple(
        Available(
            entry=entry,
            profile=profiles.get(entry.partner),
            program=policies.get(entry.program),
            free=taken.free((entry.partner, entry.program)),
            places=len(taken.offered.get((entry.partner, entry.program), ())),
            held=held[entry.partner],
            agreed=agreed(home_of(entry, profiles.get(entry.partner))),
        )
        for entry in entries
    )
