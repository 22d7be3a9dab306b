"""What a family may say when it asks for a partner: codes and ids, no free text."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from matching.api.profile_bodies import unique
from matching.domain.words import Age, ContactStyle, Culture, Experience, Format, Task
from matching.use_cases.ask_for_support import Wish
from peerbridge.events.fields import Language
from peerbridge.web import Body

__all__ = ["RequestBody", "WithdrawalBody"]

Some = Field(default=(), max_length=50)


class RequestBody(Body):
    """A family's wish. Without `parent` the family is "the parent of this case", under ids made here."""

    case: UUID
    parent: UUID | None = None
    urgency: Literal[0, 1, 2] = 0
    must_languages: Annotated[tuple[Language, ...], Field(description="the partner must speak one of them")] = Some
    preferred_languages: tuple[Language, ...] = Some
    needs: Annotated[tuple[Experience, ...], Field(description="what matters most: up to 400 points")] = Some
    wishes: Annotated[tuple[Experience, ...], Field(description="what would be good: up to 150 points")] = Some
    culture: Culture | None = None
    ages: tuple[Age, ...] = Some
    contact_style: ContactStyle | None = None
    format: Format | None = None
    tasks: Annotated[tuple[Task, ...], Field(description="what a role limit may forbid")] = Some
    avoid: Annotated[tuple[UUID, ...], Field(description="people the family must not meet")] = Some
    refused_partners: tuple[UUID, ...] = Some

    def wish(self) -> Wish:
        """The wish without who makes it for which case."""
        return Wish(
            urgency=self.urgency,
            must_languages=unique(self.must_languages),
            preferred_languages=unique(self.preferred_languages),
            needs=unique(self.needs),
            wishes=unique(self.wishes),
            culture=self.culture,
            ages=unique(self.ages),
            contact_style=self.contact_style,
            format=self.format,
            tasks=unique(self.tasks),
            avoid=unique(self.avoid),
            refused_partners=unique(self.refused_partners),
        )


class WithdrawalBody(Body):
    """Who wants it: the family, or the staff. A parent's own withdrawal is always the family's."""

    reason: Literal["family", "staff"] = "family"
