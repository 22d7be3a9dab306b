"""When a removal began and ended: both dates sound, or a named mistake on the line of the element at fault."""

from dataclasses import dataclass
from datetime import date

from peerbridge.intake.mistakes import Mistake
from peerbridge.intake.raw import RawRemoval
from peerbridge.intake.values import date_of, past

__all__ = ["Dated", "dated"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A removal whose dates are sound."""

    raw: RawRemoval
    removed_on: date
    exited_on: date | None


def dated(removal: RawRemoval, today: date) -> Dated:
    """A removal's dates. Raises: Mistake, on the line of the element at fault."""
    if removal.twice:
        raise Mistake("given_twice", f"The element {removal.twice} is given twice.", removal.lines[removal.twice])
    removed_on = _date(removal, "E69", "removal date", today)
    if removed_on is None:
        raise Mistake("missing_date", "The removal has no removal date (E69).")
    exited_on = _date(removal, "E153", "exit date", today)
    if exited_on is not None and exited_on < removed_on:
        problem = f"The exit on {exited_on} is before the removal on {removed_on}."
        raise Mistake("exit_before_removal", problem, removal.lines["E153"])
    return Dated(removal, removed_on, exited_on)


def _date(removal: RawRemoval, element: str, what: str, today: date) -> date | None:
    """One date of a removal, None where it is empty. Raises: Mistake."""
    text = removal.texts.get(element, "")
    if not text:
        return None
    with removal.at(element):
        return past(date_of(text, what), what, today)
