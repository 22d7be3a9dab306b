"""The whole story, once, on real Kafka and PostgreSQL with every service a process: from case files to e-mails and timeline.

It is played by the first fixture; each test looks at one thing that must have come of it.
"""

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from peerbridge_demo.story import Player, Refusal, Trial, certify, expect, matched, peerbridge
from peerbridge_demo.witness import Said, disorder, doubled

PROJECT = Path(__file__).parents[2]
PROGRAMS = sorted(str(path) for path in (PROJECT / "programs").glob("*.yaml"))
REAL_FILE = PROJECT.parent / "shared" / "data" / "afcars" / "person-01-multi-removals.xml"
PROGRAM, COUNTY = "parents-for-parents-washington", "53033"
SUPERVISOR = str(uuid5(NAMESPACE_URL, "supervisor of the story"))
PARTNER_MAIL, PARENT_MAIL = "compa@example.org", "parent@example.org"


@dataclass
class Told:
    """What the story led to."""

    ledger: dict[str, Any]
    first: list[dict[str, str]]
    again: list[dict[str, str]]
    refused: Refusal | None = None
    partner: dict[str, Any] = field(default_factory=dict)
    request: dict[str, Any] = field(default_factory=dict)
    match: dict[str, Any] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)

    def events(self, name: str) -> list[dict[str, Any]]:
        """The payloads of one kind, in order."""
        return [each.data for each in self.said if each.name == name]


async def import_file(world: Trial, file: Path, result: Path) -> list[dict[str, str]]:
    """`peerbridge import afcars`, as anybody runs it; its result file."""
    token = await world.token("state_officer")
    options = ("--result", str(result), "--today", "2026-01-05")
    done = await peerbridge(world.system.addresses, token, "import", "afcars", str(file), *options)
    assert done.code == 0, done.noted
    return rows_of(result)


def rows_of(result: Path) -> list[dict[str, str]]:
    """A result file's rows."""
    return list(csv.DictReader(result.read_text().splitlines()))


async def generated(world: Trial, folder: Path) -> tuple[Path, dict[str, Any]]:
    """A made-up state's file and what is in it."""
    file, ledger = folder / "state.xml", folder / "ledger.json"
    options = ("--children", "40", "--county", COUNTY, "--seed", "7", "--ledger", str(ledger))
    done = await peerbridge(world.system.addresses, "", "generate", "afcars", str(file), *options)
    assert done.code == 0, done.noted
    return file, json.loads(ledger.read_text())


async def a_candidate(player: Player, person_not: tuple[str, ...] = ()) -> dict[str, Any]:
    """Somebody in the pool."""

    async def look() -> list[dict[str, Any]]:
        found = await player.get("coordinator", "recruitment", "/v1/candidates", state="identified", county=COUNTY)
        return [each for each in found["items"] if each["person"] not in person_not]

    return (await expect(look))[0]


async def open_case(player: Player, name: str) -> dict[str, Any]:
    """A caseworker opens a case with one parent; as recruitment knows it."""
    body = {
        "source": "king-county", "source_case": name, "county": COUNTY, "parents": [f"parent-of-{name}"],
        "opened_on": "2025-12-20",
    }  # fmt: skip
    taken = await player.post("caseworker", "recruitment", "/v1/case-openings", body)
    case: dict[str, Any] = await player.get("caseworker", "recruitment", f"/v1/cases/{taken['lines'][0]['case']}")
    return case


async def enter(player: Player, person: str, name: str, email: str, language: str) -> None:
    body = {"name": name, "email": email, "language": language, "county": COUNTY}
    await player.put("coordinator", "notification", f"/v1/people/{person}", body)


async def play(world: Trial, folder: Path) -> Told:
    player, addresses = world.player, world.system.addresses
    applied = await peerbridge(addresses, await world.token("program_admin"), "programs", "apply", *PROGRAMS)
    assert applied.code == 0, applied.noted
    file, ledger = await generated(world, folder)
    told = Told(ledger, await import_file(world, file, folder / "first.csv"), [])
    told.again = await import_file(world, file, folder / "again.csv")
    candidate = await a_candidate(player)
    await enter(player, candidate["person"], "Noé Robles", PARTNER_MAIL, "es")
    told.refused = await refusal_of_a_skipped_step(player, await a_candidate(player, (candidate["person"],)))
    told.partner = await certify(player, world.policies[PROGRAM], candidate["person"])
    profile = {"county": COUNTY, "languages": ["en", "es"]}
    path = f"/v1/partners/{candidate['person']}/profile"
    await player.put("partner", "matching", path, profile, person=candidate["person"])
    body = {"counties": [COUNTY], "span": 5, "lived_experience": True}
    await player.put("coordinator", "supervision", f"/v1/supervisors/{SUPERVISOR}", body)
    await family(world, told)
    await world.databases.settled()
    told.said = await world.said()
    return told


async def family(world: Trial, told: Told) -> None:
    """A family that must have somebody who speaks Spanish; both sides agree."""
    case = await open_case(world.player, "case-1")
    parent = case["parents"][0]
    await enter(world.player, parent, "Rowan Birch", PARENT_MAIL, "en")
    wanted = {"case": case["case"], "parent": parent, "must_languages": ["es"], "needs": ["reunification"]}
    told.request = await world.player.post("caseworker", "matching", "/v1/requests", wanted)
    told.match = await matched(world.player, told.request["request"])


async def refusal_of_a_skipped_step(player: Player, candidate: dict[str, Any]) -> Refusal:
    """Certify somebody who has only applied."""
    body = {"person": candidate["person"], "program": PROGRAM}
    application = await player.post("coordinator", "recruitment", "/v1/applications", body)
    with pytest.raises(Refusal) as refused:
        await player.post("coordinator", "recruitment", f"/v1/applications/{application['id']}/certification", {})
    return refused.value


@pytest.fixture(scope="module")
async def told(world: Trial, tmp_path_factory: pytest.TempPathFactory) -> Told:
    return await play(world, tmp_path_factory.mktemp("story"))


async def test_every_shipped_programme_and_pool_is_published_once(told: Told) -> None:
    said = [("ProgramPublished", "program"), ("PoolPublished", "pool")]
    published = Counter(each[named] for event, named in said for each in told.events(event))
    assert published == dict.fromkeys([Path(path).stem for path in PROGRAMS], 1)


async def test_each_exit_of_a_file_becomes_one_closed_case(told: Told) -> None:
    imported = {row["case"] for row in told.first}
    closed = [each for each in told.events("CaseClosed") if each["case"] in imported]
    assert len(closed) == told.ledger["closures"]
    assert {each["code_list"] for each in closed} <= {"afcars_2020", "afcars_1993"}


async def test_the_same_file_again_changes_nothing(told: Told) -> None:
    assert {row["outcome"] for row in told.first} == {"accepted"}
    assert {row["outcome"] for row in told.again} == {"unchanged"}


async def test_a_skipped_step_is_refused_with_what_is_missing(told: Told) -> None:
    assert told.refused is not None
    assert told.refused.status == 409
    missing = {each["step"] for each in told.refused.problem["missing"]}
    assert missing == {"screening-decisions", "background-checks", "hire", "trainings", "readiness"}


async def test_a_partner_is_certified_once_every_requirement_is_met(told: Told) -> None:
    (certified,) = told.events("PartnerCertified")
    assert certified["partner"] == told.partner["person"]
    assert certified["valid_until"] == told.partner["valid_until"]


async def test_a_match_exists_once_after_both_sides_have_said_yes(told: Told) -> None:
    (created,) = told.events("MatchCreated")
    assert (created["match"], created["partner"]) == (told.match["match"], told.partner["person"])
    stream = [each.name for each in told.said if each.attribute("subject") == told.request["request"]]
    assert stream == ["SupportRequested", "MatchProposed", "MatchAccepted", "MatchAccepted", "MatchCreated"]


async def test_the_match_has_a_supervisor_and_a_first_check_in(told: Told) -> None:
    (assigned,) = told.events("SupervisorAssigned")
    assert (assigned["match"], assigned["supervisor"]) == (told.match["match"], SUPERVISOR)
    (scheduled,) = told.events("CheckInScheduled")
    assert scheduled["due_on"] > "2026-01-05"


async def test_everyone_is_told_in_their_language_and_nobody_twice(world: Trial, told: Told) -> None:
    mails = world.mail.mails
    ids = [mail.message["Message-ID"] for mail in mails]
    assert len(ids) == len(set(ids))
    assert len(ids) == len(told.events("NotificationSent"))
    languages = {mail.recipients[0]: mail.message["Content-Language"] for mail in mails}
    assert languages == {PARTNER_MAIL: "es", PARENT_MAIL: "en"}
    told_of = Counter(each["template"] for each in told.events("NotificationSent"))
    assert told_of["match_created"] == 2
    assert told_of["certified"] == 1


async def test_no_event_says_who_anybody_is(told: Told) -> None:
    everything = b"".join((each.value or b"") + b"".join(value for _, value in each.headers) for each in told.said)
    for personal in ("Robles", "Birch", PARTNER_MAIL, PARENT_MAIL):
        assert personal.encode() not in everything


async def test_the_timeline_of_the_case_holds_every_event_of_its_story(world: Trial, told: Told) -> None:
    path = f"/v1/cases/{told.request['case']}/timeline"
    shown = await world.player.get("coordinator", "console", path)
    names = {each["type"].removeprefix("peerbridge.").rpartition(".")[0] for each in shown["events"]}
    assert names >= {
        "CaseOpened", "SupportRequested", "MatchProposed", "MatchAccepted", "MatchCreated", "SupervisorAssigned",
        "CheckInScheduled", "NotificationSent",
    }  # fmt: skip
    assert shown["complete"]


async def test_the_console_keeps_every_event_once(world: Trial, told: Told) -> None:
    kept = await world.databases.rows("console", "SELECT count(*), count(DISTINCT id) AS once FROM event")
    from_services = [each for each in told.said if each.topic != "peerbridge.intake.cases"]
    assert kept == [{"count": len(from_services), "once": len(from_services)}]


async def test_every_stream_runs_from_one_without_gap_double_or_disorder(told: Told) -> None:
    assert disorder(told.said) == []
    assert doubled(told.said) == []
    ids = [each.attribute("id") for each in told.said]
    assert len(ids) == len(set(ids))


async def test_a_closed_case_puts_its_match_on_the_coordinators_list(world: Trial, told: Told) -> None:
    body = {
        "source": "king-county", "source_case": "case-1", "county": COUNTY, "parents": ["parent-of-case-1"],
        "opened_on": "2025-12-20", "closed_on": "2026-01-04", "code_list": "afcars_2020", "exit_reason": 1,
    }  # fmt: skip
    await world.player.post("caseworker", "recruitment", "/v1/case-closures", body)

    async def attention() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await world.player.get("coordinator", "matching", "/v1/matches", attention=True)
        return found

    assert [each["match"] for each in await expect(attention)] == [told.match["match"]]


@pytest.mark.skipif(not REAL_FILE.exists(), reason="the real AFCARS file is not here")
async def test_a_real_afcars_file_waits_for_its_county_and_then_closes_twice(world: Trial, tmp_path: Path) -> None:
    rows = await import_file(world, REAL_FILE, tmp_path / "real.csv")
    assert {row["outcome"] for row in rows} == {"waiting_for_county"}
    case = rows[0]["case"]
    player = world.player
    waiting = (await player.get("coordinator", "recruitment", "/v1/intake/waiting"))["items"]
    (entry,) = [each for each in waiting if each["case"] == case]
    await player.post("coordinator", "recruitment", f"/v1/intake/waiting/{entry['id']}/county", {"county": COUNTY})
    await world.databases.settled()
    events = [each for each in await world.said() if each.attribute("subject") == case]
    assert [each.name for each in events] == ["CaseClosed", "CaseClosed", "CaseReopened"]
    assert {each.data["code_list"] for each in events if each.name == "CaseClosed"} == {"afcars_1993"}
    candidates = (await player.get("coordinator", "recruitment", "/v1/candidates", county=COUNTY, limit=1000))["items"]
    assert [each for each in candidates if each["case"] == case and each["in_pool"]] == []
