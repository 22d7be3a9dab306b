"""One run of the demo: up in parallel, then watched until it is told to end; whatever happens, nothing is left running."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from peerbridge.life import end_tasks
from peerbridge_demo.launch.kept import Kept
from peerbridge_demo.launch.options import Options
from peerbridge_demo.launch.progress import Progress
from peerbridge_demo.launch.watch import Watch
from peerbridge_demo.launch.world import World
from peerbridge_demo.people.simulator import Simulator
from peerbridge_demo.system import ISSUER, SERVICES, Servers, System, keep_logs
from peerbridge_local.home import Home
from peerbridge_local.ports import answers

__all__ = ["Demo"]

LOGS: Final = "demo-logs"
FIRST_MINUTE: Final = 60.0


class Demo:
    """What is running, and how it ends."""

    def __init__(self, options: Options, progress: Progress) -> None:
        self.options, self.progress = options, progress
        self.home = Home.claim("demo", keep=options.keep)
        self.kept = Kept.of(self.home.folder, options)
        self.world = World(self.home, progress, keep=options.keep)
        servers = Servers(self.world.bootstrap, self.world.mail.host, self.world.mail.port, {})
        self.system = System(self.home, servers, self.kept.clock, self._ports())
        self.simulator = Simulator(self.system.addresses, self.system.tokens, self.kept.clock)

    async def run(self) -> None:
        """Until cancelled, or for as long as was asked. Raises: DemoError, LocalStackError."""
        await self._up()
        watch = Watch(self.system, self.simulator, self.progress, self.world.mail)
        tasks = [watch.run, self._remember]
        tasks += [self.simulator.run, self._checklist] if self.options.people else []
        with suppress(TimeoutError):
            async with asyncio.timeout(self.options.seconds):
                await together(*tasks)

    async def close(self, *, failed: bool) -> None:
        """End everything; keep the logs of a run that failed."""
        await self.simulator.close()
        await self.system.close()
        await self.world.remove()
        self.world.mail.stop()
        self.kept.save()
        if failed:
            self.progress.say(f"The logs are kept in {keep_logs(self.home, LOGS)}")
        await asyncio.to_thread(self.home.release)

    async def _up(self) -> None:
        self.kept.save()
        self.world.mail.start()
        self.system.start(ISSUER)
        await together(self.world.broker, self._services)
        with self.progress.part("Services", ", ".join(SERVICES)):
            await self.system.ready()
        self._welcome()

    async def _services(self) -> None:
        """Each service starts as soon as its database stands; it waits for Kafka by itself."""
        async for name, urls in self.world.databases(self.kept):
            self.system.servers.databases[name] = urls
            self.system.start(name)

    async def _remember(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            self.kept.save()

    async def _checklist(self) -> None:
        """The first event, and after a minute which kinds of event have been seen."""
        checklist = self.simulator.checklist
        await checklist.first()
        self.progress.say(f"The first event is on the page after {self.progress.seconds:.0f} s.")
        began = self.progress.seconds
        await checklist.run(FIRST_MINUTE)
        self.progress.say(checklist.line(self.progress.seconds - began))
        while checklist.missing:
            await checklist.run(FIRST_MINUTE)
            self.progress.say(checklist.line(self.progress.seconds - began))

    def _welcome(self) -> None:
        say = self.progress.say
        say(f"\nOpen {self.system.url('console')}   (ready after {self.progress.seconds:.0f} s)")
        say("Sign in: choose one of the made-up people, such as Dana Whitfield, coordinator in Iowa. No password.")
        days = "a day" if self.options.speed == 1 else f"{self.options.speed:g} days"
        say(f"Business time: {days} in a second; today is {self.kept.clock.now():%d %B %Y}.")
        say(f"Events: export KAFKA={self.world.bootstrap}")
        say(f"Logs: {self.home.folder}/*.log   Ctrl-C ends it.\n")

    def _ports(self) -> dict[str, int]:
        return {} if answers(self.options.port) else {"console": self.options.port}


async def together(*steps: Callable[[], Awaitable[None]]) -> None:
    """Run these at once; the first failure ends the others and is raised as itself."""
    tasks = [asyncio.ensure_future(step()) for step in steps]
    try:
        await asyncio.gather(*tasks)
    finally:
        await end_tasks(*tasks)
