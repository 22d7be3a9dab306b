"""The long form: a million events over five seeds, every fault on every service it applies to; a seed that is done is not run again.

Each seed starts from empty databases and topics and ends with the reader's judgement, written down under `results/`. The first
seed runs on three brokers, one of which is killed and one cut off.
"""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from peerbridge import crash
from peerbridge_demo.system import SERVICES
from peerbridge_faults.inject import crashes, processes, records, servers
from peerbridge_faults.short import THREE, WINDOWS, Report, Window, short
from peerbridge_faults.table import Row, text
from peerbridge_local.machine import machine

__all__ = ["RESULTS", "SEEDS", "long", "write_page"]

RESULTS: Final = Path(__file__).parents[2] / "results"
SEEDS: Final = (1, 2, 3, 4, 5)
EVENTS: Final = 200_000  # of each seed, on all topics
PARTNERS: Final = 6  # sixty families find a place
HEARING: Final = (crash.BEFORE_COMMIT, crash.AFTER_COMMIT, crash.AFTER_ACKNOWLEDGEMENT, crash.MID_BATCH)
TELLING: Final = (crash.MID_RELAY, crash.AFTER_SEND)
SAYS: Final = SERVICES[:-1]  # console says nothing
FIRST, REST = SERVICES[:1], SERVICES[1:]  # nothing flows while the first is away
TABLES: Final = (
    ("matching", "match", "/v1/matches"),
    ("supervision", "relations", "/v1/relations"),
    ("notification", "deliveries", "/v1/deliveries"),
)


def windows(seed: int) -> list[Window]:
    """All of the short form's, and then what it leaves out: every point and fault on every other service, these side by side."""
    points = [
        (f"{point}: {', '.join(some)}", tuple(crashes.at(point, service) for service in some))
        for told, services in ((HEARING, SERVICES), (TELLING, SAYS))
        for point in told
        for some in (services[:1], services[1:])
    ]
    each = [
        (f"each: {service}", (
            processes.rebalance_storm(service), servers.backends_killed(service),
            servers.idle_in_transaction(SERVICES[at - 1]),  # another's: the rig's own connection would be killed too
        ))
        for at, service in enumerate(SERVICES)
    ]  # fmt: skip
    clocks = [
        (f"clock {hours:+} h: {', '.join(some)}", tuple(processes.clock(service, hours) for service in some))
        for hours in (1, -1)
        for some in (FIRST, REST)
    ]
    return [
        *(THREE if seed == SEEDS[0] else WINDOWS),
        *points,
        (crash.AFTER_COMMAND, (crashes.after_command("matching"), crashes.after_command("notification"))),
        *(
            (f"standing still: {', '.join(still)}", (
                *(processes.stopped(service) for service in still), *(processes.replica_stopped(service) for service in beside),
            ))
            for still, beside in ((FIRST, ()), (REST[:2], REST[2:]), (REST[2:], REST[:2]), ((), FIRST))
        ),
        *each,
        *clocks,
        ("pools", tuple(servers.pool_exhausted(*told) for told in TABLES)),
        ("the last flood", (records.flood,)),
    ]  # fmt: skip


def long(seeds: tuple[int, ...] = SEEDS, results: Path = RESULTS) -> list[Report]:
    """Run the seeds that have no result yet; write each down when it is judged, and the table of all of them."""
    results.mkdir(exist_ok=True)
    ran = []
    for seed in seeds:
        if (results / f"seed-{seed}.json").exists():
            print(f"seed {seed} is done: {results / f'seed-{seed}.json'}")
            continue
        print(f"seed {seed}")
        brokers = 3 if seed == SEEDS[0] else 1
        run = short(seed, windows(seed), rate=100, fill=EVENTS, brokers=brokers, partners=PARTNERS)
        report = asyncio.run(run)
        _write(results, seed, report)
        ran.append(report)
    return ran


def _write(results: Path, seed: int, report: Report) -> None:
    told = {
        "seed": seed, "events": report.events, "seconds": report.seconds, "machine": machine(),
        "rows": [asdict(row) for row in report.rows],
        "notes": report.notes, "findings": [asdict(finding) for finding in report.findings],
    }  # fmt: skip
    (results / f"seed-{seed}.json").write_text(json.dumps(told, indent=1) + "\n")
    write_page(results)


def write_page(results: Path) -> None:
    """The table of all seeds that are done, written from what they left."""
    done = [json.loads(file.read_text()) for file in sorted(results.glob("seed-*.json"))]
    rows = [Row(**row) for each in done for row in each["rows"]]
    head = [
        f"{sum(each['events'] for each in done):,} events over {len(done)} of {len(SEEDS)} seeds",
        "",
        *map(_ran, done),
        "",
    ]
    (results / "long.md").write_text("\n".join(head) + "\n" + text(rows) + "\n")


def _ran(told: dict[str, Any]) -> str:
    """A seed's run in one line: how much, how long, on what."""
    brokers = "three brokers" if told["seed"] == SEEDS[0] else "one broker"
    return f"- seed {told['seed']}: {told['events']:,} events in {told['seconds']:.0f} s, {brokers}, {told['machine']}"
