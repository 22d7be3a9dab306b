"""What the system shows over HTTP: the lists of recruitment and the console's numbers, read to their last page."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from peerbridge_demo.reckoning.difference import Count, Key
from peerbridge_demo.reckoning.lists import AHEAD_DAYS
from peerbridge_demo.reckoning.reckoning import Reckoning
from peerbridge_demo.story import Player

__all__ = ["Shown", "shown_lists", "shown_pipeline", "shown_stages"]

PAGE: Final = 1000
READER: Final = "coordinator"
OVER: Final = {"withdrawn": "over", "disqualified": "over"}
"""Which of the two it was is personal and does not travel: events say that an application is over (BackgroundCheckDecided)."""
GOES_ON: Final = ("open", "hired", "certified")
Things = defaultdict[Key, dict[str, str]]


class Shown:
    """What was found so far. `named`: who was named while a case is open: nothing is said of them until it closes (P05)."""

    def __init__(self, known: Reckoning) -> None:
        self.known = known
        self.things: Things = defaultdict(dict)
        self.named: list[str] = []

    def counts(self) -> dict[Key, Count]:
        """By number."""
        return {key: Count.of(things) for key, things in self.things.items()}

    def candidate(self, row: dict[str, Any]) -> None:
        """A person's standing with a programme."""
        if row["state"] == "outside":
            return
        if row["state"] == "waiting" and self._waits_for_closure(row):
            return
        self._put("candidates", row, row["state"], row["person"])
        if row["in_pool"]:
            self._put("candidates", row, "in the pool", row["person"])

    def _waits_for_closure(self, row: dict[str, Any]) -> bool:
        """Whether they are named while a case of theirs is open, by the events, and have no place by anything that was said.

        Whom the pool has let go waits again once named: of that the list alone knows until the closure.
        """
        way = self.known.ways.get((row["person"], row["program"]))
        pool = self.known.pool(way) if way else "outside"
        if pool not in ("outside", "withdrawn") or not self.known.cases.has_open(row["person"]):
            return False
        self.named.append(row["person"])
        if way and pool == "withdrawn":
            way.named = True
        return pool == "outside"

    def application(self, row: dict[str, Any]) -> None:
        """An application, with what was decided."""
        self._put("applications", row, OVER.get(row["state"], row["state"]), row["id"])
        for step in row["screening"]:
            self._put("applications", row, f"{step['step']} {step['decision']}", row["id"])
        if row["hired_on"]:
            self._put("applications", row, "hired on a day", f"{row['id']} {row['hired_on']}")
        for training in row["trainings"]:
            self._put(
                "applications", row, f"training {training['training']}", f"{row['id']} {training['completed_on']}"
            )

    def check(self, application: dict[str, Any], number: int) -> None:
        """One decision about a check; what it says stays where it is."""
        self._put("applications", application, "checks decided", f"{application['id']} {number}")

    def partner(self, row: dict[str, Any], number: int) -> None:
        """A certification, the `number`th of its partner in the programme."""
        self._put("partners", row, row["state"], f"{row['person']} {number}")
        self._put("partners", row, "valid until", f"{row['person']} {number} {row['valid_until']}")

    def coming(self, row: dict[str, Any]) -> None:
        """What comes to a partner. A check's own last day is recruitment's knowledge, unless the certification ends on it."""
        way = self.known.ways.get((row["person"], row["program"]))
        until = str(way.certificates[-1].valid_until) if way and way.certificates else ""
        if row["what"] == "background_check_expires" and row["on"] != until:
            return
        what = "training due" if row["what"] == "training_due" else "ends"
        self._put("upcoming", row, what, f"{row['person']} {row['on']}")

    def _put(self, shown_by: str, row: dict[str, Any], stage: str, thing: str) -> None:
        self.things[Key(shown_by, row["county"], row["program"], stage)][thing] = f"shown by recruitment in {shown_by}"


async def shown_lists(player: Player, known: Reckoning, *, everything: bool) -> Shown:
    """Recruitment's lists, page after page. `everything`: the checks of applications that are over as well."""
    shown = Shown(known)
    async for row in _items(player, "/v1/candidates"):
        shown.candidate(row)
    async for row in _items(player, "/v1/applications"):
        shown.application(row)
        if row["screening"] and (everything or row["state"] in GOES_ON):
            checks = await player.get(READER, "recruitment", f"/v1/applications/{row['id']}/background-checks")
            for number in range(len(checks)):
                shown.check(row, number)
    seen: defaultdict[tuple[str, str], int] = defaultdict(int)
    async for row in _items(player, "/v1/partners"):
        shown.partner(row, seen[row["person"], row["program"]])
        seen[row["person"], row["program"]] += 1
    async for row in _items(player, "/v1/partners/upcoming", within=AHEAD_DAYS):
        shown.coming(row)
    return shown


async def shown_pipeline(player: Player, programs: Mapping[str, set[str]]) -> dict[Key, Count]:
    """The console's numbers by county: of all programmes together, and of each."""
    found: dict[Key, Count] = {}
    for program in ("", *programs):
        page = await player.get(READER, "console", "/v1/pipeline", program=program)
        for place in page["counties"]:
            for each in place["counts"]:
                found[Key("pipeline", place["county"], program, each["stage"])] = Count(each["count"])
        for each in (one for part in ("funnel", "requests", "check_ins", "overdue", "cases") for one in page[part]):
            total = sum(c.number for key, c in found.items() if key[2:] == (program, each["stage"]))
            if total != each["count"]:
                found[Key("pipeline", "all counties", program, each["stage"])] = Count(each["count"] - total)
    return found


async def shown_stages(player: Player, counted: Mapping[Key, Count]) -> dict[Key, Count]:
    """Each of these numbers opened down to the events that it counts."""
    found: dict[Key, Count] = {}
    for key in counted:
        asked = {"county": key.county, "program": key.program, "stage": key.stage}
        rows = [row async for row in _items(player, "/v1/events", "console", **asked)]
        found[key] = Count.of({row["id"]: row["type"] for row in rows})
    return found


async def _items(
    player: Player, path: str, service: str = "recruitment", **asked: Any
) -> AsyncIterator[dict[str, Any]]:
    """Every item of a list."""
    after = "before" if service == "console" else "after"
    place: dict[str, str] = {}
    while True:
        page = await player.get(READER, service, path, limit=PAGE, **asked, **place)
        for item in page["events" if service == "console" else "items"]:
            yield item
        if not page["next"]:
            return
        place = {after: page["next"]}
