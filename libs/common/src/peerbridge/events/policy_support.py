"""The parts of a policy about working with families: roles, matching, supervision."""

from typing import Annotated, Literal

from peerbridge.events.base import Part
from peerbridge.events.fields import CODE, Flag, Number, SlugId, Term

RoleKind = Annotated[Literal["one_to_one", "group", "systems", "orientation"], CODE]
"""Some partners suit committees and speaking, others one-to-one (P60); some run orientation classes (P67)."""

MatchMode = Annotated[Literal["structured", "on_request"], CODE]
SupervisorExperience = Annotated[Literal["required", "optional"], CODE]
SessionKind = Annotated[Literal["clinical", "wellness"], CODE]
StorySharing = Annotated[Literal["opt_in", "expected"], CODE]
Unit = Annotated[Literal["days", "months"], CODE]


class Role(Part):
    """A role a certified partner may take."""

    role: SlugId
    name: Term
    kind: RoleKind


class RoleLimit(Part):
    """What a partner of this program may not do (P25)."""

    limit: SlugId
    name: Term


class Cadence(Part):
    """How often: every so many days or calendar months (P47: one month; P48: 21 days)."""

    every: Number
    unit: Unit


class Matching(Part):
    """How a family and a partner come together (P53)."""

    coordinator_confirms: Flag
    proposal_valid_days: Number
    mode: MatchMode = "structured"


class SupportSession(Part):
    """A clinical or wellness meeting for partners (P47-P49); on request where it has no cadence."""

    session: SlugId
    name: Term
    kind: SessionKind
    cadence: Cadence | None = None
    required: Flag


class Supervision(Part):
    """How partners are coached (P43, P44, P50, P51). `supervisor_span`: the most partners of one supervisor."""

    check_in_every_days: Number
    first_contact_within_days: Number
    supervisor_span: Number
    supervisor_lived_experience: SupervisorExperience
    sessions: tuple[SupportSession, ...] = ()
    team_meeting: Cadence | None = None
    story_sharing: StorySharing = "opt_in"
