"""A made-up state (bench/matching_made.py) as rows of matching's own tables, written by COPY: who waits, who serves, who is matched.

The rules know counties, and the made-up states divide their large ones into offices of some sixty partners: an office is a county here.
Of the families that wait three in a hundred have had a no; beside them a tenth as many are matched and hold a place; one partner in a
hundred names a parent not to meet, one in ten says how many families at most.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

import asyncpg

from bench.matching_made import AGES, CULTURES, EXPERIENCES, FORMATS, LANGUAGES, SEXES, STYLES, Made, made
from peerbridge.ids import uuid7

__all__ = ["PROGRAM", "SIZES", "STATE", "fill"]

STATE: Final = "99"  # digits that no state has
PROGRAM: Final = "bench"
SIZES: Final = {1_000: "S", 10_000: "M", 100_000: "L"}
KINDS: Final = (
    (LANGUAGES, EXPERIENCES, "language"),
    (EXPERIENCES, SEXES, "experience"),
    (CULTURES, AGES, "culture"),
    (AGES, STYLES, "age"),
    (STYLES, FORMATS, "style"),
    (FORMATS, 53, "format"),
)
LIMITED, SAID_NO, MATCHED, NAMES, WISHES = 0.1, 0.03, 0.1, 0.01, 0.1
Record = dict[str, Any]


def words(mask: int) -> dict[str, list[str]]:
    """The codes of a mask by kind; women, men and meeting in person are no codes of the service."""
    return {
        kind: [f"{kind}-{bit - first}" for bit in range(first, last) if mask >> bit & 1] for first, last, kind in KINDS
    }


def county(office: int) -> str:
    """An office's county."""
    return f"{STATE}{office:03}"


def asked(state: Made, number: int) -> Record:
    """What a family asks for."""
    wants = [words(int(mask)) for mask in state.families.wants[number, :, 0].tolist()]
    must = words(int(state.families.any_of[number, 0]))["language"]
    return {
        "must_languages": must if state.language[number] else [],
        "needs": wants[0]["experience"],
        "wishes": wants[1]["experience"],
        "preferred_languages": wants[1]["language"],
        "culture": next(iter(wants[2]["culture"]), None),
        "ages": wants[3]["age"],
        "contact_style": next(iter(wants[4]["style"]), None),
        "format": next(iter(wants[5]["format"]), None),
    }


class Rows:
    """The rows of one state, table by table."""

    def __init__(self, families: int, seed: int = 7) -> None:
        self.state = made(SIZES[families], seed)
        self.chance, self.now = Random(seed), datetime.now(UTC)
        self.tables: dict[str, list[Record]] = {}
        self.parents: list[UUID] = []
        self.partners: list[tuple[UUID, str]] = []
        self.noes: list[tuple[str, Record]] = []

    def put(self, table: str, where: str, **values: Any) -> None:
        """One row."""
        self.tables.setdefault(table, []).append({"county": where, "shared_with": [], **values})

    def all(self) -> dict[str, list[Record]]:
        """Everything."""
        offices = sorted({*self.state.families.county.tolist(), *range(len(self.state.near.start))})
        self.tables["counties"] = [{"county": county(office)} for office in offices]
        self.tables["program"] = [self.program([county(office) for office in offices])]
        for number in range(len(self.state.families.key)):
            self.family(number)
        served: list[list[str]] = [[] for _ in self.state.places]
        near = self.state.near
        for office in range(len(near.start)):
            for partner in near.other[near.start[office] :][: near.length[office]].tolist():
                served[partner].append(county(office))
        for number, counties in enumerate(served):
            self.partner(number, counties)
        for where, about in self.noes:
            partner, _ = self.chance.choice(self.partners)
            self.proposal(where, about, partner, state="declined", declined_by="family", reason="other")
        for _ in range(int(MATCHED * len(self.parents))):
            self.matched()
        return self.tables

    def program(self, counties: Sequence[str]) -> Record:
        """The one programme: a coordinator looks first, so that its proposals may still move."""
        zones = dict.fromkeys(counties, "America/Chicago")
        return {
            "program": PROGRAM, "version": 1, "effective_on": date(2020, 1, 1), "zones": json.dumps(zones),
            "coordinator_confirms": True, "proposal_valid_days": 7, "one_to_one": ["mentor"], "mode": "structured",
            "kinds": json.dumps({"mentor": "one_to_one"}),
        }  # fmt: skip

    def request(self, where: str, **said: Any) -> Record:
        """A family, its case, its request."""
        request, family, case, parent = (uuid7() for _ in range(4))
        about = {"request": request, "family": family, "case": case, "parent": parent}
        nobody: Record = {"opened_on": None, "closed_on": None, "closure": None, "story": None}
        self.put("known_case", where, case=case, state="open", parents=[parent], sequence=1, **nobody)
        self.put("family", where, family=family, case=case, parent=parent, named=True)
        days = timedelta(days=120 * self.chance.random() ** 2)
        empty: Record = dict.fromkeys(("contact_every", "match_mode", "court_on", "reason", "partner"))
        empty |= dict.fromkeys(("closed_at", "attention"))
        lists: Record = {name: [] for name in ("tasks", "avoid", "household", "refused_partners")}
        wish = {"urgency": self.chance.choices((0, 1, 2), (8, 1, 1))[0], "state": "open", **empty, **lists, **said}
        self.put("request", where, asked_at=self.now - days, **about, **wish)
        return about

    def family(self, number: int) -> None:
        """A family that waits."""
        where = county(int(self.state.families.county[number]))
        tasks = ["transport"] if self.chance.random() < LIMITED else []
        about = self.request(where, **asked(self.state, number) | {"tasks": tasks})
        self.parents.append(about["parent"])
        self.tables.setdefault("waiting", []).append({"request": about["request"], "county": where})
        if self.chance.random() < SAID_NO:
            self.noes.append((where, about))

    def partner(self, number: int, counties: Sequence[str]) -> None:
        """A partner with roster entry, profile and places."""
        chance, brings = self.chance, words(int(self.state.partners.brings[number, 0]))
        partner, home = uuid7(), county(int(self.state.partners.home[number]))
        places = int(self.state.places[number])
        self.partners += [(partner, home)]
        told = {"shared_with": sorted({*counties} - {home}), "partner": partner}
        sequences = dict.fromkeys((f"{kind}_sequence" for kind in ("lapsed", "suspended", "reinstated", "left")), 0)
        self.put(
            "roster", home, **told, **sequences, program=PROGRAM, valid_from=date(2020, 1, 1), valid_until=date(2099, 1, 1),
            roles=["mentor"], role_limits=["no-transport"] if chance.random() < LIMITED else [], capacity=places,
            counties=list(counties), certified_sequence=1,
        )  # fmt: skip
        self.put(
            "profile", home, **told, languages=brings["language"], area=[], leave_from=None, leave_until=None,
            capacity_wish=places + 1 if chance.random() < WISHES else None, refuses_own_county=False, household=[],
            conflict_people=[chance.choice(self.parents)] if chance.random() < NAMES else [], roles=[],
            contact_styles=brings["style"], formats=brings["format"], experiences=brings["experience"], ages=brings["age"],
            cultures=brings["culture"], given_at=self.now, consented_at=self.now,
        )  # fmt: skip
        for slot in range(1, places + 1):
            self.put("place", home, **told, program=PROGRAM, slot=slot, offered=True)
        self.tables.setdefault("partner_county", []).extend({"partner": partner, "county": each} for each in counties)

    def matched(self) -> None:
        """A family and a partner who has a place more for it."""
        partner, home = self.chance.choice(self.partners)
        asks: Record = {name: [] for name in ("must_languages", "needs", "wishes", "preferred_languages", "ages")}
        asks |= dict.fromkeys(("culture", "contact_style", "format"))
        about = self.request(home, **asks | {"state": "matched", "partner": partner})
        slot = 100 + len(self.tables.get("match", ()))
        proposal = self.proposal(home, about, partner, state="matched", declined_by=None, reason=None)
        pair = {"partner": partner, "program": PROGRAM}
        self.put("place", home, **pair, slot=slot, offered=True)
        held = {name: about[name] for name in ("request", "parent")}
        self.put("hold", home, **pair, **held, proposal=proposal, slot=slot, family_county=home, released_at=None)
        ended: Record = {"state": "active", "reason": None, "ended_at": None, "attention": [], "mode": "structured"}
        times = {"zone": "America/Chicago", "made_at": self.now}
        self.put("match", home, **about, **pair, **ended, **times, match=uuid7(), proposal=proposal, handover=[])

    def proposal(self, where: str, about: Record, partner: UUID, **said: Any) -> UUID:
        """One that is over."""
        proposal = uuid7()
        names = ("partner_answer", "partner_answered_at", "family_answer", "family_answered_at", "closed_at")
        nothing: Record = dict.fromkeys((*names, "reminded_at", "u", "pi"))
        self.put(
            "proposal", where, **about, **said, **nothing, proposal=proposal, partner=partner, program=PROGRAM,
            zone="America/Chicago", valid_days=7, proposed_at=self.now, expires_on=self.now.date(), total=500, points="[]",
            was_told=True, seen_at=self.now, priority=0, pool_version=0, chosen_by="ssp-1", others="[]",
        )  # fmt: skip
        return proposal


def records(rows: list[Record]) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of their first one's columns."""
    names = list(rows[0])
    for row in rows:
        yield tuple(row[name] for name in names)


async def fill(place: str, families: int) -> dict[str, int]:
    """Write a state of so many families to the database at `place`, vacuumed and analysed; how many rows each table has."""
    tables = await asyncio.to_thread(Rows(families).all)
    connection = await asyncpg.connect(place)
    for name in sorted(tables, key=lambda table: table == "hold"):  # behind the places it refers to
        rows = tables[name]
        await connection.copy_records_to_table(name, records=records(rows), columns=list(rows[0]))
    await connection.execute("VACUUM (ANALYZE)")
    await connection.execute("CHECKPOINT")
    await connection.close()
    return {name: len(rows) for name, rows in tables.items()}
