"""What a request body may be: only the fields it names, texts of bounded length. NUL was refused on reading."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

__all__ = ["Body", "Line"]

LONGEST_TEXT: Final = 4000  # characters; a field that needs more says so itself

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A text of one line: no control characters, so that it can stand in a log or a list as it is."""


class Body(BaseModel):
    """Base of all request bodies."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=LONGEST_TEXT, hide_input_in_errors=True)
