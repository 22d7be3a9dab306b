"""While the demo runs: a service that died is started again, and said so; now and then one calm line."""

import asyncio
import time
from collections import deque
from typing import Final

from peerbridge_demo.launch.progress import Progress
from peerbridge_demo.people.simulator import Simulator
from peerbridge_demo.system import DemoError, System
from peerbridge_local.mail import MailSink

__all__ = ["Watch"]

LOOK_SECONDS: Final = 1.0
LINE_SECONDS: Final = 20.0
MOST_DEATHS, WITHIN_SECONDS = 5, 60.0


class Watch:
    """Looks at the processes every second."""

    def __init__(self, system: System, simulator: Simulator, progress: Progress, mail: MailSink) -> None:
        self.system, self.simulator, self.progress, self.mail = system, simulator, progress, mail
        self._deaths: deque[float] = deque(maxlen=MOST_DEATHS)

    async def run(self) -> None:
        """Until cancelled. Raises: DemoError, where services die faster than it makes sense to start them."""
        said = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for name in self.system.dead():
                self._start_again(name)
            if time.monotonic() - said > LINE_SECONDS:
                said = time.monotonic()
                self.progress.say(self._line())

    def _start_again(self, name: str) -> None:
        child = self.system.running[name]
        self._deaths.append(time.monotonic())
        if len(self._deaths) == MOST_DEATHS and self._deaths[-1] - self._deaths[0] < WITHIN_SECONDS:
            raise DemoError(f"{name} keeps ending: {child.last_words()} (log: {child.log})")
        self.progress.say(
            f"{name} ended with status {child.process.returncode} and is started again (log: {child.log})"
        )
        self.system.start(name)

    def _line(self) -> str:
        """Business time, what people did, what they were sent."""
        return f"{self.system.clock.now():%d %b %Y} · {self.simulator.tally.line()} · {len(self.mail.mails):,} e-mails"
