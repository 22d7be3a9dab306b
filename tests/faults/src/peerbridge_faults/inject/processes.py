"""Processes that stand still, come and go, or run by a wrong clock."""

import asyncio
import signal
import time
from datetime import timedelta
from typing import Final

from aiokafka import AIOKafkaConsumer

from peerbridge_demo.system import SERVICES
from peerbridge_faults.inject.injected import Fault, Injected
from peerbridge_faults.stage import SITE, Stage

__all__ = ["clock", "rebalance_storm", "replica_stopped", "rolling_upgrade", "stopped"]

STOPPED_SECONDS: Final = 30.0
STORM: Final = 8


def stopped(service: str, seconds: float = STOPPED_SECONDS) -> Fault:
    """The only process of a service stands still and goes on: its connections look alive all the while."""

    async def inject(stage: Stage) -> Injected:
        process = stage.system.running[service].process
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        process.send_signal(signal.SIGCONT)
        return Injected(f"stopped {seconds:.0f} s and continued", service, await stage.flows(service))

    return inject


def replica_stopped(service: str, seconds: float = STOPPED_SECONDS) -> Fault:
    """Of two processes, the one that relays and reads stands still: the other takes over; then the first goes on as a ghost."""

    async def inject(stage: Stage) -> Injected:
        stage.replica(service)
        await asyncio.sleep(4)
        process = stage.system.running[service].process
        process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        recovery = await stage.flows(service)
        await asyncio.sleep(max(0.0, seconds - (time.monotonic() - began)))
        process.send_signal(signal.SIGCONT)
        await stage.flows(service)
        await asyncio.to_thread(stage.replicas.pop(service).stop)
        await stage.flows(service)
        return Injected(f"one of two replicas stopped {seconds:.0f} s", service, recovery, "until the other took over")

    return inject


def rebalance_storm(service: str) -> Fault:
    """A stranger joins and leaves the service's group again and again."""

    async def inject(stage: Stage) -> Injected:
        topic = "peerbridge.cases" if service != "recruitment" else "peerbridge.intake.cases"
        for _ in range(STORM):
            stranger = AIOKafkaConsumer(
                topic, bootstrap_servers=stage.kafka.bootstrap, group_id=f"{service}.{topic}", enable_auto_commit=False,
                session_timeout_ms=6000, auto_offset_reset="latest",
            )  # fmt: skip
            await stranger.start()
            await stranger.getmany(timeout_ms=300)
            await stranger.stop()
        return Injected(f"rebalance storm ({STORM} joins)", service, await stage.flows(service))

    return inject


def clock(service: str, hours: int) -> Fault:
    """The service's real clock is wrong by some hours for a while, and then right again."""

    async def inject(stage: Stage) -> Injected:
        stage.ledger.clock_error = timedelta(hours=abs(hours), minutes=1)
        await stage.stop(service)
        stage.start(service, PYTHONPATH=str(SITE), FAULTS_PLANT=f"clock:{hours * 3600}")
        await stage.system.ready(service)
        wrong = await stage.flows(service)
        await asyncio.sleep(3)
        await stage.stop(service)
        stage.start(service)
        right = await stage.flows(service)
        return Injected(f"clock {hours:+d} h", service, right, f"wrong for a while ({wrong:.1f} s)")

    return inject


async def rolling_upgrade(stage: Stage) -> Injected:
    """Every service is restarted in order, one after another, under load."""
    slowest = 0.0
    for service in SERVICES:
        await stage.stop(service)
        stage.start(service)
        await stage.system.ready(service)
        slowest = max(slowest, await stage.flows(service))
    return Injected("rolling upgrade", "all", slowest, "slowest of five, from its readiness")
