"""A service as small as one can be, to test the chassis through: it counts what it hears per thing and announces each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID, uuid4

import asyncpg
from sqlmodel import Field

from peerbridge.clock import Clock
from peerbridge.database import rows
from peerbridge.database.chassis import chassis_statements
from peerbridge.database.policies import policy_statements
from peerbridge.database.provision import Urls, make_database
from peerbridge.database.table import CountyScoped, table_base
from peerbridge.database.work import UnitOfWork
from peerbridge.events.cases import CaseClosed, CaseOpened
from peerbridge.events.matches import SupportWithdrawn
from peerbridge.ids import uuid7
from peerbridge.messaging.subscriber import Subscriber
from peerbridge.schedules import Schedule
from peerbridge.service import Service, serve
from peerbridge.settings import ServiceSettings
from peerbridge.testing.records import FakeLog, LogRecord
from peerbridge.web import Api

Base = table_base("sample")


class Thing(CountyScoped, Base, table=True):  # type: ignore[misc, valid-type]  # a base made by a call
    """One thing and how often it was heard of; `heard` lists the days in the order of hearing."""

    __tablename__ = "thing"
    id: UUID = Field(primary_key=True)
    times: int = 0
    heard: str = ""


TABLE = """
CREATE TABLE thing (id uuid PRIMARY KEY, county text NOT NULL, shared_with text[] NOT NULL DEFAULT '{}',
                    times int NOT NULL, heard text NOT NULL)
"""

Fault = Callable[[CaseClosed], None]


class Faults:
    """What a test makes go wrong: called for every heard event before it has an effect."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nothing goes wrong, nothing was seen."""
        self.check: Fault | None = None
        self.before_commit: Callable[[], None] | None = None
        self.lists: list[list[str]] = []


faults = Faults()


async def count(work: UnitOfWork, heard: Sequence[CaseClosed | CaseOpened]) -> None:
    """Count each heard closure on its thing and announce that it was counted."""
    faults.lists.append([event.subject for event in heard])
    things = await rows.lock(work, Thing, [event.case for event in heard])
    for event in heard:
        if faults.check and isinstance(event, CaseClosed):
            faults.check(event)
        thing = things.get(event.case) or Thing(id=event.case, county=event.about.county, times=0, heard="")
        day = event.closed_on if isinstance(event, CaseClosed) else event.opened_on
        thing = Thing(**{**thing.model_dump(), "times": thing.times + 1, "heard": f"{thing.heard}{day:%m%d} "})
        things[event.case] = thing
        work.announce(
            SupportWithdrawn(request=event.case, reason="case_closed"), county=event.about.county, because=event
        )
    await rows.store(work, [things[event.case] for event in heard])
    if faults.before_commit:
        faults.before_commit()


def subscriber() -> Subscriber:
    """What the sample hears."""
    cases = Subscriber(topic="peerbridge.cases")
    cases.on(CaseClosed, count)
    return cases


def service(
    settings: ServiceSettings,
    clock: Clock | None = None,
    routers: Sequence[Api] = (),
    schedules: Sequence[Schedule] = (),
    topics: Sequence[str] = (),
    recollects: Sequence[Subscriber] = (),
) -> Service:
    """The sample service. It is the writer of no topic unless it is told so: then it opens only once it has read them."""
    return Service(
        name="sample",
        settings=settings,
        tables=Base.metadata,
        routers=routers,
        subscribers=[subscriber()],
        schedules=schedules,
        topics=topics,
        recollects=recollects,
        clock=clock,
    )


def closed(case: UUID, day: int = 1) -> CaseClosed:
    """What it hears: a closure of `case` on a day of January."""
    return CaseClosed(
        case=case, closure=uuid7(), closed_on=date(2026, 1, day), exit_reason="reunification", code_list="afcars_2020",
        case_type="dependency", referred=False, parents=(),
    )  # fmt: skip


def closures(log: FakeLog, cases: Sequence[UUID], days: Iterable[int] = (1,), county: str = "19153") -> list[LogRecord]:
    """Closures of these cases as records of a log, day by day."""
    return [log.record(log.seal(closed(case, day), county=county)) for day in days for case in cases]


async def make_sample_database(admin_url: str) -> Urls:
    """A fresh database with the sample's tables."""
    urls = await make_database(
        admin_url,
        "sample",
        passwords=dict.fromkeys(("owner", "app", "relay", "report"), "sample"),
        database=f"s{uuid4().hex[:12]}",
    )
    owner = await asyncpg.connect(urls.owner)
    try:
        async with owner.transaction():
            for statement in [*chassis_statements("sample"), TABLE, *policy_statements("thing")]:
                await owner.execute(statement)
    finally:
        await owner.close()
    return urls


def main() -> None:
    """`python -m peerbridge.testing.sample`: the sample as a process of its own, by the environment's settings."""
    settings = ServiceSettings()
    serve(service(settings).app, settings)


if __name__ == "__main__":
    main()
