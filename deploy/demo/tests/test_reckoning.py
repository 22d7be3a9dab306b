"""The reader of the pipeline: where events put somebody, and that a wrong number and a lost event are both named."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from peerbridge.programs import load
from peerbridge_demo.people.opening import PROGRAMS
from peerbridge_demo.reckoning import Count, Key, Reckoning, differences
from peerbridge_demo.reckoning.lists import lists, places
from peerbridge_demo.reckoning.numbers import pipeline
from peerbridge_demo.reckoning.shown import Shown
from peerbridge_demo.reckoning.table import table
from peerbridge_demo.witness import Said

FAYETTE, BOONE, PROGRAM, PERSON = "21067", "21015", "start-kentucky", "person-1"
BEGIN = datetime(2026, 1, 5, 18, tzinfo=UTC)
APPLYING = {"person": PERSON, "program": PROGRAM, "application": "application-1"}
PARTNER = {"partner": PERSON, "program": PROGRAM}
FACTS = {
    "closed_on": "2025-07-01", "exit_reason": "reunification", "code_list": "afcars_2020", "case_type": "dependency",
    "referred": True, "parents": [PERSON],
}  # fmt: skip
CERTIFIED = {**PARTNER, "valid_from": "2026-01-20", "valid_until": "2027-01-20"}


class Log:
    """What was said, a day after each other, in the order in which it is added."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self._number = count(1)
        policy = load(PROGRAMS / f"{PROGRAM}.yaml").model_dump(mode="json")
        self.add("ProgramPublished", PROGRAM, program=PROGRAM, policy=policy)

    def add(self, name: str, subject: str = PERSON, county: str = FAYETTE, **data: Any) -> Said:
        """One event more."""
        number = next(self._number)
        told = {
            "id": f"0{number:07d}", "type": f"peerbridge.{name}.v1", "subject": subject, "county": county,
            "time": (BEGIN + timedelta(days=number - 5)).isoformat(), "sequence": str(number),
        }  # fmt: skip
        headers = tuple((f"ce_{key}", value.encode()) for key, value in told.items())
        self.said.append(Said("any", 0, number, subject.encode(), json.dumps(data).encode(), headers))
        return self.said[-1]

    def closed(self, case: str = "case-1", county: str = FAYETTE, name: str = "CaseClosed", **facts: Any) -> Said:
        """A case is closed, or a closure corrected."""
        return self.add(name, case, county, case=case, closure=f"{case}-closure", **{**FACTS, **facts})

    def without(self, lost: Said) -> list[Said]:
        """All of it but one event."""
        return [each for each in self.said if each is not lost]


WAY: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("CandidateIdentified", {"person": PERSON, "program": PROGRAM, "case": "case-1"}, "identified"),
    ("ApplicationSubmitted", APPLYING, "applied"),
    ("ScreeningDecided", {**APPLYING, "step": "prescreen", "decision": "advanced"}, "screening: prescreen"),
    ("ScreeningDecided", {**APPLYING, "step": "interview-1", "decision": "advanced"}, "screening: interview-1"),
    ("BackgroundCheckDecided", {**APPLYING, "check": "criminal-history"}, "checks decided"),
    ("PartnerHired", {**APPLYING, "employment": "employee", "hired_on": "2026-01-12"}, "hired"),
    (
        "TrainingCompleted",
        {"person": PERSON, "program": PROGRAM, "training": "peer-support", "completed_on": "2026-01-13", "hours": 6},
        "in training",
    ),
    ("PartnerCertified", CERTIFIED, "certified"),
    ("PartnerSuspended", {**PARTNER, "reason": "own_wish"}, "suspended"),
    ("PartnerReinstated", PARTNER, "certified"),
    ("CertificationExpiring", {**PARTNER, "valid_until": "2027-01-20", "days_left": 90}, "expiring"),
    ("CertificationLapsed", {**PARTNER, "lapsed_on": "2027-01-21"}, "lapsed"),
    ("CertificationRenewed", {**CERTIFIED, "valid_until": "2028-01-20"}, "certified"),
    ("PartnerLeft", PARTNER, "left"),
    ("CandidateWithdrawn", {"person": PERSON, "program": PROGRAM, "reason": "case_reopened"}, "withdrawn"),
)


def log_of(steps: int, **closure: Any) -> Log:
    log = Log()
    log.closed(**closure)
    for name, data, _ in WAY[:steps]:
        log.add(name, **data)
    return log


def reckoned(said: list[Said], at: datetime = BEGIN + timedelta(days=30)) -> Reckoning:
    return Reckoning(said, at)


def where(known: Reckoning) -> str:
    (way,) = known.candidates()
    return known.place(way)


@pytest.mark.parametrize("steps", range(1, len(WAY)))
def test_each_event_of_the_way_puts_somebody_in_one_place(steps: int) -> None:
    known = reckoned(log_of(steps).said)
    assert where(known) == WAY[steps - 1][2]
    assert sum(each.number for each in places(known).values()) == 1


@pytest.mark.parametrize(
    ("name", "data", "place"),
    [
        ("ScreeningDecided", {**APPLYING, "step": "prescreen", "decision": "declined"}, "declined"),
        ("ApplicationWithdrawn", APPLYING, "application over"),
    ],
)
def test_an_application_that_is_over_is_a_place_until_the_pool_lets_go(
    name: str, data: dict[str, Any], place: str
) -> None:
    log = log_of(2)
    log.add(name, **data)
    assert where(reckoned(log.said)) == place
    log.add("CandidateOptedOut", person=PERSON)
    assert where(reckoned(log.said)) == "opted out"


def test_who_opts_out_while_an_application_goes_on_stays_where_it_is() -> None:
    log = log_of(3)
    log.add("CandidateOptedOut", person=PERSON)
    known = reckoned(log.said)
    assert where(known) == "screening: prescreen"
    assert lists(known)[Key("candidates", FAYETTE, PROGRAM, "opted_out")].number == 1


def test_p01_a_closed_case_alone_makes_somebody_wait_until_the_day_has_come() -> None:
    log = log_of(0)
    log.closed(name="CaseClosureCorrected", closed_on="2025-11-30")
    assert where(reckoned(log.said, datetime(2026, 5, 29, 18, tzinfo=UTC))) == "waiting"
    late = reckoned(log.said, datetime(2026, 5, 30, 18, tzinfo=UTC))
    assert where(late) == "due, and never identified", "a place that no list has, so that it is seen"


@pytest.mark.parametrize(
    "facts", [{"exit_reason": "emancipation"}, {"referred": False}, {"parents": []}], ids=["exit", "referred", "nobody"]
)
def test_who_does_not_qualify_is_nowhere(facts: dict[str, Any]) -> None:
    assert list(reckoned(log_of(0, **facts).said).candidates()) == []


def test_nobody_waits_while_another_case_of_theirs_is_open() -> None:
    log = log_of(0)
    log.add(
        "CaseOpened", "case-2", BOONE, case="case-2", opened_on="2026-01-01", case_type="dependency", parents=[PERSON]
    )
    assert list(reckoned(log.said).candidates()) == []


def test_a_candidate_is_counted_where_the_case_is_now() -> None:
    log = log_of(1)
    log.closed(county=BOONE, name="CaseClosureCorrected")
    assert list(lists(reckoned(log.said))) == [
        Key("candidates", BOONE, PROGRAM, "identified"),
        Key("candidates", BOONE, PROGRAM, "in the pool"),
    ]


def test_the_numbers_of_the_console_are_the_last_words_on_each_thing() -> None:
    log = log_of(10)
    numbers = pipeline(reckoned(log.said).events, {PROGRAM: {FAYETTE}, "another": {BOONE}})
    told = {(key.program, key.stage): each.number for key, each in numbers.items()}
    of_all = {
        ("", stage): 1 for stage in ("closed", "case_closed", "identified", "applied", "screened", "hired", "certified")
    }
    assert told == {**of_all, **{(PROGRAM, stage): 1 for _, stage in of_all}}


def test_a_withdrawn_closure_is_no_number_and_its_case_is_open() -> None:
    log = log_of(0)
    log.add("CaseClosureWithdrawn", "case-1", case="case-1", closure="case-1-closure")
    assert [key.stage for key in pipeline(reckoned(log.said).events, {})] == ["case_open"]


def shown_of(known: Reckoning) -> dict[Key, Count]:
    """What recruitment shows of the person after six steps."""
    shown = Shown(known)
    shown.candidate(
        {
            "person": PERSON,
            "program": PROGRAM,
            "county": FAYETTE,
            "state": "identified",
            "in_pool": True,
            "applied": True,
        }
    )
    steps = [{"step": step, "decision": "advanced"} for step in ("prescreen", "interview-1")]
    row = {"id": "application-1", "county": FAYETTE, "program": PROGRAM, "state": "hired", "screening": steps}
    shown.application({**row, "hired_on": "2026-01-12", "trainings": []})
    shown.check(row, 0)
    return shown.counts()


def test_what_is_shown_and_what_was_said_agree() -> None:
    known = reckoned(log_of(6).said)
    assert differences(shown_of(known), lists(known)) == []


def test_a_lost_event_is_named_with_county_programme_stage_and_whom_it_is_about() -> None:
    log = log_of(6)
    known = reckoned(log.without(log.said[-1]))
    told = {str(each).partition("\n")[0]: str(each) for each in differences(shown_of(known), lists(known))}
    assert sorted(told) == [
        "applications: hired in 21067, start-kentucky: 1 shown, 0 by the events",
        "applications: hired on a day in 21067, start-kentucky: 1 shown, 0 by the events",
        "applications: open in 21067, start-kentucky: 0 shown, 1 by the events",
    ]
    missing = told["applications: open in 21067, start-kentucky: 0 shown, 1 by the events"]
    assert "not shown: application-1 (ApplicationSubmitted 00000004 of" in missing
    assert "no event says so: application-1" in "".join(told.values())


def test_a_number_made_wrong_is_named_with_the_events_that_it_should_count() -> None:
    numbers = pipeline(reckoned(log_of(8).said).events, {})
    key = Key("pipeline", FAYETTE, "", "hired")
    (found,) = differences({**{k: Count(c.number) for k, c in numbers.items()}, key: Count(2)}, numbers)
    assert found.key == key
    assert str(found).startswith(
        "pipeline: hired in 21067: 2 shown, 1 by the events\n    counted: PartnerHired 00000008 of "
    )


def test_somebody_in_another_place_is_found_though_the_number_is_right() -> None:
    known = lists(reckoned(log_of(1).said))
    shown = {key: Count.of({"somebody else": "shown"}) for key in known}
    assert [each.key.stage for each in differences(shown, known)] == ["identified", "in the pool"]


def test_p05_who_was_named_and_applied_before_they_were_identified_stays_nominated() -> None:
    log = log_of(0)
    log.add("CandidateNominated", person=PERSON, program=PROGRAM)
    log.add("ApplicationSubmitted", **APPLYING)
    assert Key("candidates", FAYETTE, PROGRAM, "nominated") in lists(reckoned(log.said))


def test_p05_who_is_named_while_a_case_is_open_is_counted_apart_and_nobody_else_is() -> None:
    log = log_of(1)
    opening: dict[str, Any] = {"opened_on": "2026-01-08", "case_type": "dependency", "parents": [PERSON, "person-2"]}
    log.add("CaseReopened", "case-1", case="case-1", **opening)
    log.add("CandidateWithdrawn", person=PERSON, program=PROGRAM, reason="case_reopened")
    row = {"program": PROGRAM, "county": FAYETTE, "state": "waiting", "in_pool": False}
    known = reckoned(log.said)
    shown = Shown(known)
    for person in (PERSON, "person-2", "person-3"):
        shown.candidate({**row, "person": person})
    assert shown.named == [PERSON, "person-2"]
    (found,) = differences(shown.counts(), lists(known))
    assert found.key.stage == "waiting"
    assert "no event says so: person-3" in str(found), "no case of theirs is open"


def test_the_table_has_a_line_for_each_place_and_everybody_at_the_end() -> None:
    lines = list(table(places(reckoned(log_of(5).said)), {FAYETTE: "Fayette"}))
    assert lines[1].split() == [PROGRAM, "Fayette", "all"]
    assert [line.split()[-1] for line in lines if line.strip().startswith("checks decided")] == ["1"]
    assert lines[-1].split() == ["everybody", "1", "1"]
