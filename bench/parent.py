"""Named parent, wait 0: the report of a closure is due → the mail server has taken the parent's message. The whole system, open loop."""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, TypeVar
from uuid import uuid4

import httpx
import uvloop

from bench.rig import quantile, wipe
from bench.whole import fresh_databases, tell
from peerbridge.events.policy import Policy
from peerbridge_demo.people.opening import PROGRAMS
from peerbridge_demo.story import Trial, trial
from peerbridge_demo.story.support import PROGRAM, ZONE, address
from peerbridge_demo.system.commands import peerbridge

RATE: Final = 5  # closures a second
WARMING_UP: Final = 5  # seconds in which connections are opened and statements prepared; not counted
PATIENCE: Final = 60.0  # seconds for the last message
AT_ONCE: Final = 8  # commands on their way while people are entered
DESK: Final = "desk"
OPENED, CLOSED = "2025-03-01", "2026-01-05"  # the day on which a trial's business time begins
Item = TypeVar("Item")


async def each(work: Callable[[Item], Awaitable[Any]], items: Iterable[Item]) -> list[Any]:
    """Do this for all of them, some at a time; the answers in their order."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(item: Item) -> Any:
        async with room:
            return await work(item)

    return list(await asyncio.gather(*(one(item) for item in items)))


async def publish(world: Trial) -> Policy:
    """All programmes; the one that asks of nobody to wait (P01)."""
    files = sorted(str(path) for path in PROGRAMS.glob("*.yaml"))
    done = await peerbridge(world.addresses, await world.token("program_admin"), "programs", "apply", *files)
    assert done.code == 0, done.noted
    policy = world.policies[PROGRAM]
    assert policy.wait_months == 0
    return policy


def lines(policy: Policy, number: int) -> list[dict[str, Any]]:
    """Cases of a parent each, in turn in all of the programme's counties."""
    counties = sorted(policy.zones)
    return [
        {"source": DESK, "source_case": f"c-{n}", "county": counties[n % len(counties)], "parents": [f"p-{n}"]}
        for n in range(number)
    ]


async def open_cases(world: Trial, cases: list[dict[str, Any]]) -> None:
    """All cases in one body."""
    body = "\n".join(json.dumps({**case, "opened_on": OPENED}) for case in cases)
    async with await world.system.client("recruitment", "caseworker", counties=world.player.counties) as http:
        headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": str(uuid4())}
        answer = await http.post("/v1/case-openings", content=body, headers=headers)
        answer.raise_for_status()
        assert {line["outcome"] for line in answer.json()["lines"]} == {"accepted"}, answer.text[:300]


async def name(world: Trial, case: dict[str, Any]) -> str:
    """The case's parent is named by its caseworker while the case is open (P05), and entered in the directory; their address."""
    body = {
        "program": PROGRAM, "county": case["county"], "referrer": "caseworker", "source": DESK,
        "source_person": case["parents"][0],
    }  # fmt: skip
    person = (await world.player.post("caseworker", "recruitment", "/v1/nominations", body))["person"]
    told = {
        "name": "Rowan Birch",
        "email": address(person),
        "language": "en",
        "county": case["county"],
        "time_zone": ZONE,
    }
    await world.player.put("coordinator", "notification", f"/v1/people/{person}", told)
    return address(person)


async def close(http: httpx.AsyncClient, case: dict[str, Any], due: float) -> float:
    """Report a closure at its due time; how long after it the answer came."""
    await asyncio.sleep(max(0.0, due - time.monotonic()))
    line = {**case, "opened_on": OPENED, "closed_on": CLOSED, "code_list": "afcars_2020", "exit_reason": 1}
    answer = await http.post("/v1/case-closures", json=line, headers={"Idempotency-Key": str(uuid4())})
    answer.raise_for_status()
    return time.monotonic() - due


async def taken(world: Trial, addresses: list[str]) -> dict[str, float]:
    """When the mail server took each message, once all have come or patience is at its end."""
    until = time.monotonic() + PATIENCE
    while len(world.mail.mails) < len(addresses) and time.monotonic() < until:
        await asyncio.sleep(0.1)
    mails = world.mail.mails
    twice = [to for to, times in Counter(mail.recipients[0] for mail in mails).items() if times > 1]
    assert not twice, f"told twice: {len(twice)}"
    return {mail.recipients[0]: mail.at for mail in mails}


async def measure(admin_url: str, bootstrap: str, number: int) -> None:
    """Close `number` cases of named parents at 5 a second. Raises: SystemExit, where a parent was not told."""
    await wipe(bootstrap)
    async with trial("bench-parent", admin_url, bootstrap, await fresh_databases(admin_url)) as world:
        cases = lines(await publish(world), number + WARMING_UP * RATE)
        await open_cases(world, cases)
        addresses = await each(lambda case: name(world, case), cases)
        await world.databases.settled()
        assert not world.mail.mails, "somebody was told before their case had closed"
        started = time.monotonic() + 1
        dues = [started + n / RATE for n in range(len(cases))]
        headers = {"Authorization": f"Bearer {await world.token('caseworker')}"}
        url = world.addresses.services["recruitment"]
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as http:
            answered = await asyncio.gather(*(close(http, case, due) for case, due in zip(cases, dues, strict=True)))
        told = await taken(world, addresses)
    missing = len(set(addresses) - told.keys())
    if missing:
        raise SystemExit(f"{missing} of {len(addresses)} parents were not told within {PATIENCE:.0f} s")
    spans = [told[to] - due for to, due in zip(addresses, dues, strict=True)][-number:]
    slowest = quantile(sorted(answered[-number:]), 0.95) * 1000
    tell("parent", spans, seen=len(told), expected=len(addresses), rate=RATE, answer_p95_ms=slowest)


if __name__ == "__main__":
    uvloop.run(measure(sys.argv[2], sys.argv[3], int(sys.argv[4])))
