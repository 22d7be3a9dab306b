"""What a court or a lawsuit may still ask for is not destroyed: a person's data is kept until the hold is lifted."""

from uuid import UUID

from notification.domain.errors import NoHold
from notification.storage import erasures
from notification.use_cases.order_erasure import counted
from peerbridge.database.work import UnitOfWork

__all__ = ["lift_hold", "put_on_hold"]


async def put_on_hold(work: UnitOfWork, person: UUID, reference: str) -> None:
    """Keep a person's data until the hold is lifted; it counts where the person does. Raises: PersonUnknown."""
    await work.lock(person)
    home, others = await counted(work, person)
    county = min({home, *others} & set(work.scope.counties), key=lambda each: (each != home, each))
    await erasures.hold(work, person, county, reference, work.actor)


async def lift_hold(work: UnitOfWork, person: UUID) -> None:
    """Lift the legal hold that the caller sees. Raises: NoHold."""
    await work.lock(person)
    if not await erasures.release(work, person):
        raise NoHold
