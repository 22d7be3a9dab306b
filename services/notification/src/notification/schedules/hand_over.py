"""The sender: the attempt is committed before a hand-over, its outcome after, and the mail server is called in between.

Any number of replicas may run it. What a killed one leaves behind is found without an outcome when its lease
ends: uncertain.
"""

import asyncio
import logging
from time import monotonic

from notification.domain.delivery import Outcome
from notification.domain.letter import Letter
from notification.gateways.letters import compose
from notification.gateways.smtp import Mailer
from notification.use_cases.record_outcomes import Handed, record_outcomes
from notification.use_cases.take_turns import take_turns
from peerbridge.crash import AFTER_HAND_OVER, crash_point
from peerbridge.database.scope import NOTHING
from peerbridge.messaging.failures import fingerprint
from peerbridge.runtime import Runtime
from peerbridge.schedules import Loop

__all__ = ["Sender", "schedule"]

log = logging.getLogger("peerbridge.notification")
EVERY_SECONDS = 0.1  # a candidate is told within a second of the case's closing: QUALITY, "Fast"
PER_LINE = 16  # letters on their way at once for each connection
TOGETHER_SECONDS = 0.01  # outcomes that come within this are written down together
AWAY_SECONDS = 2.0  # how long a mail server that did not answer is left alone
LAST_WORDS_SECONDS = 5.0  # on an orderly stop, hand-overs that have begun may end


class Sender:
    """Takes turns, hands over, records. A slow mail server keeps its lines busy, never the loop.

    `lease`: real seconds within which a hand-over has an outcome.
    """

    def __init__(self, mailer: Mailer, link: str, lease: float = 60.0) -> None:
        self.mailer, self.link, self.lease = mailer, link, lease
        self._most = mailer.server.connections * PER_LINE
        self._going: set[asyncio.Task[Handed]] = set()
        self._away_until = 0.0

    async def step(self, runtime: Runtime) -> bool:
        """Write down what came back, and begin what may go; whether something is on its way."""
        try:
            await self._come_back(runtime)
            if monotonic() >= self._away_until:
                await self._go(runtime)
        except asyncio.CancelledError:
            await self._last_words(runtime)
            raise
        return bool(self._going)

    async def _go(self, runtime: Runtime) -> None:
        room = self._most - len(self._going)
        if room < min(PER_LINE, self._most):
            return
        taking = asyncio.create_task(self._take(runtime, room))
        try:
            await asyncio.shield(taking)
        except asyncio.CancelledError:
            await asyncio.wait([taking], timeout=LAST_WORDS_SECONDS)
            taking.cancel()
            raise

    async def _take(self, runtime: Runtime, room: int) -> None:
        """Never stopped between the commit and its hand-overs: all of them would be uncertain."""
        async with runtime.work(scope=NOTHING) as work:
            taken = await take_turns(work, room, self.lease)
        self._going |= {asyncio.create_task(self._one(letter)) for letter in taken.letters}

    async def _come_back(self, runtime: Runtime) -> None:
        """Outcomes are forgotten here only once they are committed: a database that is away loses none."""
        if not self._going:
            return
        done, _ = await asyncio.wait(self._going, timeout=EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if done:
            await asyncio.sleep(TOGETHER_SECONDS)
            await self._record(runtime)

    async def _record(self, runtime: Runtime) -> None:
        done = {task for task in self._going if task.done()}
        handed = [task.result() for task in done]
        if handed:
            async with runtime.work({letter.county for letter, _ in handed}) as work:
                await record_outcomes(work, handed)
        self._going -= done

    async def _last_words(self, runtime: Runtime) -> None:
        """Let what has begun end, and write it down; what has not ended by then is found uncertain later."""
        if self._going:
            _, still = await asyncio.wait(self._going, timeout=LAST_WORDS_SECONDS)
            self._going -= still
            for task in still:
                task.cancel()
            await self._record(runtime)
        await self.mailer.close()

    async def _one(self, letter: Letter) -> Handed:
        try:
            message = compose(letter, sender=self.mailer.server.sender, link=self.link)
            outcome = await self.mailer.hand_over(letter.address, message, until=letter.until)
            if outcome is Outcome.SENT:
                crash_point(AFTER_HAND_OVER)
        except Exception as error:  # noqa: BLE001 (whatever it was, the message must not go out twice)
            told = {"delivery": str(letter.delivery), "fingerprint": fingerprint(error)}
            log.error("a hand-over broke", extra=told)  # noqa: TRY400 (a traceback's text would carry values)
            outcome = Outcome.UNCERTAIN
        if outcome is Outcome.AWAY:
            self._away_until = monotonic() + AWAY_SECONDS
        return letter, outcome


def schedule(sender: Sender) -> Loop:
    """The loop."""
    return Loop("hand over", EVERY_SECONDS, sender.step)
