"""What a family may say when it asks for a partner: codes and ids, no free text."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from matching.api.profile_bodies import unique
from matching.domain.words import Age, ContactEvery, ContactStyle, Culture, Experience, Format, MatchMode, Task
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
    contact_every: Annotated[ContactEvery | None, Field(description="in a structured match (P53)")] = None
    format: Format | None = None
    match_mode: Annotated[MatchMode | None, Field(description="the programme's own where left out (P53)")] = None
    court_on: Annotated[date | None, Field(description="the next day in court: it makes the request urgent")] = None
    tasks: Annotated[tuple[Task, ...], Field(description="what a role limit may forbid")] = Some
    avoid: Annotated[tuple[UUID, ...], Field(description="people the family must not meet")] = Some
    household: Annotated[tuple[UUID, ...], Field(description="people the family lives with")] = Some
    refused_partners: tuple[UUID, ...] = Some

    @model_validator(mode="after")
    def _wishes_agree(self) -> Self:
        for rule, holds, words in self._contradictions():
            if holds:
                raise PydanticCustomError(rule, words)
        return self

    def _contradictions(
        self,
    ) -> tuple[tuple[Literal["need_and_wish", "virtual_in_person", "request_without_rhythm"], bool, str], ...]:
        """Wishes that cannot both be meant."""
        virtual = self.format == "virtual"
        return (
            (
                "need_and_wish",
                not set(self.needs).isdisjoint(self.wishes),
                "The same is named as a need and as a wish. Name it once.",
            ),
            (
                "virtual_in_person",
                virtual and (self.contact_style == "in_person" or bool(self.tasks)),
                "A virtual match meets nobody in person. Leave out the format, or what needs a meeting.",
            ),
            (
                "request_without_rhythm",
                self.match_mode == "on_request" and self.contact_every is not None,
                "A match on request has no expected contact (P53). Leave out one of the two.",
            ),
        )

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
            contact_every=self.contact_every,
            format=self.format,
            match_mode=self.match_mode,
            court_on=self.court_on,
            tasks=unique(self.tasks),
            avoid=unique(self.avoid),
            household=unique(self.household),
            refused_partners=unique(self.refused_partners),
        )


class WithdrawalBody(Body):
    """Who wants it: the family, or the staff. A parent's own withdrawal is always the family's."""

    reason: Literal["family", "staff"] = "family"
