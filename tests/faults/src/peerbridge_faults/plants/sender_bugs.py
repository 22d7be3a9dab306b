"""Bugs towards people and callers: messages, audit, idempotency, county scope, personal data."""

# The bugs reach into their victims on purpose; each replaces one thing and leaves the rest as it is.

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

from peerbridge_faults.plants.part import part

__all__ = ["BUGS"]


def mail_before_its_attempt() -> None:
    """A message is handed over inside the transaction that notes the attempt, before it is committed."""
    hand_over = part("notification.schedules.hand_over")

    async def go(self: Any, runtime: Any) -> None:
        async with runtime.work(scope=hand_over.NOTHING) as work:
            taken = await hand_over.take_turns(work, self._most, self.lease)
            tasks = {asyncio.create_task(self._one(letter)) for letter in taken.letters}
            if tasks:
                await asyncio.wait(tasks)
        self._going |= tasks

    hand_over.Sender._go = go


def handed_over_twice() -> None:
    """A message whose outcome is not known at once is handed over again."""
    smtp = part("notification.gateways.smtp")

    hand_over = smtp.Line.hand_over

    async def twice(self: Any, recipient: str, message: bytes) -> Any:
        await hand_over(self, recipient, message)
        return await hand_over(self, recipient, message)

    smtp.Line.hand_over = twice


def quiet_hours_unknown() -> None:
    """Nobody looks at the clock of the person."""
    delivery = part("notification.domain.delivery")

    delivery.quiet_until = lambda _person, _now: None


def opted_out_is_told() -> None:
    """Whether a person wants to hear is looked at when they opt out, and never again."""
    people = part("notification.storage.people")

    async def nobody(_work: Any, _persons: Any) -> set[Any]:
        return set()

    people.opted_out = nobody


def name_in_the_log() -> None:
    """A log line names whom a message goes to."""
    hand_over = part("notification.schedules.hand_over")

    compose = hand_over.compose

    def telling(letter: Any, **more: Any) -> Any:
        logging.getLogger("peerbridge.notification").error("handing over to %s", letter.name)
        return compose(letter, **more)

    hand_over.compose = telling


def command_not_audited() -> None:
    """Commands leave no audit row."""
    work = part("peerbridge.database.work")

    work.UnitOfWork.audit = lambda _self, **_: None


def key_not_kept() -> None:
    """The Idempotency-Key is read by nobody."""
    exchange = part("peerbridge.web.exchange")

    async def never(_self: Any) -> None:
        return None

    exchange.Exchange.earlier_answer = never


def scope_not_set() -> None:
    """The county scope of a caller is not what the token says: it is everybody's."""
    scope = part("peerbridge.database.scope")

    everywhere = "53033,53077,19153"
    scope.Scope.settings = lambda _self: (everywhere, "", "")


BUGS: Final[dict[str, Callable[[], None]]] = {
    each.__name__: each
    for each in (
        mail_before_its_attempt, handed_over_twice, quiet_hours_unknown, opted_out_is_told, name_in_the_log,
        command_not_audited, key_not_kept, scope_not_set,
    )
}  # fmt: skip
