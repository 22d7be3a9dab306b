"""The codes in which families and partners say what they need and bring. A fixed list.

Free words about people would never match.
"""

from typing import Literal

__all__ = ["Age", "ContactEvery", "ContactStyle", "Culture", "Experience", "Format", "MatchMode", "Task"]

Experience = Literal[
    "adoption",
    "court_process",
    "disability",
    "domestic_violence",
    "father",
    "foster_care_as_child",
    "grief",
    "guardianship",
    "housing",
    "incarceration",
    "kinship_care",
    "mental_health",
    "recovery",
    "reunification",
    "single_parent",
    "young_parent",
]
"""What a partner has lived through and a family may wish for. Partners give theirs with consent."""

Culture = Literal[
    "asian",
    "black",
    "deaf",
    "faith",
    "hispanic",
    "immigrant",
    "lgbtq",
    "middle_eastern",
    "military",
    "pacific_islander",
    "rural",
    "tribal",
]
"""Counted only where the family asks for it."""

Age = Literal["infant", "preschool", "school_age", "teen"]
"""Ages of the children."""

ContactStyle = Literal["email", "in_person", "phone", "text", "video"]
Format = Literal["in_person", "virtual"]

ContactEvery = Literal["week", "two_weeks", "month"]
"""How often a family would like to hear from its partner, in a structured match (P53)."""

MatchMode = Literal["on_request", "structured"]
"""Informal, whenever the family asks, or a formal match with expected contact (P53)."""

Task = Literal["transport", "unsupervised-child-contact"]
"""What a family would need done that a role limit `no-<task>` forbids (P25)."""
