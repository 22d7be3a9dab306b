"""Every loop of a service, each with a pulse: consumers, relay, retries, jobs, sweeps, gauges, upkeep. All keep trying for ever."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from peerbridge.audit.chainer import Chainer, Signing, signing_of
from peerbridge.audit.keys import WrongKey
from peerbridge.clock import Clock, real_now
from peerbridge.database.clock import ClockDiffers, stored_clock
from peerbridge.database.scope import NOTHING
from peerbridge.elected import Candidate, Elected
from peerbridge.gauges import Gauges
from peerbridge.jobs import JobHandler, JobWorker
from peerbridge.life import Pulse, patiently
from peerbridge.messaging.broker import make_broker
from peerbridge.messaging.consumer import Consumer
from peerbridge.messaging.failed import republish_chunk
from peerbridge.messaging.failures import Fate, fate_of, fingerprint
from peerbridge.messaging.groups import join, keep_joined
from peerbridge.messaging.opening import Opening
from peerbridge.messaging.reach import STATES, Reach
from peerbridge.messaging.relay import Relay
from peerbridge.messaging.retries import RetryWorker
from peerbridge.messaging.subscriber import Subscriber
from peerbridge.retired import refresh as refresh_retired
from peerbridge.runtime import Runtime
from peerbridge.schedules import Loop, Schedule, Sweep
from peerbridge.settings import ServiceSettings
from peerbridge.sweeping import sweep_counties

__all__ = ["Loops"]

log = logging.getLogger("peerbridge.loops")
UPKEEP_SECONDS, RETRY_SECONDS, JOB_SECONDS, GAUGE_SECONDS, CONTROL_SECONDS = 600.0, 1.0, 1.0, 2.0, 1.0
OPENING_SECONDS, REACH_SECONDS = 1.0, 10.0
BACKOFF_SECONDS = (0.1, 2.0)
ALL_SECONDS = 1e10  # of the past: everyone who was ever erased or merged
STEP = Callable[[], Awaitable[bool]]


class Loops:
    """Starts, runs and stops all loops of one service."""

    def __init__(
        self,
        runtime: Runtime,
        subscribers: Sequence[Subscriber],
        schedules: Sequence[Schedule],
        jobs: Mapping[str, JobHandler],
        topics: Sequence[str] = (),
        recollects: Sequence[Subscriber] = (),
    ) -> None:
        self.runtime, self.subscribers, self.schedules = runtime, subscribers, schedules
        self.jobs = JobWorker({"republish": republish_chunk, **jobs}, runtime.consumers)
        self.retries = RetryWorker(subscribers, runtime.consumers)
        self.broker = make_broker(runtime.settings.kafka, runtime.name)
        self.opening = Opening(runtime.consumers, runtime.settings.kafka, topics, recollects)
        runtime.reach = Reach.of(runtime.settings.kafka, runtime.name, [subscriber.topic for subscriber in subscribers])
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Start everything, in the order of what depends on what; wait for the database first, for Kafka along the way."""
        life = self.runtime.life
        life.watch()
        first = life.pulse("first steps")
        await self._until_done(self._first_steps, first)
        life.pulses.remove(first)
        self._go("opening", self._keep_open)
        self._go("relay", self._relay)
        self._go("kafka", lambda pulse: self._every(lambda: self._reach(pulse), REACH_SECONDS, pulse))
        self._go("audit chain", self._chainer)
        self._go("upkeep", lambda pulse: self._every(self._upkeep, UPKEEP_SECONDS, pulse))
        self._go("control", lambda pulse: self._every(self._refresh_control, CONTROL_SECONDS, pulse))
        self._go("retries", lambda pulse: self._every(self.retries.step, RETRY_SECONDS, pulse, once_open=True))
        self._go("jobs", lambda pulse: self._every(self.jobs.step, JOB_SECONDS, pulse, once_open=True))
        for schedule in self.schedules:
            self._go(schedule.name, self._scheduled(schedule))
        await self._start_consumers()
        self._go("gauges", lambda pulse: self._every(Gauges(self.runtime).step, GAUGE_SECONDS, pulse))
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)

    async def stop(self, starting: "asyncio.Task[None]") -> None:
        """Stop reading, let units in flight commit, end all loops."""
        for task in (starting, *self._tasks):
            task.cancel()
        await asyncio.gather(*(consumer.stop() for consumer in self.runtime.consumer_list))
        await self.broker.stop()
        await asyncio.gather(starting, *self._tasks, return_exceptions=True)

    def _go(self, name: str, loop: Callable[[Pulse], Awaitable[None]]) -> None:
        pulse = self.runtime.life.pulse(name)

        async def run() -> None:
            pulse.mine()
            await loop(pulse)

        self._tasks.append(asyncio.create_task(run(), name=name))

    async def _first_steps(self) -> bool:
        settings, runtime = self.runtime.settings, self.runtime
        runtime.signing = self._signing(settings)
        if runtime.given_clock is None:
            runtime.clock = await self._clock(settings)
        await self._upkeep()
        await runtime.control.refresh()
        await refresh_retired(runtime.consumers, ALL_SECONDS)
        runtime.gate.enforced = runtime.started = True
        return False

    def _signing(self, settings: ServiceSettings) -> Signing | None:
        """What signs the audit's checkpoints. Raises: WrongKey, OSError, after ending the process."""
        try:
            return signing_of(self.runtime.name, settings)
        except (WrongKey, OSError) as error:
            log.critical("the audit cannot be signed: %s", error)
            self.runtime.life.refuse()
            raise

    async def _clock(self, settings: ServiceSettings) -> Clock:
        """The business clock this database was begun with. Raises: ClockDiffers, after ending the process."""
        try:
            return await stored_clock(
                self.runtime.consumers, settings.clock_origin, settings.clock_started, settings.clock_speed
            )
        except ClockDiffers as error:
            log.critical(error.message)
            self.runtime.life.refuse()
            raise

    async def _start_consumers(self) -> None:
        """Join each topic's group; while Kafka is away or lacks a topic, wait for it."""
        for subscriber in self.subscribers:
            pulse = self.runtime.life.pulse(f"hears {subscriber.topic}")
            consumer = Consumer(subscriber, self.runtime.consumers, self.runtime.control, self.runtime.metrics, pulse)
            replica = self.runtime.settings.replica
            consumer.attach(self.broker, f"{self.runtime.name}-{replica}" if replica else None)
            self.runtime.consumer_list.append(consumer)
        await join(self.broker, self.runtime.consumer_list)
        self._tasks += [asyncio.create_task(keep_joined(self.broker, each)) for each in self.runtime.consumer_list]

    async def _relay(self, pulse: Pulse) -> None:
        settings = self.runtime.settings
        url, runtime = settings.relay_database_url, self.runtime
        await Relay(url, settings.kafka, runtime.wakeup, runtime.metrics, pulse, runtime.gate).run()

    async def _chainer(self, pulse: Pulse) -> None:
        runtime = self.runtime
        runtime.metrics.audit_signed.labels(runtime.name).set(runtime.signing is not None)
        url = runtime.settings.relay_database_url
        await Chainer(url, runtime.name, runtime.signing, runtime.metrics, pulse).run()

    async def _upkeep(self) -> bool:
        """Partitions made ahead and dropped behind."""
        async with self.runtime.work(scope=NOTHING, even_closed=True) as work:
            await (await work.raw()).execute("SELECT peerbridge_maintain($1)", real_now())
        for database in (self.runtime.consumers, self.runtime.api):
            database.counties.clear()
        return False

    async def _keep_open(self, pulse: Pulse) -> None:
        """Compare the database with its topics whenever it is another one; ask once a second whether it is."""
        self.opening.turn = lambda: pulse.turn("reading own topics")
        self.opening.publishing = lambda: self.runtime.wakeup.publishing
        while True:
            await self._until_done(self.opening.step, pulse)
            pulse.turn()
            with suppress(TimeoutError):
                async with asyncio.timeout(OPENING_SECONDS):
                    await self.runtime.gate.needed.wait()

    async def _refresh_control(self) -> bool:
        await self.runtime.control.refresh()
        await refresh_retired(self.runtime.consumers)
        return False

    async def _reach(self, pulse: Pulse) -> bool:
        """Ask Kafka how this service stands with it, for the log, `/health` and the gauge."""
        state = await self.runtime.reach.look(lambda: pulse.turn("asking"))
        for each in STATES:
            self.runtime.metrics.kafka.labels(self.runtime.name, each).set(each == state)
        return False

    def _scheduled(self, schedule: Schedule) -> Callable[[Pulse], Awaitable[None]]:
        if isinstance(schedule, Elected):
            return lambda pulse: Candidate(schedule, self.runtime, pulse).run()
        return lambda pulse: self._every(self._step_of(schedule), schedule.every, pulse, once_open=True)

    def _step_of(self, schedule: Sweep | Loop) -> STEP:
        if isinstance(schedule, Sweep):
            return lambda: sweep_counties(self.runtime, schedule)
        return lambda: schedule.step(self.runtime)

    async def _every(self, step: STEP, seconds: float, pulse: Pulse, *, once_open: bool = False) -> None:
        while True:
            if once_open:
                await patiently(self.runtime.gate.wait(), lambda: pulse.turn("closed"))
            await self._until_done(step, pulse)
            pulse.turn()
            waited = 0.0
            while waited < seconds:
                await asyncio.sleep(min(seconds - waited, 10.0))
                waited += 10.0
                pulse.turn()

    async def _until_done(self, step: STEP, pulse: Pulse) -> None:
        """Run a step until it says there is no more; failures are logged by fingerprint and tried again."""
        delay, most = BACKOFF_SECONDS
        more = True
        while more:
            pulse.turn("working")
            try:
                more = await step()
                pulse.finished()
                delay = BACKOFF_SECONDS[0]
            except Exception as error:
                fate = fate_of(error)
                level = logging.ERROR if fate is Fate.OWN_FAULT else logging.WARNING
                log.log(
                    level,
                    "a loop tries again",
                    extra={"loop": pulse.name, "fingerprint": fingerprint(error), "fate": fate.value},
                )
                pulse.turn("backing off")
                await asyncio.sleep(delay)
                delay = min(most, delay * 2)
