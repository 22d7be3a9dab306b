"""What matching needs of a programme's policy. Of several versions the newest one in force on the day counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from peerbridge.events.programs import ProgramPublished

__all__ = ["Program", "in_force", "published", "zone_of"]

UTC_ZONE = "Etc/UTC"


@dataclass(frozen=True, slots=True)
class Program:
    """One version of a policy; `zones`: each served county with its IANA time zone; `one_to_one`.

    Roles of that kind (P60); `mode`: how it matches where a family does not say (P53); `kinds`: each role with its kind.
    """

    program: str
    version: int
    effective_on: date
    zones: Mapping[str, str]
    coordinator_confirms: bool
    proposal_valid_days: int
    one_to_one: tuple[str, ...]
    mode: str = "structured"
    kinds: Mapping[str, str] = field(default_factory=dict)

    def serves(self, county: str) -> bool:
        """Whether the programme works in a county."""
        return county in self.zones


def published(event: ProgramPublished) -> Program:
    """The version that an event publishes."""
    policy = event.policy
    return Program(
        program=event.program,
        version=event.version,
        effective_on=event.effective_on,
        zones=dict(policy.zones),
        coordinator_confirms=policy.matching.coordinator_confirms,
        proposal_valid_days=policy.matching.proposal_valid_days,
        one_to_one=tuple(role.role for role in policy.roles if role.kind == "one_to_one"),
        mode=policy.matching.mode,
        kinds={role.role: role.kind for role in policy.roles},
    )


def in_force(versions: Iterable[Program], day: date) -> dict[str, Program]:
    """Program -> its newest version that is in force on `day`; programmes without one are absent."""
    found: dict[str, Program] = {}
    for each in sorted(versions, key=lambda version: version.version):
        if each.effective_on <= day:
            found[each.program] = each
    return found


def zone_of(versions: Iterable[Program], county: str) -> str:
    """The county's IANA time zone as the newest policy that names it says; UTC where none does."""
    named = [each for each in versions if each.serves(county)]
    return max(named, key=lambda each: (each.version, each.program)).zones[county] if named else UTC_ZONE
