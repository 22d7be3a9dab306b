"""State systems that report on their topic: cases that open, close, open again, in order, for as long as the run lasts."""

import asyncio
import json
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from peerbridge_faults.reader import Ledger

__all__ = ["INTAKE", "Reports"]

INTAKE: Final = "peerbridge.intake.cases"
SOURCE: Final = "https://cases.example.org/load"
SUCCESS, ADOPTION = 1, 3  # exit codes of AFCARS 2020
COUNTIES: Final = ("06037", "06073", "48201", "12086", "36061", "17031", "04013", "53033", "19153", "21067")
"""Most cases count where no programme is; the last three have one, and their parents become candidates."""
EXPECTED: Final = {
    "open": "CaseOpened",
    "close": "CaseClosed",
    "reopen": "CaseReopened",
    "correct": "CaseClosureCorrected",
}
STEPS: Final = ("open", "close", "reopen", "close", "correct")
SEND_MS: Final = 180_000  # a report is kept for the longest time that a broker is away


@dataclass
class Case:
    """One case of the load and how far it has come."""

    name: str
    county: str
    done: int = 0


@dataclass
class Reports:
    """Writes reports, each case's in order; `ledger` learns of a report once the broker has acknowledged it."""

    bootstrap: str
    ledger: Ledger
    seed: int
    mark: str = ""
    """The fault during which cases are begun; every case remembers its own."""
    sent: dict[str, int] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    _live: deque[Case] = field(default_factory=deque)
    _number: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.producer = self._producer()

    def _producer(self) -> AIOKafkaProducer:
        return AIOKafkaProducer(
            bootstrap_servers=self.bootstrap, acks="all", enable_idempotence=True, max_batch_size=65536,
            request_timeout_ms=SEND_MS, linger_ms=5,
        )  # fmt: skip

    async def start(self) -> None:
        """Connect."""
        await self.producer.start()

    async def stop(self) -> None:
        """Deliver what is on its way, and disconnect."""
        await self.producer.stop()

    async def some(self, number: int, live: int = 300) -> None:
        """Send so many reports over at most `live` cases at a time; return when all are acknowledged."""
        await asyncio.gather(*[await self._next(live) for _ in range(number)])

    async def case(self, *steps: str, county: str = "53033") -> str:
        """A case of its own that goes through these steps; its name at its source."""
        case = self._case(county)
        await self.go_on(case.name, *steps, county=county)
        return case.name

    async def go_on(self, name: str, *steps: str, county: str = "53033") -> None:
        """Further steps of such a case."""
        case = Case(name, county, len(self.ledger.expected.get(name, ())))
        for step in steps:
            await (await self._send(case, step))

    async def raw(self, topic: str, key: bytes | None, value: bytes | None, headers: Mapping[str, bytes | None]) -> str:
        """Any record on any topic, as a fault writes it; its place."""
        at = await self.producer.send_and_wait(topic, value, key=key, headers=list(headers.items()))
        place = f"{at.topic}/{at.partition}/{at.offset}"
        if topic != INTAKE:
            self.ledger.injected.add(place)
        return place

    async def _next(self, live: int) -> "asyncio.Future[None]":
        case = self._case(self.chance.choice(COUNTIES)) if len(self._live) < live else self._live.popleft()
        done = await self._send(case, STEPS[case.done])
        case.done += 1
        if case.done < len(STEPS):
            self._live.append(case)
        return done

    def _case(self, county: str) -> Case:
        self._number += 1
        name = f"L{self.seed}-{self._number}"
        self.marks[name] = self.mark
        return Case(name, county)

    async def _send(self, case: Case, step: str) -> "asyncio.Future[None]":
        name, data = _report(case, step)
        attributes = {
            "specversion": "1.0", "id": str(uuid4()), "source": SOURCE, "type": f"peerbridge.{name}.v1",
            "subject": case.name, "time": "2026-03-08T09:00:00+00:00", "county": case.county,
        }  # fmt: skip
        headers = [("content-type", b"application/json"), *((f"ce_{n}", v.encode()) for n, v in attributes.items())]
        self.ledger.expected.setdefault(case.name, []).append(EXPECTED[step])
        self.sent[self.mark] = self.sent.get(self.mark, 0) + 1
        value, key = json.dumps(data).encode(), case.name.encode()
        sent: asyncio.Future[None] = await self.producer.send(INTAKE, value, key=key, headers=headers)
        return sent


def _report(case: Case, step: str) -> tuple[str, dict[str, Any]]:
    """What the source says: two removals, each opened and closed; the second closure is corrected."""
    second = step in ("reopen", "correct") or (step == "close" and case.done > 1)
    data: dict[str, Any] = {
        "source_case": case.name, "removal": "2" if second else "1", "case_type": "dependency",
        "opened_on": "2025-07-01" if second else "2024-02-01", "parents": [f"P-{case.name}"],
    }  # fmt: skip
    if step in ("open", "reopen"):
        return "CaseOpenedReported", data
    data |= {
        "exit": "1", "closed_on": "2025-12-01" if second else "2025-03-01", "code_list": "afcars_2020",
        "exit_reason": ADOPTION if step == "correct" else SUCCESS,
    }  # fmt: skip
    return (
        ("CaseCorrectionReported", data | {"withdrawn": False}) if step == "correct" else ("CaseClosedReported", data)
    )
