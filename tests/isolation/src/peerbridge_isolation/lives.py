"""A county's life, led through the public APIs, with words in every field that nobody could mistake for another county's."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from peerbridge.events.intake import CaseClosedReported
from peerbridge.events.policy import Policy
from peerbridge.events.policy_support import Cadence, SupportSession
from peerbridge.identity import (
    CANDIDATE,
    CASEWORKER,
    COORDINATOR,
    PARENT,
    PARTNER,
    PROGRAM_ADMIN,
    STATE_OFFICER,
    SUPERVISOR,
)
from peerbridge.programs import load, load_pool
from peerbridge_isolation.doubles import known_twice
from peerbridge_isolation.files import AFCARS, CSV, take_in
from peerbridge_isolation.house import IN_HEADERS, IN_QUERY, House
from peerbridge_isolation.offices import organised
from peerbridge_isolation.pairings import Pairings, paired
from peerbridge_isolation.troubles import troubled

__all__ = ["POOL", "PROGRAM", "Life", "live", "policy", "publish"]

PROGRAM: Final = "children-and-families-of-iowa"
POOL: Final = "pool-ia"
NOBODY: Final = Pairings(match="", former="", asked="", unseen="")
PROGRAMS: Final = Path(__file__).resolve().parents[4] / "programs"
WELLNESS: Final = SupportSession(
    session="wellness-group", name="Wellness group", kind="wellness", cadence=Cadence(every=21, unit="days"), required=True
)  # fmt: skip


@dataclass
class Life:
    """Who lives in a county. `mark` begins every word of theirs; `texts`: personal data, which only its owner may keep."""

    county: str
    mark: str
    partner: str = ""
    parent: str = ""
    case: str = ""
    open_case: str = ""
    application: str = ""
    supervisor: str = field(default_factory=lambda: str(uuid4()))
    erased: str = field(default_factory=lambda: str(uuid4()))
    pairs: Pairings = NOBODY
    texts: dict[str, str] = field(default_factory=lambda: {IN_HEADERS: "", IN_QUERY: ""})

    def says(self, what: str, owner: str) -> str:
        """An unmistakable text, entered at one field; who may keep it is noted."""
        text = f"{self.mark}-{what}".replace(" ", "-")
        self.texts[text] = owner
        return text


def policy() -> Policy:
    """Iowa's policy as shipped, with a wellness group beside the clinician, and proposals that a coordinator sees first."""
    shipped = load(PROGRAMS / f"{PROGRAM}.yaml")
    supervision = shipped.supervision.model_copy(update={"sessions": (*shipped.supervision.sessions, WELLNESS)})
    matching = shipped.matching.model_copy(update={"coordinator_confirms": True})
    return shipped.model_copy(update={"supervision": supervision, "matching": matching})


async def publish(house: House) -> None:
    """The programme and the pool that both counties share; no agreement opens one to the other."""
    told = policy()
    body = told.model_dump(mode="json")
    await house.ask(
        "recruitment", "PUT", f"/v1/programs/{PROGRAM}", body, role=PROGRAM_ADMIN, counties=tuple(told.zones)
    )
    await house.settle()
    rules = load_pool(PROGRAMS / f"{POOL}.yaml").model_copy(update={"agreements": ()})
    body, where = rules.model_dump(mode="json"), f"/v1/pools/{POOL}"
    await house.ask("matching", "PUT", where, body, role=PROGRAM_ADMIN, counties=tuple(told.zones))
    await house.settle()


async def live(house: House, life: Life) -> Life:
    """Everything that can happen in a county, once."""
    await _cases(house, life)
    await _people(house, life)
    await _certified(house, life)
    await organised(house, PROGRAM, policy(), life.county, life.application, life.mark)
    told = {"number": life.says("second number", ""), "name": life.says("name entered twice", "notification")}
    await known_twice(house, life.county, PROGRAM, life.parent, **told)
    await _matched(house, life)
    await _supported(house, life)
    await troubled(house, life.county, life.mark)
    return life


async def _as(house: House, life: Life, role: str, service: str, method: str, path: str, body: Any = None) -> Any:
    person = {PARTNER: life.partner, CANDIDATE: life.partner, PARENT: life.parent}.get(role)
    return await house.do(service, method, path, body, role=role, county=life.county, person=person)


async def _cases(house: House, life: Life) -> None:
    """One case closed well, one open, one reported with a fault."""
    source = {"source": "county-system", "county": life.county}
    closed = {
        **source, "source_case": life.says("closed case", "recruitment"), "parents": [life.says("first parent", "")],
        "opened_on": "2023-02-01", "closed_on": "2024-07-01", "code_list": "afcars_2020", "exit_reason": 1,
    }  # fmt: skip
    opened = {
        **source, "source_case": life.says("open case", "recruitment"), "parents": [life.says("second parent", "")],
        "opened_on": "2025-11-01",
    }  # fmt: skip
    wrong = CaseClosedReported(
        source_case=life.says("wrong case", "recruitment"), removal="1", exit="1", case_type="dependency", opened_on="2023-02-01",
        closed_on="2023-01-01", code_list="afcars_2020", exit_reason=1, referred=True, withdrawn=False, parents=(),
    )  # fmt: skip
    await _files(house, life)
    life.case = await _case(house, life, "case-closures", closed)
    life.open_case = await _case(house, life, "case-openings", opened)
    intake = house.parts["recruitment"]
    await intake.hears(house.log.seal(wrong, county=life.county, source="https://cases.example/state"))
    life.partner = (await _as(house, life, CASEWORKER, "recruitment", "GET", f"/v1/cases/{life.case}"))["parents"][0]
    (life.parent,) = (await _as(house, life, CASEWORKER, "recruitment", "GET", f"/v1/cases/{life.open_case}"))[
        "parents"
    ]
    named = {"program": PROGRAM, "county": life.county, "referrer": "caseworker", "person": life.parent}
    await _as(house, life, CASEWORKER, "recruitment", "POST", "/v1/nominations", named)


async def _files(house: House, life: Life) -> None:
    """Old cases of the county's own file and of the state's; one row of the first is refused, by whoever reads it."""
    told = {"county": life.county, "state": life.county[:2]}
    parent, name = life.says("parent in a file", ""), life.says("name in a column of dates", "")
    csv = CSV.format(case=life.says("case in a file", "recruitment"), parent=parent, name=name, **told)
    await take_in(house, life.county, "csv", csv)
    afcars = AFCARS.format(case=f"{life.mark}-1", name=life.says("name of a child", ""), **told)
    life.texts[f"{life.mark}-1"] = "recruitment"
    await take_in(house, life.county, "afcars", afcars)


async def _case(house: House, life: Life, where: str, line: dict[str, Any]) -> str:
    taken = await _as(house, life, CASEWORKER, "recruitment", "POST", f"/v1/{where}", line)
    return str(taken["lines"][0]["case"])


async def _people(house: House, life: Life) -> None:
    """Both are in the directory, with all that can be entered; so was a third, who is erased."""
    for person, word in ((life.partner, "partner"), (life.parent, "parent"), (life.erased, "stranger")):
        owner = "" if person == life.erased else "notification"
        address = f"{life.mark}.{word}@canary.example"
        phone = f"+1 515 {abs(hash(life.mark + word)) % 10_000_000:07d}"
        life.texts |= {address: owner, phone: owner}
        body = {
            "name": life.says(f"name of the {word}", owner), "email": address, "phone": phone, "language": "es",
            "county": life.county, "quiet_hours": {"from": "21:00", "until": "07:00"},
        }  # fmt: skip
        await _as(house, life, COORDINATOR, "notification", "PUT", f"/v1/people/{person}", body)
    held = {"reference": f"{life.mark}-hold"}
    await _as(house, life, STATE_OFFICER, "notification", "PUT", f"/v1/people/{life.partner}/legal-hold", held)
    order = {"reason": "entered_by_mistake", "reference": f"{life.mark}-order"}
    await _as(house, life, STATE_OFFICER, "notification", "POST", f"/v1/people/{life.erased}/erasure", order)
    await house.hurry()


async def _certified(house: House, life: Life) -> None:
    """From application to certification, with notes, a letter and a plan."""
    told = policy()
    body = {"person": life.partner, "program": PROGRAM}
    life.application = (await _as(house, life, CANDIDATE, "recruitment", "POST", "/v1/applications", body))["id"]
    steps: list[tuple[str, dict[str, Any]]] = []
    for step in told.screening.steps:
        notes, own, why = (
            life.says(f"{what} {step.step}", "recruitment") for what in ("notes on", "own notes on", "why")
        )
        panel = [{"person": str(uuid4()), "lived_experience": True, "notes": own}]
        said = {"step": step.step, "decision": "advanced", "panel": panel, "notes": notes, "reason": why}
        steps.append(("screening-decisions", said))
    for kind in told.background_checks.kinds:
        letter = life.says(f"letter on {kind.check}", "recruitment")
        said = {"check": kind.check, "outcome": "cleared", "categories": ["theft"], "letter": letter}
        steps.append(("background-checks", said))
    steps += [
        ("hire", {"employment": told.employment.model}),
        *(
            ("trainings", {"training": each.training, "hours": each.hours or 3})
            for each in told.trainings
            if each.due == "before_start"
        ),
    ]  # fmt: skip
    if told.readiness.dual_rating:
        ratings = dict.fromkeys(told.readiness.skills, 4)
        steps.append(
            ("readiness", {"partner": ratings, "coordinator": ratings, "plan": life.says("plan", "recruitment")})
        )
    for where, what in (*steps, ("certification", {})):
        path = f"/v1/applications/{life.application}/{where}"
        await _as(house, life, COORDINATOR, "recruitment", "POST", path, what)


async def _matched(house: House, life: Life) -> None:
    """A supervisor, and pairs in every state."""
    body = {"counties": [life.county], "span": 20, "lived_experience": True}
    await _as(house, life, COORDINATOR, "supervision", "PUT", f"/v1/supervisors/{life.supervisor}", body)
    life.pairs = await paired(house, life.county, life.partner, life.parent, life.open_case)


async def _supported(house: House, life: Life) -> None:
    """A first contact."""
    body = {"kind": "attempted", "on": "2026-01-05"}
    await _as(house, life, SUPERVISOR, "supervision", "POST", f"/v1/matches/{life.pairs.match}/contacts", body)
