"""The short form: one seed, each fault once on one service, different services side by side, under steady load."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from peerbridge import crash
from peerbridge_faults.inject import crashes, processes, records, servers
from peerbridge_faults.inject.injected import Fault, Injected
from peerbridge_faults.reader import Finding, Seen, check_all
from peerbridge_faults.reader.checks import look
from peerbridge_faults.reader.declared import declared
from peerbridge_faults.reader.heard import ACCOUNTS, accounts
from peerbridge_faults.reader.quiet import quiet
from peerbridge_faults.reader.records import ends_of
from peerbridge_faults.reader.told import uncertain
from peerbridge_faults.stage import DOCS, Stage, stage
from peerbridge_faults.table import Row, attribute, rows_of, text

__all__ = ["WINDOWS", "Report", "short"]

Window = tuple[str, tuple[Fault | Callable[[Stage], Awaitable[list[Injected]]], ...]]
WINDOWS: Final[tuple[Window, ...]] = (
    ("crash points, first half", (
        crashes.at(crash.MID_BATCH, "recruitment"),
        crashes.at(crash.BEFORE_COMMIT, "matching"),
        crashes.at(crash.AFTER_COMMIT, "supervision"),
        crashes.at(crash.AFTER_ACKNOWLEDGEMENT, "console"),
        crashes.after_hand_over,
    )),
    ("crash points, second half", (
        crashes.at(crash.MID_RELAY, "recruitment"),
        processes.rebalance_storm("supervision"),
        crashes.halves_and_holding,
        processes.stopped("console"),
    )),
    ("crash points of the matcher", (crashes.matcher,)),
    ("processes", (
        crashes.after_command("recruitment"),
        servers.pool_exhausted("matching", "match", "/v1/matches"),
        servers.mail_refuses,
        crashes.at(crash.AFTER_SEND, "supervision"),
    )),
    ("databases", (
        servers.backends_killed("recruitment"),
        processes.replica_stopped("matching"),
        servers.disk_full("console", "mention"),
        processes.clock("supervision", 1),
        processes.clock("notification", -1),
    )),
    ("database restart", (servers.database_restart,)),
    ("broker restart", (servers.broker_restart,)),
    ("broker away", (servers.broker_away,)),
    ("records", (records.poison, records.future, servers.idle_in_transaction("recruitment"))),
    ("flood", (records.flood,)),
    ("rolling upgrade", (processes.rolling_upgrade,)),
)  # fmt: skip
THREE: Final[tuple[Window, ...]] = (
    ("leader killed", (servers.leader_killed,)),
    ("broker cut off", (servers.broker_cut_off,)),
    ("crash points", (
        crashes.at(crash.MID_RELAY, "recruitment"),
        crashes.at(crash.AFTER_COMMIT, "matching"),
    )),
    ("rolling upgrade", (processes.rolling_upgrade,)),
)  # fmt: skip
"""With three brokers: what only they can show, and a little of the rest."""
EVENTS: Final = 20_000
TICK_SECONDS: Final = 0.5


@dataclass
class Report:
    """What came of a run."""

    rows: list[Row]
    findings: list[Finding]
    seconds: float
    events: int
    notes: list[str] = field(default_factory=list)

    def print(self) -> None:
        """The table, what was found, and what else there is to know."""
        print(text(self.rows))
        print(f"\n{self.events:,} events on all topics in {self.seconds:.0f} s")
        for note in self.notes:
            print(note)
        for finding in self.findings[:60]:
            print(f"invariant {finding.invariant} {finding.kind}: {finding.service} {finding.thing}: {finding.says}")


async def short(
    seed: int = 1,
    windows: Sequence[Window] = WINDOWS,
    say: Callable[[str], None] = print,
    rate: int = 25,
    *,
    fill: int = EVENTS,
    brokers: int = 1,
    partners: int = 2,
) -> Report:
    """Play the windows under load, let all become quiet, read, judge. `fill`: events on all topics at least."""
    began = time.monotonic()
    async with stage("faults", seed, brokers) as on:
        await on.people.begin(partners)
        say(f"{time.monotonic() - began:4.0f} s  the system stands")
        done = asyncio.Event()
        load = [asyncio.create_task(_steady(on, rate, fill // 2, done)), asyncio.create_task(on.people.live(done))]
        injected: list[tuple[str, Injected]] = []
        for name, faults in windows:
            on.reports.mark = name
            injected += [(name, each) for each in await _together(on, faults)]
            say(f"{time.monotonic() - began:4.0f} s  {name}")
        on.reports.mark = "afterwards"
        done.set()
        await asyncio.gather(*load)
        await _fill(on, fill)
        return await judge(on, injected, seed, began, say)


async def _together(
    on: Stage, faults: Sequence[Callable[[Stage], Awaitable[Injected | list[Injected]]]]
) -> list[Injected]:
    """Side by side; the first that could not be lived through is raised once all have ended."""
    answers = await asyncio.gather(*(fault(on) for fault in faults), return_exceptions=True)
    found: list[Injected] = []
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
        found += answer if isinstance(answer, list) else [answer]
    return found


async def _steady(on: Stage, rate: int, enough: int, done: asyncio.Event) -> None:
    """So many reports a second until there are enough, then a tenth of it, until told to end; while the broker is away they wait."""
    while not done.is_set():
        now = rate if sum(on.reports.sent.values()) < enough else rate / 10
        await on.reports.some(max(1, int(now * TICK_SECONDS)))
        await asyncio.sleep(TICK_SECONDS)


async def _fill(on: Stage, events: int) -> None:
    """What is missing to the number of events is sent at once: every report becomes one more event of recruitment's at least."""
    missing = (events - sum((await ends_of(on.kafka.bootstrap, _topics())).values())) // 2
    while missing > 0:
        await on.reports.some(min(missing, 2000))
        missing -= 2000


async def judge(
    on: Stage, injected: list[tuple[str, Injected]], seed: int, began: float, say: Callable[[str], None]
) -> Report:
    """When all is quiet: read everything and check it."""
    left = await quiet(on.kafka.bootstrap, on.urls, _topics())
    say(f"{time.monotonic() - began:4.0f} s  quiet" + (f" but for {', '.join(left)}" if left else ""))
    on.note_mails()
    with suppress(OSError):
        await on.note_texts()
    seen = await look(on.kafka.bootstrap, on.urls, on.ledger, DOCS, on.home.folder / "audit")
    findings = await check_all(seen)
    findings += [Finding(3, "lost", "people", "", says) for says in on.people.broken]
    findings += [Finding(7, "stuck", says.partition(" ")[0], "", says) for says in on.died]
    rows = rows_of(injected, on.reports.sent, attribute(seen, findings, on.reports.marks), seed)
    return Report(rows, findings, time.monotonic() - began, len(seen.records), notes(on, seen))


def notes(on: Stage, seen: Seen) -> list[str]:
    """Accounts, uncertain hand-overs, and what people did."""
    lines = [
        f"people: {on.people.families} matched, {on.people.entered} entered, {len(on.ledger.commands)} commands accepted"
    ]
    lines += [f"mail: {len(on.ledger.mails)} taken, {uncertain(seen)} hand-overs uncertain"]
    for service, place in seen.places.items():
        numbers = accounts(seen, place)
        lines.append(f"{service}: " + ", ".join(f"{numbers[each]} {each}" for each in ACCOUNTS))
    return lines


def _topics() -> list[str]:
    return list(declared(DOCS).topics)
