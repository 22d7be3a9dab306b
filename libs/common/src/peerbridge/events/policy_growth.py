"""The parts of a policy about becoming and staying certified: training, readiness, education, careers."""

from typing import Annotated, Literal

from peerbridge.events.base import Part
from peerbridge.events.fields import CODE, Flag, Number, SlugId, Term
from peerbridge.events.policy_selection import Modality

Due = Annotated[Literal["before_start", "within_months"], CODE]
"""When a training must be complete (P26): before the partner starts, or within so many months of starting."""

EducationCycle = Annotated[Literal["fixed_cycle", "rolling_window"], CODE]
BenefitKind = Annotated[Literal["tuition_waiver", "conference", "credential_fee", "apprenticeship"], CODE]
BenefitUnit = Annotated[Literal["credit_hours", "dollars", "events"], CODE]
BenefitPeriod = Annotated[Literal["semester", "year", "once"], CODE]


class Training(Part):
    """A training of the curriculum (P26-P31). `within_months` counts from the day of hire; None before start.

    `equivalents`: courses held elsewhere, as a learning system names them, that count as this training.
    `modalities`: how it may be held (P66); as the programme's where it says none.
    """

    training: SlugId
    name: Term
    due: Due
    within_months: Number | None = None
    hours: Number | None = None
    weeks: Number | None = None
    after: tuple[SlugId, ...] = ()
    topics: tuple[SlugId, ...] = ()
    equivalents: tuple[Term, ...] = ()
    modalities: tuple[Modality, ...] = ()


class Credential(Part):
    """A credential of the state that a partner must hold (P31, P32); completing its training gives it."""

    credential: SlugId
    name: Term
    training: SlugId


class Shadowing(Part):
    """Hours beside an experienced partner before working alone (P35)."""

    min_hours: Number
    max_hours: Number


class Readiness(Part):
    """With a dual rating, partner and coordinator rate the same skills and agree (P36)."""

    dual_rating: Flag
    skills: tuple[SlugId, ...] = ()


class Certification(Part):
    """How long a certification is valid, and how many days before its end it is announced."""

    validity_months: Number
    look_ahead_days: tuple[Number, ...] = (90, 60, 30)


class ContinuingEducation(Part):
    """Hours needed in each cycle to be renewed (P33, P34)."""

    hours: Number
    cycle_months: Number
    cycle: EducationCycle


class Benefit(Part):
    """What the program offers beside pay (P39, P40)."""

    benefit: BenefitKind
    name: Term
    limit: Number | None = None
    unit: BenefitUnit | None = None
    per: BenefitPeriod | None = None


class LadderStep(Part):
    """A step of a career (P41), from the first upwards."""

    step: SlugId
    name: Term
