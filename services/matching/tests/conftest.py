"""Matching under test.

The service on a real database, recruitment answered by a small server, people by their tokens.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from matching.domain.pool import Pool
from matching.main import service
from matching.settings import Settings
from matching.storage import pools
from peerbridge.database.provision import Urls
from peerbridge.events.base import Event
from peerbridge.events.cases import CaseClosed
from peerbridge.events.partners import PartnerCertified
from peerbridge.events.policy import Policy
from peerbridge.events.pool import PoolPolicy
from peerbridge.events.programs import ProgramPublished
from peerbridge.identity import CASEWORKER, COORDINATOR, PARENT, PARTNER
from peerbridge.ids import uuid7
from peerbridge.programs import load
from peerbridge.testing.component import Component, component

POLK, STORY, LINN = "19153", "19169", "19113"
IOWA = "children-and-families-of-iowa"
PROGRAMS = Path(__file__).parents[3] / "programs"


@cache
def iowa() -> Policy:
    """The shipped policy, read once."""
    return load(PROGRAMS / f"{IOWA}.yaml")


class Recruitment:
    """Answers `GET /v1/cases/{case}` as recruitment does, and remembers who asked."""

    def __init__(self) -> None:
        self.cases: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.url = ""
        self.delay = 0.0

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """Listen on a free port."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            yield

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked += [
            line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith("authorization")
        ]
        await asyncio.sleep(self.delay)
        told = self.cases.get(head.split(" ")[1].rpartition("/")[2])
        body = json.dumps(told or {"type": "not-visible"}).encode()
        status = "200 OK" if told else "404 Not Found"
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()


class Matching:
    """The service and the people around it."""

    def __init__(self, made: Component, recruitment: Recruitment) -> None:
        self.made, self.recruitment = made, recruitment
        self.policy = iowa()
        self.run: Callable[[], Awaitable[Any]] = made.work_off_jobs

    async def hears(self, *events: Event, county: str = POLK) -> None:
        """Deliver facts counted in `county`, and work off what they leave."""
        for event in events:
            await self.made.hears(self.made.sealed(event, county))
        await self.run()

    async def agrees(self, *counties: str, version: int = 1) -> None:
        """A named agreement of Iowa's pool holds between these counties; nobody is told."""
        named = {"agreement": "neighbours", "name": "Neighbours", "counties": counties}
        told = {"pool": "pool-ia", "state": "IA", "effective_on": "2021-01-01", "agreements": [named]}
        policy = PoolPolicy.model_validate(told).model_dump_json()
        await self.made.owner("INSERT INTO pool VALUES ('pool-ia', $1, $2, now()) RETURNING 1", version, policy)

    async def tells_from(self, bound: int) -> None:
        """The state's bound for small counts, as its pool says."""
        sql = "UPDATE pool SET policy = jsonb_set(policy, '{measures,suppress_below}', $1::jsonb) RETURNING 1"
        await self.made.owner(sql, str(bound))

    async def counties(self) -> list[str]:
        """Those of Iowa of which there are rows."""
        rows = await self.made.owner("SELECT county FROM counties WHERE county LIKE '19%' ORDER BY county")
        return [row["county"] for row in rows]

    async def whole_state(self) -> Pool:
        """Everybody of these counties, read anew."""
        counties = await self.counties()
        return await pools.of_state(lambda: self.made.runtime.work(counties), counties)

    def program(self, *, confirms: bool = False, version: int = 1) -> ProgramPublished:
        """Iowa's policy as it is published."""
        matching = self.policy.matching.model_copy(update={"coordinator_confirms": confirms})
        policy = self.policy.model_copy(update={"matching": matching})
        return ProgramPublished(
            program=IOWA,
            version=version,
            effective_on=policy.effective_on,
            counties=tuple(policy.zones),
            policy=policy,
        )

    def certified(self, partner: UUID, **given: Any) -> PartnerCertified:
        """A certification that is valid now."""
        today = self.made.clock.now().date()
        told = {
            "partner": partner,
            "program": IOWA,
            "valid_from": today,
            "valid_until": today + timedelta(days=730),
            "roles": ("one-to-one",),
            "role_limits": (),
            "capacity": 1,
            "counties": (POLK,),
        }
        return PartnerCertified.model_validate({**told, **given})

    def closed(self, case: UUID, on: date | None = None, **given: Any) -> CaseClosed:
        """The closure of a case."""
        told = {
            "case": case,
            "closure": uuid7(),
            "closed_on": on or self.made.clock.now().date(),
            "exit_reason": "reunification",
            "code_list": "afcars_2020",
            "case_type": "dependency",
            "referred": False,
            "parents": (),
        }
        return CaseClosed.model_validate({**told, **given})

    def knows_case(self, *, county: str = POLK, is_open: bool = True, **told: Any) -> UUID:
        """A case that recruitment tells of."""
        case = uuid7()
        self.recruitment.cases[str(case)] = {
            "case": str(case),
            "county": county,
            "state": "open" if is_open else "closed",
            **told,
        }
        return case

    async def call(
        self, method: str, path: str, body: Any = None, *, role: str = CASEWORKER, counties: tuple[str, ...] = (POLK,),
        person: UUID | None = None, headers: dict[str, str] | None = None,
    ) -> httpx.Response:  # fmt: skip
        """Ask the API as this role, and work off what it leaves."""
        held = () if person else counties
        async with self.made.client(role, counties=held, person=person) as http:
            answer = await http.request(method, path, json=body, headers=headers)
        await self.run()
        return answer

    async def gives_profile(self, partner: UUID, **said: Any) -> httpx.Response:
        """A coordinator of the partner's county enters the profile."""
        county = said.pop("county", POLK)
        body = {"languages": ["en"], "county": county, **said}
        return await self.call("PUT", f"/v1/partners/{partner}/profile", body, role=COORDINATOR, counties=(county,))

    async def has_partner(self, home: str = POLK, profile: dict[str, Any] | None = None, **certified: Any) -> UUID:
        """A certified partner with a profile."""
        partner = uuid7()
        await self.hears(self.certified(partner, counties=(home,), **certified), county=home)
        told = await self.gives_profile(partner, county=home, **(profile or {}))
        assert told.status_code == 200, told.text
        return partner

    async def asks(self, *, county: str = POLK, case: UUID | None = None, **said: Any) -> dict[str, Any]:
        """A caseworker asks for a family; the request as it is shown."""
        body = {"case": str(case or self.knows_case(county=county)), **said}
        answer = await self.call("POST", "/v1/requests", body, counties=(county,))
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def asked_earlier(self, request: dict[str, Any], days: int) -> None:
        """The family asked so many days before."""
        sql = "UPDATE request SET asked_at = asked_at - make_interval(days => $2) WHERE request = $1::uuid RETURNING 1"
        await self.made.owner(sql, request["request"], days)

    async def proposals(self, **equal: Any) -> list[Any]:
        """All proposals, oldest first."""
        rows = await self.made.owner("SELECT * FROM proposal ORDER BY proposal")
        return [row for row in rows if all(row[name] == value for name, value in equal.items())]

    async def has_proposed(self) -> Any:
        """A family and a partner suggested to each other."""
        await self.hears(self.program())
        await self.has_partner()
        await self.asks()
        (proposal,) = await self.proposals()
        await self.made.announced()
        return proposal

    async def answers(self, proposal: Any, side: str, answer: str = "yes", **said: Any) -> httpx.Response:
        """The partner or the parent answers for themself."""
        who = PARTNER if side == "partner" else PARENT
        person = proposal["partner" if side == "partner" else "parent"]
        body = {"side": side, "answer": answer, **said}
        return await self.call("POST", f"/v1/proposals/{proposal['proposal']}/answers", body, role=who, person=person)

    async def both_agree(self, proposal: Any) -> None:
        """The partner and the parent say yes."""
        for side in ("partner", "family"):
            assert (await self.answers(proposal, side)).status_code == 200

    async def looks(self, proposal: Any, **who: Any) -> httpx.Response:
        """A coordinator takes a tentative proposal in hand."""
        path = f"/v1/proposals/{proposal['proposal']}/viewing"
        return await self.call("POST", path, **{"role": COORDINATOR, **who})

    async def decides(self, proposal: Any, answer: str = "yes", **said: Any) -> httpx.Response:
        """A coordinator of the family's county confirms a tentative proposal, or says no to it and why."""
        path, body = f"/v1/proposals/{proposal['proposal']}/confirmation", {"answer": answer, **said}
        return await self.call("POST", path, body, role=COORDINATOR, counties=(proposal["county"],))

    @contextmanager
    def nobody_elected(self) -> Iterator[None]:
        """Meanwhile nobody keeps the matcher."""
        worker, self.run = self.run, self.made.service.loops.jobs.step
        yield
        self.run = worker

    async def has_matched(self) -> Any:
        """A running match."""
        proposal = await self.has_proposed()
        await self.both_agree(proposal)
        await self.made.announced()
        return (await self.made.owner("SELECT * FROM match"))[0]


@pytest.fixture
async def matching(fresh_database: Callable[[str], Awaitable[Urls]]) -> AsyncIterator[Matching]:
    """The service on a database of its own."""
    recruitment = Recruitment()
    async with recruitment.answering():
        urls = await fresh_database("matching")
        async with component(service, Settings, urls, recruitment_url=recruitment.url) as made:
            found = Matching(made, recruitment)
            await found.agrees(POLK, STORY, LINN)
            yield found
