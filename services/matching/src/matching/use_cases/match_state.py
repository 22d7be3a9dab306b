"""What the elected process does for one state: keep the matcher's pool as the database has it, and make its pairs proposals.

The pool is read anew at the start, when a business day begins anywhere in the state, and when rules change for all; what changes between
leaves word (look_again) and is read alone. A step ends with the proposals of at most `MOST_PAIRS` families in one transaction, and with a
look at so many of those that stand already: each time everything is read at all of them, else at those of whom something has changed.
"""

import asyncio
import gc
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import Any, Final, TypeVar
from uuid import UUID

from matching.domain.solver import Place
from matching.domain.state_pool import Chosen, Move, StatePool
from matching.storage import pool_changes, pools, standing, whole_state
from matching.storage.pool_changes import ALL, MOST, PARTNER, REQUEST, PoolChange
from matching.storage.pools import Circumstances
from matching.use_cases.keep_to_rules import keep_to_rules
from matching.use_cases.matcher_metrics import MatcherMetrics
from matching.use_cases.measure import measure_state
from matching.use_cases.propose import Made, propose
from peerbridge.clock import Clock
from peerbridge.crash import MATCHER_BEFORE_MEMORY, crash_point
from peerbridge.database.work import UnitOfWork
from peerbridge.elected import Holds, undisputed
from peerbridge.life import Pulse, patiently
from peerbridge.messaging.failures import Fate, fate_of, fingerprint

__all__ = ["MOST_PAIRS", "MatchState"]

log = logging.getLogger("peerbridge.matcher")
MOST_PAIRS: Final = 100  # per transaction: its locks on requests, cases and partners stay few
REFUSED: Final = 3  # times that the database refuses a pair before it is left alone until everything is read anew
T = TypeVar("T")
Transaction = Callable[[Sequence[str]], AbstractAsyncContextManager[UnitOfWork]]


class MatchState:
    """One state's matcher, from this process's election on. `transaction` begins one in the scope of the counties it is given."""

    def __init__(
        self,
        state: str,
        transaction: Transaction,
        clock: Callable[[], Clock],
        metrics: MatcherMetrics,
        pulse: Pulse,
        holds: Holds = undisputed,
        measured_every: float = 0.0,
    ) -> None:
        self.holds, self.measured_every = holds, measured_every
        self.state, self.transaction, self.clock, self.metrics, self.pulse = state, transaction, clock, metrics, pulse
        self.pool: StatePool | None = None
        self.around: Circumstances | None = None
        self.again: set[PoolChange] = set()
        self.standing: dict[UUID, None] = {}
        """Proposals to be looked at under the rules, in this order."""
        self.refused: Counter[tuple[UUID, Place]] = Counter()
        self.measured_at = 0.0
        self.measured_on: tuple[date, ...] = ()
        self.changed = True

    async def step(self) -> bool:
        """Follow what has changed, and propose; whether there is more to do at once."""
        began = monotonic()
        async with self.transaction([]) as work:
            counties = await pool_changes.counties(work, self.state)
            heard = await pool_changes.of(work, self.state)
        if not counties:
            return False
        if heard:
            await self.holds()  # else whoever is elected now may never see what is taken off below
        pool = await self._followed(counties, heard)
        if heard:
            async with self.transaction([]) as work:
                await pool_changes.done(work, heard)
        moved = await self._propose(pool, counties)
        await self._keep_to_rules(counties)
        if heard or moved:
            self.changed = True
            self.metrics.step_seconds.labels(self.state).observe(monotonic() - began)
        return moved or bool(self.standing) or len(heard) == MOST

    async def _followed(self, counties: Sequence[str], heard: Sequence[PoolChange]) -> StatePool:
        """The pool as the database has it."""
        if self.pool is None or self.around is None or any(each.what == ALL for each in heard) or self._new_day():
            return await self._build(counties)
        told, self.again = {*heard, *self.again}, set()
        requests = {each.subject for each in told if each.what == REQUEST and each.subject}
        partners = {each.subject for each in told if each.what == PARTNER and each.subject}
        if told:
            async with self.transaction(counties) as work:
                around = replace(self.around, now=work.business_now)
                now = await pools.concerning(work, around, requests, partners)
                self._look_at(await standing.standing(work, self.state, requests=requests, partners=partners))
            await self._beside(self.pool.follow, now, requests, partners)
            self._allow_again({each.subject for each in heard})
        return self.pool

    def due(self) -> bool:
        """Whether a step has something to do although nothing was told: another day, or what is to be read again."""
        return bool(self.again) or self._new_day()

    def _look_at(self, proposals: Iterable[UUID]) -> None:
        """These come before all others that are to be looked at."""
        self.standing = dict.fromkeys(proposals) | self.standing

    def _new_day(self) -> bool:
        """Whether it is another day than the pool's somewhere in the state."""
        return self.around is None or replace(self.around, now=self.clock().now()).days != self.around.days

    def _allow_again(self, concerned: Collection[UUID | None]) -> None:
        """What the database refused may be asked again of those of whom something has changed."""
        for request, place in list(self.refused):
            if request in concerned or place[0] in concerned:
                del self.refused[request, place]

    async def _build(self, counties: Sequence[str]) -> StatePool:
        """Read everybody of the state, page by page, and find the best pairs; seconds, for a hundred thousand families."""
        began, self.again = monotonic(), set()
        async with self.transaction(counties) as work:
            around = await pools.circumstances(work, counties)
            self.standing = dict.fromkeys(await standing.standing(work, self.state))
        parts = []
        async for page in whole_state.pages(lambda: self.transaction(counties), around, counties):
            parts.append(page)
            gc.freeze()  # it stays; a collector that went through millions of values anew would stop everybody for a second
        self.pool = built = await self._beside(StatePool, pools.joined(around, parts))
        self.around, self.refused = around, Counter()
        proof = await self._beside(built.matcher.certificate)
        self.metrics.unproven.labels(self.state).set(not proof.holds)
        if not proof.holds:
            log.critical("the matcher's pairs are not proven to be the best", extra={"faults": proof.faults})
        gc.freeze()
        self.metrics.build_seconds.labels(self.state).set(monotonic() - began)
        return built

    async def _propose(self, pool: StatePool, counties: Sequence[str]) -> bool:
        """Make the next proposals; whether there were any."""
        move: Move | None = await self._beside(pool.next_move, MOST_PAIRS)
        if move is None:
            return False
        made = await self._made(pool, counties, move)
        crash_point(MATCHER_BEFORE_MEMORY)
        told = [each for each in made.new if each.was_told]
        pool.stands([each for each in made.new if not each.was_told], made.gone)
        await self._beside(pool.frozen, told)
        self.again |= {PoolChange(self.state, PARTNER, each.partner) for each in told}
        unknown = {old.request for old in move.displaced} - {old.request for old in made.gone}
        self.again |= {PoolChange(self.state, REQUEST, each) for each in unknown}  # the database no longer knew it
        for each in made.refused:
            self._not_now(pool, each)
        return True

    async def _made(self, pool: StatePool, counties: Sequence[str], move: Move) -> Made:
        """Make them together; where something is wrong with one, that one alone is left out until everything is read anew."""
        try:
            async with self.transaction(counties) as work:
                return await propose(work, counties, move)
        except Exception as error:
            fate = fate_of(error)
            if fate is Fate.TROUBLE or (fate is Fate.OWN_FAULT and not move.new):
                raise  # without a pair there is none to leave alone, and the same would come again at once
            if fate is Fate.AGAIN and len(move.new) <= 1:
                return Made((), (), move.new)
            if len(move.new) <= 1:
                log.exception("a pair cannot be proposed", extra={"fingerprint": fingerprint(error)})
                for each in move.new:
                    pool.leave_alone(each)
                return Made((), (), ())
        half = len(move.new) // 2
        parts = [await self._made(pool, counties, replace(move, new=new)) for new in (move.new[:half], move.new[half:])]
        return Made(
            *(tuple(one for part in parts for one in getattr(part, name)) for name in ("new", "gone", "refused"))
        )

    async def _keep_to_rules(self, counties: Sequence[str]) -> None:
        """Look at the next proposals that stand."""
        listed = list(self.standing)
        self.standing = dict.fromkeys(listed[MOST_PAIRS:])
        if listed:
            await self._looked_at(counties, listed[:MOST_PAIRS])

    async def _looked_at(self, counties: Sequence[str], proposals: Sequence[UUID]) -> None:
        """Look at them together; where something is wrong with one, that one alone is left out until it is told of again."""
        try:
            async with self.transaction(counties) as work:
                await keep_to_rules(work, proposals)
        except Exception as error:
            if (fate := fate_of(error)) is Fate.TROUBLE:
                raise
            if len(proposals) == 1 and fate is Fate.AGAIN:
                self._look_at(proposals)
            elif len(proposals) == 1:
                log.exception("a proposal cannot be looked at", extra={"fingerprint": fingerprint(error)})
            else:
                half = len(proposals) // 2
                await self._looked_at(counties, proposals[:half])
                await self._looked_at(counties, proposals[half:])

    def _not_now(self, pool: StatePool, chosen: Chosen) -> None:
        """The database did not allow a pair: both are read again, and where that does not help the pair is left alone."""
        self.refused[chosen.request, chosen.partner] += 1
        if self.refused[chosen.request, chosen.partner] >= REFUSED:
            log.warning("a pair is refused again and again", extra={"state": self.state})
            pool.leave_alone(chosen)
            return
        self.again.add(PoolChange(self.state, REQUEST, chosen.request))
        self.again.add(PoolChange(self.state, PARTNER, chosen.partner[0]))

    async def rest(self) -> None:
        """Tell how fair it is: on a new day or where something has changed, `measured_every` seconds after the last time at least."""
        pool, waited = self.pool, monotonic() - self.measured_at
        if pool is None or waited < self.measured_every:
            return
        if pool.around.days == self.measured_on and not self.changed:
            return
        self.measured_at = monotonic()
        try:
            async with self.transaction([]) as work:
                counties = await pool_changes.counties(work, self.state)
            async with self.transaction(counties) as work:
                await measure_state(work, pool.pool, pool.matcher, self._beside)
        except Exception as error:  # no family waits for a partner because a figure cannot be told
            log.exception("figures cannot be told", extra={"fingerprint": fingerprint(error)})
            return
        self.measured_on, self.measured_at, self.changed = pool.around.days, monotonic(), False
        for paired, number in (
            ("yes", len(pool.matcher.pairs())),
            ("no", len(pool.seekers) - len(pool.matcher.pairs())),
        ):
            self.metrics.families.labels(self.state, paired).set(number)

    async def _beside(self, work: Callable[..., T], *given: Any) -> T:
        """Arithmetic beside the event loop, which others need not wait for."""
        return await patiently(asyncio.to_thread(work, *given), lambda: self.pulse.turn("solving"))
