"""Lines that a caller sends: each is checked by itself, the good ones are taken in together, the bad ones are named."""

from collections.abc import Sequence

from peerbridge.database.work import UnitOfWork
from recruitment.domain.lines import LineRefusal, refusal_of
from recruitment.domain.reports import Outcome, Report
from recruitment.use_cases.take_in_reports import Answer, take_in_reports

__all__ = ["take_in_lines"]


async def take_in_lines(work: UnitOfWork, lines: Sequence[Report | LineRefusal]) -> list[Answer]:
    """One answer for each line, in order; a line that could not be read stands as its refusal."""
    today, held = work.business_now.date(), frozenset(work.scope.counties)
    checked = [line if isinstance(line, LineRefusal) else refusal_of(line, held, today) or line for line in lines]
    good = [line for line in checked if not isinstance(line, LineRefusal)]
    taken = iter(await take_in_reports(work, good) if good else ())
    return [_refused(line) if isinstance(line, LineRefusal) else next(taken) for line in checked]


def _refused(line: LineRefusal) -> Answer:
    return Answer(Outcome.REFUSED, rule=line.rule, reason=line.reason)
