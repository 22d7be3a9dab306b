"""A program's whole policy: dated, versioned, the practice as data (PRACTICES.md). Never a constant in code."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from peerbridge.events.base import Part
from peerbridge.events.codes import CaseType
from peerbridge.events.exits import ExitReason
from peerbridge.events.fields import Date, Language, Number, SlugId, State, Term
from peerbridge.events.policy_growth import (
    Benefit,
    Certification,
    ContinuingEducation,
    Credential,
    LadderStep,
    Readiness,
    Shadowing,
    Training,
)
from peerbridge.events.policy_office import ReadinessChecklist, RoleTitle
from peerbridge.events.policy_selection import (
    BackgroundChecks,
    Employment,
    ExitPolicy,
    Modality,
    ReferralKind,
    Referrer,
    Screening,
    ServedCounty,
)
from peerbridge.events.policy_support import Matching, Role, RoleLimit, Supervision

SUCCESSFUL_EXITS: Final[Mapping[ExitPolicy, frozenset[ExitReason]]] = MappingProxyType(
    {
        "reunified_only": frozenset({"reunification"}),
        "any_success": frozenset({"reunification", "adoption", "guardianship"}),
    }
)
"""The exits each policy takes for success (P03)."""


class Policy(Part):
    """What one program asks, offers and limits. Ids of its trainings, steps, checks and roles are defined here.

    `role_titles`: what partners are called, the usual one first; `titles`: in other languages (P64).
    `modalities`: how it recruits, trains and works where a step or training says nothing of its own (P66).
    """

    program: SlugId
    title: Term
    role_titles: tuple[Term, ...]
    titles: tuple[RoleTitle, ...] = ()
    state: State
    counties: tuple[ServedCounty, ...]
    effective_on: Date
    figures_of: Date | None = None

    wait_months: Number
    exit_policy: ExitPolicy
    case_types: tuple[CaseType, ...]
    referrers: tuple[Referrer, ...]
    referral_kinds: tuple[ReferralKind, ...] = ("nominate", "request")
    posting_languages: tuple[Language, ...] = ("en",)
    modalities: tuple[Modality, ...] = ("in_person",)
    readiness_checklist: ReadinessChecklist = ReadinessChecklist()

    employment: Employment
    screening: Screening
    background_checks: BackgroundChecks

    trainings: tuple[Training, ...]
    required_topics: tuple[SlugId, ...] = ()
    curriculum: SlugId | None = None
    credentials: tuple[Credential, ...] = ()
    shadowing: Shadowing | None = None
    readiness: Readiness
    certification: Certification
    continuing_education: ContinuingEducation | None = None

    roles: tuple[Role, ...]
    role_limits: tuple[RoleLimit, ...] = ()
    capacity: Number
    matching: Matching
    supervision: Supervision

    benefits: tuple[Benefit, ...] = ()
    ladder: tuple[LadderStep, ...] = ()
    pathway: tuple[LadderStep, ...] = ()
    department_lived_experience_percent: Number | None = None

    @property
    def exits(self) -> frozenset[ExitReason]:
        """The exit reasons after which a parent may become a candidate (P03)."""
        return SUCCESSFUL_EXITS[self.exit_policy]

    @property
    def zones(self) -> Mapping[str, str]:
        """County -> its IANA time zone."""
        return {served.county: served.zone for served in self.counties}

    def serves(self, county: str) -> bool:
        """Whether the program works in a county."""
        return any(served.county == county for served in self.counties)

    @property
    def usual_title(self) -> str:
        """What a partner is called here (P64)."""
        return next(iter(self.role_titles), self.title)

    def title_in(self, language: str) -> str:
        """What a partner is called in a language; the usual title where the policy has none of that language (P64)."""
        told = (each.title for each in self.titles if each.language == language)
        return next(told, self.usual_title)
