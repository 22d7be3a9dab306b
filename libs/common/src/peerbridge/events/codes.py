"""The codes that events of several topics share."""

from typing import Annotated, Literal

from peerbridge.events.fields import CODE

CaseType = Annotated[Literal["dependency", "non_dependency"], CODE]
"""A child-welfare case need not be a dependency case (P04)."""

CodeList = Annotated[Literal["afcars_2020", "afcars_1993"], CODE]
"""Whose numbers the exit reasons are: the lists give 0, 6, 7, 8 and 9 different meanings."""

Urgency = Annotated[Literal[0, 1, 2], CODE]
"""0 ordinary, 1 soon, 2 at once (a court date is near)."""

EndReason = Annotated[Literal["goals_met", "case_closed", "family", "partner", "moved", "not_a_fit", "staff"], CODE]
"""Why a match ended."""

Channel = Annotated[Literal["email"], CODE]
"""How a person is told."""
