"""People who use the system while it breaks: entered in the directory, matched, told; and readers who look where they may not."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx

from peerbridge_demo.story import Refusal, Trial
from peerbridge_demo.story.support import COUNTY, partners
from peerbridge_demo.story.ways import expect, matched
from peerbridge_faults.load.reports import SOURCE, Reports
from peerbridge_faults.reader import Ledger

__all__ = ["People"]

CANARY: Final = "Kanarienvogel"
PATIENCE: Final = 300.0  # seconds for what takes one: faults last at most half a minute, and machines are busy
BEGIN_TRIES, CONFLICT = 60, 409  # "no programme has named the time zone of this county yet"
OTHER: Final = "53077"  # a county of the programme in which nothing happens
LISTS: Final = (
    ("recruitment", "/v1/candidates"), ("recruitment", "/v1/partners"), ("recruitment", "/v1/applications"),
    ("matching", "/v1/requests"), ("matching", "/v1/proposals"), ("matching", "/v1/matches"),
    ("supervision", "/v1/relations"), ("supervision", "/v1/check-ins"), ("notification", "/v1/deliveries"),
    ("console", "/v1/events"),
)  # fmt: skip


@dataclass
class People:
    """Works through the public APIs of a running system; everything it enters carries a canary."""

    world: Trial
    reports: Reports
    ledger: Ledger
    seed: int
    entered: int = 0
    families: int = 0
    places: int = 0
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    async def begin(self, number: int = 2) -> None:
        """Programmes, a supervisor, and some partners with ten places each; once notification has heard of the programmes."""
        for again in range(BEGIN_TRIES):
            try:
                await partners(self.world, number)
                break
            except Refusal as refusal:
                if refusal.status != CONFLICT or again == BEGIN_TRIES - 1:
                    raise
                await asyncio.sleep(1)
        self.places = 10 * number

    def canary(self, owner: str) -> str:
        """A text that must stay where it is entered."""
        mark = f"{CANARY}{self.chance.randrange(16**8):08x}"
        self.ledger.canaries[mark] = owner
        return mark

    async def enter(self, person: str, **more: Any) -> str:
        """A person into the directory; their address."""
        mark = self.canary("notification")
        body = {"name": f"Rowan {mark}", "email": f"{mark}@example.org", "language": "en", "county": COUNTY, **more}
        await self.world.player.put("coordinator", "notification", f"/v1/people/{person}", body)
        self.entered += 1
        return f"{mark}@example.org"

    async def candidate(self, **more: Any) -> tuple[str, str]:
        """Somebody whose case closes, and who is then entered: person and address. They are told that they may apply."""
        person = await self.nameless()
        return person, await self.enter(person, **more)

    async def nameless(self) -> str:
        """Somebody whose case closes and who is not entered yet."""
        person: str = (await self.case(await self.reports.case("open", "close")))["parents"][0]
        return person

    def address(self, person: str) -> str:
        """An address that a fault chooses for a person."""
        return f"p{person.replace('-', '')[-12:]}@example.org"

    async def case(self, name: str, source: str = SOURCE) -> dict[str, Any]:
        """The case that its source calls so, as soon as recruitment knows it."""

        async def look() -> Any:
            ask = self.world.player.get("caseworker", "recruitment", "/v1/cases", source=source, source_case=name)
            return (await ask)["items"]

        found: dict[str, Any] = (await expect(look, PATIENCE))[0]
        return found

    async def family(self) -> None:
        """A case opens, support is asked for, both sides agree; the family's parent is told."""
        name = await self.reports.case("open")
        case = await self.case(name)
        parent = case["parents"][0]
        await self.enter(parent, quiet_hours={"from": "22:00", "until": "06:00"})
        wanted = {"case": case["case"], "parent": parent, "must_languages": ["es"]}
        request = await self.world.player.post("caseworker", "matching", "/v1/requests", wanted)
        await matched(self.world.player, request["request"], PATIENCE)
        self.families += 1

    async def lines(self) -> None:
        """A caseworker's lines over HTTP: each opens a case."""
        cases = [f"H{self.seed}-{uuid4().hex[:12]}" for _ in range(5)]
        bodies = [
            {
                "source": "desk",
                "source_case": case,
                "county": COUNTY,
                "parents": [f"P-{case}"],
                "opened_on": "2025-12-20",
            }
            for case in cases
        ]
        for case, body in zip(cases, bodies, strict=True):
            self.reports.marks[case] = self.reports.mark
            await self.world.player.post("caseworker", "recruitment", "/v1/case-openings", body)
            self.ledger.expected[case] = ["CaseOpened"]

    async def opts_out(self) -> None:
        """Somebody who is entered, and then wants to hear nothing more."""
        person, _ = await self.candidate()
        await self.world.player.put(
            "coordinator", "notification", f"/v1/people/{person}/opt-outs", {"channels": ["email"]}
        )

    async def peep(self) -> None:
        """Every list, under a token of a county in which nothing happens: nothing of others may be shown."""
        token = await self.world.system.tokens.of("coordinator", counties=(OTHER,), subject="rig:peep")
        async with httpx.AsyncClient(timeout=10, headers={"Authorization": f"Bearer {token}"}) as http:
            for service, path in LISTS:
                with suppress(httpx.TransportError):
                    answer = await http.get(self.world.addresses.services[service] + path)
                    if answer.is_success and (shown := others(answer.json())):
                        self.ledger.foreign_reads.append(f"{service} {path} showed {shown}")

    async def live(self, done: asyncio.Event, pause: float = 1.0) -> None:
        """Until told to end: now one, now another of these; what was begun is ended, so that every command is answered."""
        ways = (self.family, self.lines, self.candidate, self.peep, self.opts_out)
        number = 0
        while not done.is_set():
            number += 1
            way = ways[number % len(ways)]
            if way == self.family and self.families >= self.places:
                continue
            try:
                await way()
            except (Refusal, TimeoutError, httpx.HTTPError) as error:
                self.broken.append(f"{way.__name__}: {error}")
            await asyncio.sleep(pause)


def others(shown: Any) -> set[str]:
    """The counties in an answer that are not the reader's own."""
    found: set[str] = set()
    if isinstance(shown, dict):
        if isinstance(shown.get("county"), str) and OTHER not in {shown["county"], *(shown.get("shared_with") or ())}:
            found.add(shown["county"])
        for value in shown.values():
            found |= others(value)
    elif isinstance(shown, list):
        for value in shown:
            found |= others(value)
    return found
