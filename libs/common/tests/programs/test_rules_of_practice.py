"""A policy whose values are well formed may still break a rule of practice; each is named with its practice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from peerbridge.programs import ProgramRefused, broken_rules, load, loads

FOLDER = Path(__file__).parents[4] / "programs"
START = load(FOLDER / "start-kentucky.yaml").model_dump(mode="json")
Change = Callable[[dict[str, Any]], object]


def start(**changes: Any) -> Policy:  # any value of a policy
    """START's policy with some values changed; `a__0__b` is the b of the first a."""
    data = Policy.model_validate(START).model_dump(mode="json")
    for path, value in changes.items():
        place: Any = data
        *steps, last = path.split("__")
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        place[int(last) if last.isdigit() else last] = value
    return Policy.model_validate(data)


def twice(what: str) -> dict[str, Any]:
    """A list of START's with its first item again at the end."""
    *steps, last = what.split("__")
    place: Any = START
    for step in steps:
        place = place[step]
    return {what: [*place[last], place[last][0]]}


def training(**values: Any) -> dict[str, Any]:  # any value of a training
    """START's first training, changed."""
    return {"trainings__0": {**START["trainings"][0], **values}}


def asked(kind: str, step: str) -> dict[str, Any]:  # any value of a qualification
    """A degree or skill that is asked for at a step."""
    return {"qualification": "typing", "name": "Typing", "kind": kind, "step": step}


def check(**values: Any) -> dict[str, Any]:  # any value of a background check
    """START's first background check, changed."""
    return {"background_checks__kinds__0": {**START["background_checks"]["kinds"][0], **values}}


def test_a_shipped_policy_breaks_no_rule() -> None:
    assert broken_rules(start()) == ()


@pytest.mark.parametrize(
    ("changes", "where", "rule"),
    [
        ({"wait_months": 25}, "wait_months", "(P01)"),
        ({"case_types": []}, "case_types", "(P04)"),
        ({"referrers": []}, "referrers", "(P05)"),
        ({"role_titles": []}, "role_titles", "(P64)"),
        ({"titles": [{"language": "es", "title": t} for t in "ab"]}, "titles.1", "repeats es"),
        ({"modalities": []}, "modalities", "(P66)"),
        ({"modalities": ["in_person"], "trainings__0__modalities": ["virtual"]}, "trainings.0.modalities.0", "(P66)"),
        (
            {"modalities": ["virtual"], "screening__steps__0__modalities": ["in_person"]},
            "screening.steps.0.modalities.0",
            "is in_person, which is none of the programme's modalities (P66)",
        ),
        (twice("readiness_checklist__elements"), "readiness_checklist.elements.5", "repeats organizational-readiness"),
        (
            {"readiness_checklist": {"elements": [], "required_before": "first_hire"}},
            "readiness_checklist.elements",
            "(P65)",
        ),
        ({"employment__further_employers": ["third_party"]}, "employment.further_employers.0", "(P16)"),
        ({"employment__further_employers": ["county", "county"]}, "employment.further_employers.1", "(P16)"),
        (
            {
                "employment__employer": "county",
                "employment__further_employers": ["third_party"],
                "employment__employer_name": None,
            },
            "employment.employer_name",
            "(P12)",
        ),
        ({"screening__degree_required": True}, "screening.degree_required", "which one, shown at which step? (P17)"),
        ({"screening__qualifications": [asked("degree", "prescreen")]}, "screening.degree_required", "(P17)"),
        ({"screening__qualifications": [asked("skill", "seance")]}, "screening.qualifications.0.step", "(P17)"),
        (
            {"screening__qualifications": [asked("skill", "prescreen")] * 2},
            "screening.qualifications.1",
            "repeats typing",
        ),
        (check(renewal_days=0), "background_checks.kinds.0.renewal_days", "(P22)"),
        (check(renewal_days=400, validity_months=12), "background_checks.kinds.0.renewal_days", "(P22)"),
        (check(validity_months=0), "background_checks.kinds.0.validity_months", "(P22)"),
        (twice("referrers"), "referrers.5", "repeats caseworker"),
        (twice("posting_languages"), "posting_languages.1", "repeats en"),
        ({"counties": []}, "counties", "at least one county"),
        (twice("counties"), "counties.120", "repeats 21001"),
        ({"counties__0__county": "19153"}, "counties.0.county", "is no county of KY (21…)"),
        ({"counties__0__county": "21999"}, "counties.0.county", "is no county of KY"),
        ({"counties__0__zone": "America/Paducah"}, "counties.0.zone", "is no IANA time zone"),
        ({"employment__employer_name": None}, "employment.employer_name", "(P12)"),
        ({"employment__reimbursements": ["gas", "gas"]}, "employment.reimbursements.1", "repeats gas"),
        ({"screening__steps": []}, "screening.steps", "(P18-P20)"),
        (twice("screening__steps"), "screening.steps.3", "repeats prescreen"),
        ({"background_checks__kinds": []}, "background_checks.kinds", "(P22)"),
        (twice("background_checks__kinds"), "background_checks.kinds.2", "repeats criminal-history"),
        (twice("background_checks__automatic_disqualifiers"), "background_checks.automatic_disqualifiers.2", "repeats"),
        (twice("trainings"), "trainings.3", "repeats peer-support"),
        (training(due="within_months"), "trainings.0.within_months", "is missing"),
        (training(within_months=12), "trainings.0.within_months", "cannot stand beside due: before_start (P26)"),
        (training(equivalents=["LMS-1", "lms-1"]), "trainings.0.equivalents", "repeats lms-1"),
        (training(equivalents=["Boundaries-and-Story"]), "trainings.0.equivalents", "repeats boundaries-and-story"),
        (training(after=["magic"]), "trainings.0.after", "names magic, which is no training here"),
        (training(after=["peer-support"]), "trainings", "in a circle"),
        ({"credentials__0__training": "magic"}, "credentials.0.training", "(P31)"),
        (twice("credentials"), "credentials.1", "repeats peer-support"),
        ({"shadowing": {"min_hours": 41, "max_hours": 40}}, "shadowing.min_hours", "(P35)"),
        ({"certification__validity_months": 0}, "certification.validity_months", "would end at once"),
        ({"certification__look_ahead_days": [45]}, "certification.look_ahead_days", "90, 60 and 30"),
        ({"continuing_education__hours": 0}, "continuing_education.hours", "(P33)"),
        ({"continuing_education__cycle_months": 0}, "continuing_education.cycle_months", "(P33)"),
        (twice("ladder"), "ladder.5", "repeats partner"),
        ({"benefits__0__unit": None}, "benefits.0", "(P39"),
        ({"roles": []}, "roles", "(P60)"),
        (twice("roles"), "roles.1", "repeats one-to-one"),
        (twice("role_limits"), "role_limits.1", "repeats no-unsupervised-child-contact"),
        ({"capacity": 0}, "capacity", "at least one family"),
        ({"matching__proposal_valid_days": 0}, "matching.proposal_valid_days", "nobody could answer"),
        ({"supervision__check_in_every_days": 0}, "supervision.check_in_every_days", "(P43)"),
        ({"supervision__first_contact_within_days": 0}, "supervision.first_contact_within_days", "late at once"),
        ({"supervision__supervisor_span": 0}, "supervision.supervisor_span", "coaches somebody"),
        ({"supervision__sessions__0__cadence": None}, "supervision.sessions.0.cadence", "(P48)"),
        ({"supervision__sessions__0__cadence__every": 0}, "supervision.sessions.0.cadence.every", "(P47)"),
        (twice("supervision__sessions"), "supervision.sessions.1", "repeats wellness-group"),
        ({"supervision__team_meeting__every": 0}, "supervision.team_meeting.every", "(P50)"),
    ],
)
def test_a_broken_rule_of_practice_is_named(changes: dict[str, Any], where: str, rule: str) -> None:
    (broken,) = broken_rules(start(**changes))
    assert broken.where == where
    assert rule in broken.rule


@pytest.mark.parametrize("months", [0, 5, 6, 11, 12, 24])
def test_p01_any_wait_up_to_two_years_may_be_asked(months: int) -> None:
    assert broken_rules(start(wait_months=months)) == ()


def test_p17_a_degree_can_be_asked_for_where_the_policy_says_which_and_where() -> None:
    degree = {"screening__degree_required": True, "screening__qualifications": [asked("degree", "prescreen")]}
    assert broken_rules(start(**degree)) == ()


def test_p16_and_p66_several_routes_and_modalities_can_be_said() -> None:
    routes = {"employment__further_employers": ["county", "contracted_provider"]}
    assert broken_rules(start(**routes, screening__steps__0__modalities=["virtual"])) == ()


def test_p35_thirty_to_forty_hours_of_shadowing_can_be_said() -> None:
    assert broken_rules(start(shadowing={"min_hours": 30, "max_hours": 40})) == ()


def test_a_file_that_breaks_a_rule_is_refused_on_the_line_of_the_value() -> None:
    text = (FOLDER / "start-kentucky.yaml").read_text().replace("value: 6\n", "value: 36\n", 1)
    with pytest.raises(ProgramRefused) as refused:
        loads(text, "start.yaml")
    line = text[: text.index("value: 36")].count("\n") + 1
    assert (
        str(refused.value) == f"start.yaml:{line}: wait_months: is more than 24: programs wait two years at most (P01)"
    )
