"""The sender: the attempt is committed before a hand-over, its outcome after, and the mail server is called in between.

Any number of replicas may run it. What a killed one leaves behind is found without an outcome when its lease
ends: uncertain.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from time import monotonic

from notification.domain.delivery import Outcome
from notification.domain.letter import Letter
from notification.gateways.letters import compose
from notification.gateways.smtp import Mailer
from notification.use_cases.record_outcomes import Handed, record_outcomes
from notification.use_cases.take_turns import take_turns
from peerbridge.database.scope import NOTHING
from peerbridge.messaging.failures import fingerprint
from peerbridge.runtime import Runtime
from peerbridge.schedules import Loop

__all__ = ["Sender", "schedule"]

log = logging.getLogger("peerbridge.notification")
EVERY_SECONDS = 0.1  # a candidate is told within a second of the case's closing: QUALITY, "Fast"
PER_LINE = 8  # letters taken at once for each connection
AWAY_SECONDS = 2.0  # how long a mail server that did not answer is left alone
LAST_WORDS_SECONDS = 5.0  # on an orderly stop, hand-overs that have begun may end


class Sender:
    """Takes turns, hands over, records. `lease`: real seconds within which a hand-over has an outcome."""

    def __init__(self, mailer: Mailer, link: str, lease: float = 60.0) -> None:
        self.mailer, self.link, self.lease = mailer, link, lease
        self._away_until = 0.0

    async def step(self, runtime: Runtime) -> bool:
        """Some messages; whether there may be more."""
        if monotonic() < self._away_until:
            return False
        limit = self.mailer.server.connections * PER_LINE
        async with runtime.work(scope=NOTHING) as work:
            taken = await take_turns(work, limit, self.lease)
        if taken.letters:
            await self._hand_over(runtime, taken.letters)
        return taken.turns == limit and monotonic() >= self._away_until

    async def _hand_over(self, runtime: Runtime, letters: Sequence[Letter]) -> None:
        going = {asyncio.create_task(self._one(letter)) for letter in letters}
        try:
            while going:
                done, going = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
                await self._record(runtime, done)
        except BaseException:
            await self._last_words(runtime, going)
            raise

    async def _last_words(self, runtime: Runtime, going: "set[asyncio.Task[Handed]]") -> None:
        """Let what has begun end, and write it down; what has not ended by then is found uncertain later."""
        done: set[asyncio.Task[Handed]] = set()
        if going:
            done, still = await asyncio.wait(going, timeout=LAST_WORDS_SECONDS)
            for task in still:
                task.cancel()
        await self._record(runtime, done)
        await self.mailer.close()

    async def _one(self, letter: Letter) -> Handed:
        try:
            message = compose(letter, sender=self.mailer.server.sender, link=self.link)
            outcome = await self.mailer.hand_over(letter.address, message, until=letter.until)
        except Exception as error:  # noqa: BLE001 (whatever it was, the message must not go out twice)
            log.error("a hand-over broke", extra={"delivery": str(letter.delivery), "fingerprint": fingerprint(error)})  # noqa: TRY400
            outcome = Outcome.UNCERTAIN
        if outcome is Outcome.AWAY:
            self._away_until = monotonic() + AWAY_SECONDS
        return letter, outcome

    async def _record(self, runtime: Runtime, done: "Iterable[asyncio.Task[Handed]]") -> None:
        handed = [task.result() for task in done]
        if handed:
            async with runtime.work({letter.county for letter, _ in handed}) as work:
                await record_outcomes(work, handed)


def schedule(sender: Sender) -> Loop:
    """The loop."""
    return Loop("hand over", EVERY_SECONDS, sender.step)
