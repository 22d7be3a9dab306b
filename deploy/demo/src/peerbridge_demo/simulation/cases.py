"""What is reported of a family's case: its opening, its closure, and what became of it; some by the day, some in a monthly file."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from peerbridge_demo.people.chance import chosen
from peerbridge_demo.simulation.families import Family, Turn
from peerbridge_demo.simulation.pool import of_parents
from peerbridge_demo.simulation.town import Town

__all__ = ["Files", "handed_over", "lives"]

LINES: Final = 500  # of one file
AGAIN: Final = timedelta(days=90)  # until a case that was opened again closes again
REUNIFIED, ADOPTED = 1, 3  # AFCARS 2020
Line = dict[str, Any]


@dataclass
class Files:
    """What is corrected is not reported one by one: the state sends a file over all its counties at the beginning of a month."""

    town: Town
    lines: defaultdict[date, list[tuple[str, Line]]]

    @classmethod
    def of(cls, town: Town) -> "Files":
        """With nothing in them yet."""
        return cls(town, defaultdict(list))

    async def add(self, day: date, where: str, line: Line) -> date:
        """Into the next month's file; the day on which it is sent."""
        sent_on = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if not self.lines[sent_on]:
            self.town.calendar.begin(self._send(sent_on))
        self.lines[sent_on].append((where, line))
        return sent_on

    async def _send(self, day: date) -> None:
        await self.town.calendar.until(day)
        for place, what in (
            ("case-openings", "sent a file of openings"),
            ("case-closures", "sent a file of corrections"),
        ):
            lines = [line for where, line in self.lines[day] if where == place]
            if lines:
                await self.town.report(self.town.officer, place, what, lines)


async def handed_over(town: Town, earlier: Iterable[Family]) -> None:
    """What the state's system holds of the time before the programmes begin, in a few files; then these families live on."""
    known = list(earlier)
    await town.calendar.until(town.plan.begins)
    files = Files.of(town)
    for start in range(0, len(known), LINES):
        part = known[start : start + LINES]
        answers = await town.report(
            town.officer, "case-closures", "handed over earlier cases", [_closing(f) for f in part]
        )
        for family, answer in zip(part, answers, strict=False):
            town.calendar.begin(_after(town, files, family, str(answer["case"])))


async def lives(town: Town, files: Files, family: Family) -> None:
    """A case that closes under the eyes of the programmes, some from the day on which it opened."""
    case = ""
    if family.seen_open:
        await town.calendar.until(max(family.opened_on, town.plan.begins))
        answers = await town.report(town.caseworker, "case-openings", "opened a case", [_opening(family)])
        case = str(answers[0]["case"]) if answers else ""
        town.calendar.begin(of_parents(town, family, case, open_case=True))
    await town.calendar.until(family.closed_on)
    answers = await town.report(town.caseworker, "case-closures", "closed a case", [_closing(family)])
    if answers and answers[0]["case"]:
        await _after(town, files, family, str(answers[0]["case"]))


async def _after(town: Town, files: Files, family: Family, case: str) -> None:
    """The parents are looked at, and the turn that the case takes is reported when it is known."""
    town.calendar.begin(of_parents(town, family, case, open_case=False))
    day = max(family.turns_on, town.plan.begins)
    if family.turn is Turn.STAYS or town.over(day):
        return
    await town.calendar.until(day)
    if family.turn is Turn.REOPENS:
        await _opens_again(town, files, family, day)
    else:
        await files.add(day, "case-closures", _corrected(town, family))


async def _opens_again(town: Town, files: Files, family: Family, day: date) -> None:
    again = {**_opening(family), "removal": "2", "opened_on": day}
    await town.report(town.caseworker, "case-openings", "opened a case again", [again])
    await town.calendar.until(day + AGAIN)
    exit_reason = chosen((town.plan.seed, family.name), "exit again", (REUNIFIED, REUNIFIED, ADOPTED))
    closed = {
        **_closing(family),
        "removal": "2",
        "opened_on": day,
        "closed_on": day + AGAIN,
        "exit_reason": exit_reason,
    }
    await files.add(day + AGAIN, "case-closures", closed)


def _opening(family: Family) -> Line:
    return {
        "source": family.area.source,
        "source_case": family.name,
        "removal": "1",
        "county": family.county,
        "case_type": family.case_type,
        "parents": family.parents,
        "opened_on": family.opened_on,
    }


def _closing(family: Family) -> Line:
    return {
        **_opening(family),
        "closed_on": family.closed_on,
        "code_list": "afcars_2020",
        "exit_reason": family.exit,
        "referred": family.referred,
    }


def _corrected(town: Town, family: Family) -> Line:
    """The same exit, as it must have been reported."""
    line = _closing(family)
    match family.turn:
        case Turn.OTHER_EXIT:
            line["exit_reason"] = ADOPTED if family.exit == REUNIFIED else REUNIFIED
        case Turn.OTHER_DAY:
            line["closed_on"] = family.closed_on - timedelta(days=20)
        case Turn.MOVED:
            line["county"] = chosen((town.plan.seed, family.name), "moved to", family.area.counties)
        case _:
            line["withdrawn"] = True
    return line
