"""Every address under every role, asking for its own county's things and for the other's; what came, and what should have."""

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import httpx

from peerbridge.clock import real_now
from peerbridge.identity import PARENT, PERSON_ROLES, ROLES
from peerbridge.ids import uuid7
from peerbridge_isolation.house import House
from peerbridge_isolation.lives import Life
from peerbridge_isolation.refusals import kind, refused_by_role
from peerbridge_isolation.routes import Address
from peerbridge_isolation.values import (
    UUIDS,
    Column,
    Holdings,
    counterparts,
    is_uuid,
    named_in,
    own_values,
    said_values,
    sample,
    without_names,
)

__all__ = ["AUDIT", "HOME", "OTHER", "Cell", "Walk"]

HOME, OTHER = "own", "other"
READS: Final = frozenset({"GET", "HEAD"})
TRIED: Final = 400  # ids of its own that an address is tried with before it counts as one that nobody planted for
REFUSED: Final = frozenset({401, 403, 404})
AUDIT: Final = "/audit"  # whoever looks into it adds a row to it
FAULT, AWAY = 500, 503


@dataclass(frozen=True)
class Cell:
    """One question and its answer. `seen`: what it showed that the caller must not see; `wrong`: what else is amiss."""

    address: Address
    role: str
    whose: str
    status: int
    text: str
    seen: tuple[str, ...]
    wrong: str

    def __str__(self) -> str:
        told = [f"shows {', '.join(self.seen[:3])}"] if self.seen else []
        return (
            f"{self.address} as {self.role or 'nobody'}, {self.whose}: {self.status} {'; '.join([*told, self.wrong])}"
        )


@dataclass
class Walk:
    """Walks a house. `home` is the callers' county, `away` the other; `hidden`: whose things may not be seen."""

    house: House
    home: Holdings
    away: Holdings
    since: str = "1:1:"
    hidden: tuple[Holdings, ...] = ()
    found: dict[tuple[str, str], tuple[Column, str] | None] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    """What callers have named so far. All are of one county, whose audit may tell what they asked for."""

    async def over(
        self, addresses: Iterable[Address], roles: Iterable[str] = tuple(sorted(ROLES)), whose: Iterable[str] = (OTHER, HOME)
    ) -> list[Cell]:  # fmt: skip
        """Every cell: reads first, since commands change what is read. A stream's readers read side by side."""
        cells: list[Cell] = []
        for address in sorted(addresses, key=lambda each: (each.method not in READS, str(each))):
            asked = [("", HOME), *((role, each) for role in roles if not address.public for each in whose)]
            told = [self.cell(address, role, each) for role, each in asked]
            cells += await asyncio.gather(*told) if address.streams else [await each for each in told]
        return cells

    async def cell(self, address: Address, role: str, whose: str) -> Cell:
        """Ask, in every way there is to name whose; the first wrong answer, else the last."""
        cell: Cell | None = None
        for query in self.queries(address, whose):
            cell = await self._cell(address, role, whose, query)
            if cell.seen or cell.wrong:
                return cell
        assert cell is not None
        return cell

    async def _cell(self, address: Address, role: str, whose: str, query: Mapping[str, str]) -> Cell:
        path = await self.path(address, role, whose)
        asking = HOME if whose == OTHER and self.named(address) else whose  # a path of theirs with a body of ours
        body = self.body(address, self._holdings(asking).life, role)
        sent = f"{path} {json.dumps(query)} {json.dumps(body)}"
        self.said.update(UUIDS.findall(sent))
        answer = await self.ask(address, role, path, query, body)
        seen = self.shown(address, sent, answer)
        wrong = await self.judged(address, role, whose, answer, body)
        return Cell(address, role, whose, answer.status_code, answer.text, seen, wrong)

    def shown(self, address: Address, sent: str, answer: httpx.Response) -> tuple[str, ...]:
        """What the answer says of those whose things may not be seen, beside what the caller has said."""
        told = f"{answer.text} {' '.join(answer.headers.values())}"
        counties = {held.life.county for held in (self.home, self.away)} if address.shared or address.public else set()
        only = frozenset[str]().union(*(held.only for held in self.hidden or (self.away,))) - counties
        return named_in(told, only, but=sent + " ".join(self.said) if AUDIT in address.path else sent)

    async def judged(
        self, address: Address, role: str, whose: str, answer: httpx.Response, body: tuple[str, Any] | None
    ) -> str:
        """What is wrong with a status, by what the address declares."""
        status = answer.status_code
        if status >= FAULT and not (address.public and status == AWAY):
            return "a fault of the service"
        if address.public:
            return ""
        if not role:
            expected = status == 401 or (status == 303 and "/login" in answer.headers.get("location", ""))
            return "" if expected else "without a token it is 401"
        if role not in address.roles:
            return "" if status == 403 and refused_by_role(address, answer) else "a role it does not name is 403"
        if whose == OTHER and self.named(address):
            return await self._as_if_unknown(address, role, answer, body)
        if whose == HOME and (status == 401 or (status == 403 and refused_by_role(address, answer))):
            return "a role it names is refused"
        return (
            "its own role does not see its own" if whose == HOME and address.method in READS and status == 404 else ""
        )

    async def _as_if_unknown(
        self, address: Address, role: str, answer: httpx.Response, body: tuple[str, Any] | None
    ) -> str:
        """A thing that is not visible is answered like one that does not exist; so is a PUT, but that it would make one."""
        if address.method == "PUT":
            return "" if answer.status_code in (403, 404) else "what is not visible is 404"
        path = re.sub(r"\{\w+\}", str(uuid7()), without_names(address))
        unknown = await self.ask(address, role, path, {}, body)
        same = (answer.status_code, kind(answer)) == (unknown.status_code, kind(unknown))
        return "" if same and answer.status_code in (403, 404) else "what is not visible is 404"

    @staticmethod
    def named(address: Address) -> bool:
        """Whether its path names a thing of somebody's."""
        return not address.shared and any(is_uuid(each) for each in address.parameters("path").values())

    async def ask(
        self, address: Address, role: str, path: str, query: Mapping[str, str], body: tuple[str, Any] | None
    ) -> httpx.Response:
        """One request; a stream is read to its end, which comes with the token's."""
        headers = {"Authorization": f"Bearer {self.token(role, short=address.streams)}"} if role else {}
        options: dict[str, Any] = {}
        if body is not None and "form" in body[0]:
            options["data"] = body[1]
        elif body is not None:
            headers["Content-Type"] = "application/json" if "json" in body[0] else body[0]
            options["content"] = json.dumps(body[1]).encode()
        client = self.house.client(address.service)
        return await client.request(address.method, path, params=dict(query), headers=headers, **options)

    def token(self, role: str, *, short: bool = False) -> str:
        """A token of the own county, or of a person of it."""
        life = self.home.life
        person = UUID(life.parent if role == PARENT else life.partner) if role in PERSON_ROLES else None
        counties = () if person else (life.county,)
        claims: dict[str, Any] = {"exp": real_now() + timedelta(seconds=2)} if short else {}
        return self.house.issuer.token(role, counties=counties, person=person, **claims)

    def _holdings(self, whose: str) -> Holdings:
        return self.home if whose == HOME else self.away

    def queries(self, address: Address, whose: str) -> list[dict[str, str]]:
        """Plain, and with each filter by which a list can be asked for somebody's things."""
        life = self._holdings(whose).life
        own = own_values(life)
        needed = {
            parameter["name"]: str(own.get(parameter["name"], sample(parameter["schema"], "", address.schemas, {})))
            for parameter in address.operation.get("parameters", ())
            if parameter["in"] == "query" and parameter.get("required")
        }
        if address.streams:
            return [{"since": self.since, **({"county": life.county} if whose == OTHER else {})}]
        found: list[dict[str, str]] = [needed]
        if whose == OTHER:
            found += [{**needed, name: str(own[name])} for name in address.parameters("query") if name in own]
        return found

    def body(self, address: Address, life: Life, role: str) -> tuple[str, Any] | None:
        """A body that fits, about that life's things, as this role sends it."""
        if address.body is None:
            return None
        media, schema = address.body
        return media, sample(schema, "", address.schemas, said_values(life, role))

    async def path(self, address: Address, role: str, whose: str) -> str:
        """The address with a thing named: one that its own role reaches at home, or what stands in the same place away."""
        path = address.path
        for name, schema in address.parameters("path").items():
            path = path.replace("{" + name + "}", await self._value(address, role, whose, name, schema))
        return path

    async def ids(self, address: Address, role: str) -> dict[str, str]:
        """The ids in its path as they would be asked for at home."""
        names = [name for name, schema in address.parameters("path").items() if is_uuid(schema)]
        return {name: await self._value(address, role, HOME, name, {"format": "uuid"}) for name in names}

    async def _value(self, address: Address, role: str, whose: str, name: str, schema: dict[str, Any]) -> str:
        if not is_uuid(schema):
            own = own_values(self._holdings(whose).life)
            return str(own.get(name) or sample(schema, "", address.schemas, {}))
        place = await self._found(address, role, name)
        if place is None:
            return str(UUID(int=7))
        where, value = place
        return value if whose == HOME else self._counterpart(where, value)

    def _counterpart(self, where: Column, value: str) -> str:
        """What stands away where this value stands at home: in the same column, of the same person, planted for the same."""
        own, other = self.home.values[where], self.away.values[where]
        same = counterparts(self.home.life, self.away.life)
        return same.get(value) or other[min(own.index(value), len(other) - 1)]

    async def _found(self, address: Address, role: str, name: str) -> tuple[Column, str] | None:
        """An id at home under which the address answers this role, or a role it names."""
        asking = role if role in address.roles else min(address.roles)
        key = (str(address), asking)
        if key not in self.found:
            read = self.found.get((str(replace(address, method="GET")), asking)) if address.method == "PUT" else None
            self.found[key] = read or await self._search(address, asking, name)
        return self.found[key]

    async def _search(self, address: Address, role: str, name: str) -> tuple[Column, str] | None:
        tried: set[str] = set()
        for where, value in self.home.ids(address.service, name)[:TRIED]:
            if value in tried or (any(self.away.values.values()) and not self.away.values.get(where)):
                continue
            tried.add(value)
            path = address.path.replace("{" + name + "}", value)
            for other, schema in address.parameters("path").items():
                path = path.replace("{" + other + "}", str(sample(schema, "", address.schemas, {})))
            answer = await self.ask(address, role, path, {}, self.body(address, self.home.life, role))
            if answer.status_code not in REFUSED:
                return where, value
        return None
