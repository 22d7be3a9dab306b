"""All checks, by the number of the invariant they hold."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from peerbridge_faults.reader.audit import unaudited
from peerbridge_faults.reader.canaries import escaped, in_topics_and_texts
from peerbridge_faults.reader.counties import leaks
from peerbridge_faults.reader.declared import declared
from peerbridge_faults.reader.effects import effects_twice, without_cause
from peerbridge_faults.reader.heard import never_heard, unaccounted
from peerbridge_faults.reader.news import changes_without_event, events_without_change
from peerbridge_faults.reader.order import out_of_order
from peerbridge_faults.reader.records import ends_of, read_topics
from peerbridge_faults.reader.rows import read_place
from peerbridge_faults.reader.seen import Finding, Ledger, Seen
from peerbridge_faults.reader.stuck import stuck
from peerbridge_faults.reader.told import told_wrongly

__all__ = ["CHECKS", "check_all", "look"]

Check = Callable[[Seen], Iterator[Finding]]
CHECKS: Final[Mapping[int, Check]] = {
    1: changes_without_event,
    2: events_without_change,
    3: never_heard,
    4: effects_twice,
    5: out_of_order,
    6: without_cause,
    7: stuck,
    8: unaccounted,
    9: leaks,
    10: told_wrongly,
    11: unaudited,
    12: in_topics_and_texts,
}
"""Each invariant of QUALITY and what checks it; number 12 also looks through the databases (`canaries.escaped`)."""


async def look(bootstrap: str, urls: Mapping[str, str], ledger: Ledger, docs: Path, checkpoints: Path) -> Seen:
    """Read everything. `urls`: a superuser's address of each service's database; `docs`: the folder docs/events.

    `checkpoints`: the folder in which each service has one of its own.
    """
    told = declared(docs)
    places = {service: await read_place(service, url) for service, url in urls.items()}
    for service, place in places.items():
        place.checkpoints = checkpoints / service
    ends = await ends_of(bootstrap, told.topics)
    return Seen(await read_topics(bootstrap, told.topics), places, told, ledger, ends)


async def check_all(seen: Seen) -> list[Finding]:
    """Every violation of every invariant."""
    found = [finding for check in CHECKS.values() for finding in check(seen)]
    for place in seen.places.values():
        found += await escaped(place, seen.ledger.canaries)
    return found
