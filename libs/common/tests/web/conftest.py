"""A service as small as one can be, to test the web edge through: it keeps notes, by county or by person."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import Path, Request
from pydantic import BaseModel, Field
from sqlmodel import Field as Column
from sqlmodel import SQLModel, select

from peerbridge.clock import Clock
from peerbridge.database import rows
from peerbridge.database.chassis import chassis_statements
from peerbridge.database.policies import policy_statements
from peerbridge.database.provision import make_database
from peerbridge.database.table import CountyScoped, table_base
from peerbridge.errors import NotVisible, Refused
from peerbridge.events.matches import SupportWithdrawn
from peerbridge.identity import COORDINATOR, PARENT, STATE_OFFICER
from peerbridge.ids import uuid7
from peerbridge.service import Service
from peerbridge.settings import ServiceSettings
from peerbridge.testing.component import Component, component
from peerbridge.web import Api, Body, Caller, Work, bulk_body, ndjson_lines, refusals

Base = table_base("desk")
COUNTIES = ("19001", "19153")
TABLE = """
CREATE TABLE note (id uuid PRIMARY KEY, county text NOT NULL, shared_with text[] NOT NULL DEFAULT '{}', person uuid,
                   words text NOT NULL UNIQUE, size int NOT NULL DEFAULT 0)
"""


class Note(CountyScoped, Base, table=True):  # type: ignore[misc, valid-type]
    """A note of a county, perhaps about a person."""

    __tablename__ = "note"
    __readers__ = ("person",)
    id: UUID = Column(default_factory=uuid7, primary_key=True)
    person: UUID | None = None
    words: str
    size: int = 0


class Corner(Body):
    """A part of a body."""

    fold: bool = False


class NoteBody(Body):
    """What a note says."""

    corner: Corner | None = None

    county: Annotated[str, Field(pattern=r"^[0-9]{5}$")]
    words: Annotated[str, Field(min_length=1, max_length=50)]
    size: int = 0
    person: UUID | None = None


class NoteView(BaseModel):
    """A note as it is shown."""

    id: UUID
    words: str
    size: int

    @classmethod
    def of(cls, note: Note) -> "NoteView":
        """The view of a stored note."""
        return cls(id=note.id, words=note.words, size=note.size)


class TooManyNotes(Refused, status=409):
    """{county} has {count} notes already. Remove one first."""


Hook = Callable[[Any], Awaitable[None]]


async def nothing(_work: Any) -> None:
    """The hook of a test that needs none."""


@dataclass
class Hooks:
    """What a test lets happen inside a handler."""

    hook: Hook = nothing
    runs: int = field(default=0)


def router(hooks: Hooks) -> Api:  # noqa: C901  # a table of contents: one nested function per address
    """The desk's addresses."""
    api = Api(tags=["notes"])

    @api.post("/v1/notes", roles=(COORDINATOR,), responses=refusals(TooManyNotes), status_code=201)
    async def write(body: NoteBody, work: Work) -> NoteView:
        """Write a note."""
        hooks.runs += 1
        note = Note(county=body.county, words=body.words, size=body.size, person=body.person)
        await rows.store(work, [note])
        work.announce(SupportWithdrawn(request=note.id, reason="staff"), county=body.county)
        await hooks.hook(work)
        return NoteView.of(note)

    @api.put("/v1/notes/{note}", roles=(COORDINATOR,))
    async def rewrite(note: UUID, body: NoteBody, work: Work) -> NoteView:
        """Put a note in another's place."""
        made = Note(id=note, county=body.county, words=body.words, size=body.size)
        await rows.store(work, [made])
        return NoteView.of(made)

    @api.get("/v1/notes", roles=(COORDINATOR, STATE_OFFICER, PARENT))
    async def listed(work: Work, words: str | None = None, least: int = 0) -> list[NoteView]:
        """All notes, without a WHERE by county: the row policy alone keeps others' away."""
        wanted = select(Note).where(Note.size >= least)
        wanted = wanted if words is None else wanted.where(Note.words == words)
        await hooks.hook(work)
        return [NoteView.of(note) for note in (await work.session.exec(wanted)).all()]

    @api.get("/v1/notes/{note}", roles=(COORDINATOR,), responses=refusals(NotVisible))
    async def read(note: UUID, work: Work) -> NoteView:
        """One note; reading it is audited."""
        found = (await rows.load(work, Note, [note])).get(note)
        if found is None:
            raise NotVisible
        work.audit(action="read", what="note", subject=note, county=found.county)
        return NoteView.of(found)

    @api.get("/v1/words/{words}", roles=(COORDINATOR,))
    async def by_words(words: Annotated[str, Path(max_length=60)], work: Work) -> int:
        """How many notes say so."""
        return len((await work.session.exec(select(Note).where(Note.words == words))).all())

    @api.post("/v1/notes/bulk", roles=(COORDINATOR,), openapi_extra=bulk_body(NoteBody))
    async def bulk(request: Request, work: Work) -> list[dict[str, Any]]:
        """Write many notes."""
        lines = await ndjson_lines(request, NoteBody)
        good = [line.item for line in lines if line.item]
        await rows.store(work, [Note(county=item.county, words=item.words) for item in good])
        return [{"line": line.number, "faults": line.faults} for line in lines]

    @api.get("/v1/hello", public=True)
    async def hello() -> str:
        """Anyone may ask."""
        return "hello"

    @api.get("/v1/me", roles=(COORDINATOR,))
    async def me(caller: Caller) -> str:
        """Who is calling."""
        await hooks.hook(None)
        return caller.subject

    return api


@dataclass
class Desk:
    """The desk under test."""

    component: Component
    hooks: Hooks

    async def audit(self) -> list[Any]:
        """The audit so far, in order, of the counties that tests use."""
        return [dict(row) for row in await self.component.rows("SELECT * FROM audit ORDER BY id", counties=COUNTIES)]


@pytest.fixture(scope="session")
async def desk_urls(postgres: Any) -> AsyncIterator[Any]:
    """A database with the desk's table."""
    passwords = dict.fromkeys(("owner", "app", "relay", "report"), "desk")
    urls = await make_database(postgres.admin_url, "desk", passwords=passwords, database=f"d{uuid4().hex[:12]}")
    owner = await asyncpg.connect(urls.owner)
    for statement in [*chassis_statements("desk"), TABLE, *policy_statements("note", person="person")]:
        await owner.execute(statement)
    await owner.close()
    yield urls
    await postgres.drop(urls)


@pytest.fixture
async def desk(desk_urls: Any) -> AsyncIterator[Desk]:
    """The desk, its tables emptied."""
    owner = await asyncpg.connect(desk_urls.owner)
    await owner.execute("TRUNCATE note, audit, idempotency, counties, streams, outbox")
    await owner.close()
    hooks = Hooks()

    def build(settings: ServiceSettings, clock: Clock) -> Service:
        tables: Any = SQLModel.metadata
        return Service(name="desk", settings=settings, tables=tables, routers=[router(hooks)], clock=clock)

    async with component(build, ServiceSettings, desk_urls) as made:
        yield Desk(made, hooks)
