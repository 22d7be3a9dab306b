"""The parts of a policy about the programme itself: what its partners are called, what must be ready for them."""

from typing import Annotated, Final, Literal

from peerbridge.events.base import Part
from peerbridge.events.fields import CODE, Language, SlugId, Term

Gate = Annotated[Literal["first_hire", "vacancies"], CODE]
"""What waits for the checklist of a county: its first hire, or already the announcement that partners are looked for."""


class RoleTitle(Part):
    """What a partner is called in one language (P64)."""

    language: Language
    title: Term


class ReadinessElement(Part):
    """One thing that an organisation has ready before partners come (P65)."""

    element: SlugId
    name: Term


READINESS_ELEMENTS: Final = (
    ReadinessElement(element="organizational-readiness", name="Organizational readiness"),
    ReadinessElement(element="staff-preparation", name="Staff preparation"),
    ReadinessElement(element="hiring", name="Hiring"),
    ReadinessElement(element="training-and-supervision", name="Training and supervision"),
    ReadinessElement(element="experienced-partners", name="Link to experienced partners or a family organization"),
)
"""The five elements of P65, for a policy that says nothing else."""


class ReadinessChecklist(Part):
    """What is confirmed county by county (P65); `required_before`: what waits for it, None where nothing does."""

    elements: tuple[ReadinessElement, ...] = READINESS_ELEMENTS
    required_before: Gate | None = None
