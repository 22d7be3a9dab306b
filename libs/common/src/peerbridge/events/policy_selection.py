"""The parts of a policy about who may become a partner: nomination, screening, checks, employment."""

from typing import Annotated, Literal

from peerbridge.events.base import Part
from peerbridge.events.candidates import EmploymentModel
from peerbridge.events.fields import CODE, County, Flag, Number, SlugId, Term, ZoneId

ExitPolicy = Annotated[Literal["reunified_only", "any_success"], CODE]
"""Which exits count as success (P03): reunification alone, or also adoption and guardianship."""

Referrer = Annotated[
    Literal[
        "caseworker",
        "court_staff",
        "judge",
        "parent_partner",
        "event",
        "substance_use_program",
        "mental_health_program",
        "self",
    ],
    CODE,
]
"""Who may name a candidate (P05), or where one is found (P06)."""

ExpiryConsequence = Annotated[Literal["lapse", "suspend"], CODE]
"""What a background check that expired unrenewed does to a partner: the certification ends, or waits for the renewal."""

QualificationKind = Annotated[Literal["degree", "skill"], CODE]
ReferralKind = Annotated[Literal["nominate", "request"], CODE]
Modality = Annotated[Literal["in_person", "virtual"], CODE]
Employer = Annotated[Literal["program", "county", "contracted_provider", "third_party"], CODE]
Pay = Annotated[Literal["salary", "hourly", "per_hour_stipend", "none"], CODE]
Reimbursement = Annotated[Literal["gift_card", "mileage", "gas"], CODE]
StepKind = Annotated[Literal["prescreen", "written", "questionnaire", "interview"], CODE]


class ServedCounty(Part):
    """A county the program serves; its business days are days in its zone."""

    county: County
    name: Term
    zone: ZoneId


class Employment(Part):
    """How partners are employed (P09-P16). No headcount cap means no staffing limit.

    `further_employers`: the other routes, where a partner may also be hired by somebody else (P16).
    """

    model: EmploymentModel
    employer: Employer
    further_employers: tuple[Employer, ...] = ()
    employer_name: Term | None = None
    headcount_cap: Number | None = None
    pay: Pay
    reimbursements: tuple[Reimbursement, ...] = ()

    @property
    def routes(self) -> tuple[Employer, ...]:
        """Every employer a partner may be hired by, the usual one first (P16)."""
        return (self.employer, *self.further_employers)


class ScreeningStep(Part):
    """One step of screening, in its place in the order (P18-P20); panellists with lived experience it needs (P21).

    `modalities`: how it may be held (P66); as the programme's where it says none.
    """

    step: SlugId
    name: Term
    kind: StepKind
    panel_lived_experience: Number = 0
    modalities: tuple[Modality, ...] = ()


class Qualification(Part):
    """A degree or skill that is asked for, and the step of screening at which it is shown; most programs ask for none (P17)."""

    qualification: SlugId
    name: Term
    kind: QualificationKind
    step: SlugId


class Screening(Part):
    """The steps from application to decision."""

    steps: tuple[ScreeningStep, ...]
    degree_required: Flag = False
    qualifications: tuple[Qualification, ...] = ()
    hiring_committee: Flag = False


class BackgroundCheck(Part):
    """One kind of check; it never expires where no validity is given.

    `renewal_days`: how long before it expires its renewal may be opened; `on_expiry`: what happens unless it is decided in time.
    """

    check: SlugId
    name: Term
    validity_months: Number | None = None
    renewal_days: Number = 90
    on_expiry: ExpiryConsequence = "lapse"


class BackgroundChecks(Part):
    """The checks (P22-P24). A record is no barrier by itself: only the disqualifiers decide alone."""

    kinds: tuple[BackgroundCheck, ...]
    required_before_start: Flag
    automatic_disqualifiers: tuple[SlugId, ...]
    mitigation_letter: Flag
