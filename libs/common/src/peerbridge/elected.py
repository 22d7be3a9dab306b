"""Work that one process of a service does at a time, for each of several subjects, for as long as it holds the subject's lease.

The others stand by and take over within seconds. Two may believe to be elected at once (one that stood still and does not know it yet):
the work itself must be safe then, by what the database refuses; the lease only makes it rare. What must never be done by two, such as
taking word off that another would need, asks for proof first (`Holds`).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol

from peerbridge.life import Pulse, either, end_tasks, patiently
from peerbridge.messaging.failures import Fate, fate_of, fingerprint
from peerbridge.messaging.lease import Lease

if TYPE_CHECKING:
    from peerbridge.runtime import Runtime

__all__ = ["Candidate", "Elected", "Holds", "Term", "undisputed"]

log = logging.getLogger("peerbridge.elected")
TRY: Final = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))"
GIVE_UP: Final = "SELECT pg_advisory_unlock(hashtextextended($1, 0))"
AGAIN_SECONDS, MOST_SECONDS, REST_SECONDS = 0.5, 30.0, 1.0
LASTED_SECONDS: Final = 60.0  # a term that lasted so long was no failure of its beginning
Holds = Callable[[], Awaitable[None]]
"""Returns where the lease has not been lost since the election, so that nobody else was elected before now; raises else."""


class Term(Protocol):
    """What an elected process holds in memory of one subject, from its election until the lease ends or a step fails."""

    async def step(self) -> bool:
        """Do a piece of the work; whether there is more at once."""

    async def rest(self) -> None:
        """Between steps, about once a second while there is nothing to do: what may wait."""

    def due(self) -> bool:
        """Whether a step is due although nothing was stirred: time has passed."""


async def undisputed() -> None:
    """The proof of somebody who is alone, as in a test of the work."""


@dataclass(frozen=True, slots=True)
class Elected:
    """`subjects` are asked anew every round; `begin` starts a term with nothing in memory.

    `stirred`: of which of these subjects there is word, asked for all terms at once, `every` so many real seconds.
    """

    name: str
    every: float
    subjects: Callable[["Runtime"], Awaitable[Sequence[str]]]
    stirred: Callable[["Runtime", Collection[str]], Awaitable[Collection[str]]]
    begin: Callable[["Runtime", str, Pulse, Holds], Term]
    prepare: Callable[[], None] = lambda: None
    """Called in a thread before the first election: what would keep a newly elected process from its work."""


class Candidate:
    """One process, standing for every subject of one kind of elected work; each term runs beside the others."""

    def __init__(self, elected: Elected, runtime: "Runtime", pulse: Pulse) -> None:
        self.elected, self.runtime, self.pulse = elected, runtime, pulse
        self.terms: dict[str, asyncio.Task[None]] = {}
        self.word: dict[str, asyncio.Event] = {}
        self.known: frozenset[str] = frozenset()
        self.pauses: dict[str, float] = {}
        self.not_before: dict[str, float] = {}

    async def run(self) -> None:
        """Stand until cancelled. Where the lease is lost all terms end, with what they have in memory, and it stands anew."""
        prepared = False
        while True:
            self.pulse.turn("backing off")
            try:
                if not prepared:
                    await patiently(asyncio.to_thread(self.elected.prepare), lambda: self.pulse.turn("preparing"))
                    prepared = True
                await patiently(self.runtime.gate.wait(), lambda: self.pulse.turn("closed"))
                async with Lease.open(self.runtime.settings.relay_database_url) as lease:
                    await either(lease.keep(), self._stand(lease), self._hear())
            except Exception as error:  # noqa: BLE001 (a loop ends for no failure)
                _log("elected work stands anew", self.elected.name, error)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _stand(self, lease: Lease) -> None:
        """Round after round: give up what has ended, and stand for what nobody holds; until the database may be another one."""
        try:
            while self.runtime.gate.is_open:
                self.pulse.turn("elected" if self.terms else "standby")
                await self._look()
                await self._give_up(lease)
                await self._take(lease)
                self._tell()
                await asyncio.sleep(AGAIN_SECONDS)
        finally:
            await end_tasks(*self.terms.values())
            self.terms.clear()
            self._tell()

    async def _look(self) -> None:
        """Ask for the subjects; what cannot be asked now is as it was, and no reason to give anything up."""
        try:
            known = frozenset(await self.elected.subjects(self.runtime))
        except Exception as error:  # noqa: BLE001 (the lease alone says whether it is still held)
            _log("elected work cannot ask for its subjects", self.elected.name, error)
            return
        for subject in self.known - known:
            self.runtime.metrics.elected.remove(self.runtime.name, self.elected.name, subject)
        self.known = known

    async def _give_up(self, lease: Lease) -> None:
        """Terms that have ended, or whose subject is gone, are anybody's again."""
        over = [subject for subject, term in self.terms.items() if term.done() or subject not in self.known]
        for subject in over:
            await end_tasks(self.terms.pop(subject))
            await lease.execute(GIVE_UP, self._key(subject))

    async def _take(self, lease: Lease) -> None:
        for subject in sorted(self.known - self.terms.keys()):
            waits = self.not_before.get(subject, 0.0) > monotonic()
            if not waits and (await lease.fetch(TRY, self._key(subject)))[0][0]:
                self.word[subject] = asyncio.Event()
                self.terms[subject] = asyncio.create_task(self._serve(subject, lease.ping), name=self._key(subject))

    async def _hear(self) -> None:
        """Until cancelled: ask of whom there is word, and wake those. Where it cannot be asked they look for themselves."""
        while True:
            if self.terms:
                try:
                    stirred = await self.elected.stirred(self.runtime, [*self.terms])
                except Exception as error:  # noqa: BLE001 (the lease alone says whether it is still held)
                    _log("elected work cannot ask for word", self.elected.name, error)
                    stirred = [*self.terms]
                for subject in stirred:
                    self.word[subject].set()
            await asyncio.sleep(self.elected.every)

    def _key(self, subject: str) -> str:
        return f"{self.elected.name} {subject}"

    def _tell(self) -> None:
        self.runtime.elected[self.elected.name] = sorted(self.terms)
        for subject in self.known:
            told = self.runtime.metrics.elected.labels(self.runtime.name, self.elected.name, subject)
            told.set(subject in self.terms)

    async def _serve(self, subject: str, holds: Holds) -> None:
        """A term, until a step fails or the database is another one: one subject's failure is no other's."""
        pulse, began = self.runtime.life.pulse(self._key(subject)), monotonic()
        pulse.mine()
        try:
            term = self.elected.begin(self.runtime, subject, pulse, holds)
            while self.runtime.gate.is_open:
                await self._step(term, pulse, self.word[subject])
        except Exception as error:  # noqa: BLE001 (whatever it is: what is in memory is no longer trusted)
            self._failed(subject, began)
            _log("elected work begins anew", self._key(subject), error)
        finally:
            self.runtime.life.pulses.remove(pulse)

    async def _step(self, term: Term, pulse: Pulse, word: asyncio.Event) -> None:
        """A step, and where it says that there is no more: rest until there is word or time has passed."""
        pulse.turn("working")
        word.clear()
        waits = not await term.step()
        pulse.finished()
        while waits:
            await term.rest()
            pulse.turn("idle")
            with suppress(TimeoutError):
                async with asyncio.timeout(REST_SECONDS):
                    await word.wait()
            waits = not (word.is_set() or term.due()) and self.runtime.gate.is_open

    def _failed(self, subject: str, began: float) -> None:
        """Whoever stands for it first may try; here not before a pause, which grows while terms fail soon after they began."""
        before = 0.0 if monotonic() - began > LASTED_SECONDS else self.pauses.get(subject, 0.0)
        self.pauses[subject] = pause = min(MOST_SECONDS, max(AGAIN_SECONDS, 2 * before))
        self.not_before[subject] = monotonic() + pause


def _log(words: str, work: str, error: Exception) -> None:
    level = logging.ERROR if fate_of(error) is Fate.OWN_FAULT else logging.WARNING
    log.log(level, words, extra={"work": work, "fingerprint": fingerprint(error)})
