"""What the mail server said is written down, after the hand-over and in a transaction of its own."""

from collections.abc import Sequence

from notification.domain.delivery import Delivery, Outcome, after, due_again
from notification.domain.letter import Letter
from notification.storage import deliveries, turns
from notification.use_cases.announce_outcome import announce
from peerbridge.clock import real_now
from peerbridge.database.work import UnitOfWork

__all__ = ["Handed", "record_outcomes"]

Handed = tuple[Letter, Outcome]


async def record_outcomes(work: UnitOfWork, handed: Sequence[Handed]) -> None:
    """Keep the outcomes; those of attempts that are no longer the last change nothing."""
    ids = [letter.delivery for letter, _ in handed]
    await turns.hold(work, ids)
    found = await deliveries.lock(work, ids)
    changed: list[tuple[Delivery, Outcome]] = []
    for letter, outcome in handed:
        before = found.get(letter.delivery)
        now = after(before, letter.attempt, outcome, now=work.business_now) if before else None
        if now is not None and now != before:
            changed.append((now, outcome))
    await deliveries.store(work, [each for each, _ in changed])
    again = [(each, outcome) for each, outcome in changed if each.state == "ready"]
    await turns.drop(work, [each.delivery for each, _ in changed if each.state != "ready"])
    await turns.store(work, [turns.turn(each, at=real_now() + due_again(each, outcome)) for each, outcome in again])
    for each, _ in changed:
        announce(work, each)
