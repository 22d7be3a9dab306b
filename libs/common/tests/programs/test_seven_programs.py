"""What the seeds say of Oregon, Oklahoma, Arizona, the two Riversides, the Sierra and Colorado, practice by practice."""

from pathlib import Path

import pytest

from peerbridge.events.policy import Policy
from peerbridge.programs import load, program_files, sources

FOLDER = Path(__file__).parents[4] / "programs"
MORRISON, NORTHCARE, ARIZONA, CHILDREN, MENTAL_HEALTH, SIERRA, COLORADO = (
    load(FOLDER / f"{name}.yaml")
    for name in (
        "morrison-oregon",
        "northcare-oklahoma",
        "family-involvement-center-arizona",
        "riverside-children-services",
        "riverside-mental-health",
        "stanford-sierra-california",
        "parent-partner-mentoring-colorado",
    )
)


def due(policy: Policy, when: str) -> set[str]:
    """The ids of the trainings that are due then."""
    return {training.training for training in policy.trainings if training.due == when}


def test_ten_programmes_are_shipped() -> None:
    assert len({load(file).program for file in program_files(FOLDER)}) == 10


def test_p04_arizona_takes_any_success_and_any_kind_of_case() -> None:
    assert ARIZONA.exit_policy == "any_success"
    assert set(ARIZONA.case_types) == {"dependency", "non_dependency"}


def test_p07_morrison_posts_in_two_languages_and_has_a_hiring_committee() -> None:
    assert MORRISON.posting_languages == ("en", "es")
    assert MORRISON.screening.hiring_committee


def test_p08_colorado_has_one_way_to_nominate_and_to_request() -> None:
    assert set(COLORADO.referral_kinds) == {"nominate", "request"}


@pytest.mark.parametrize(
    ("policy", "model", "employer"),
    [
        (CHILDREN, "employee", "county"),  # P10
        (MENTAL_HEALTH, "employee", "county"),  # P15, P16
        (COLORADO, "volunteer_stipend", "county"),  # P13, P46
    ],
    ids=["P10", "P15", "P13"],
)
def test_partners_are_employed_as_the_seeds_say(policy: Policy, model: str, employer: str) -> None:
    assert (policy.employment.model, policy.employment.employer) == (model, employer)


def test_p13_and_p14_colorados_mentors_have_a_stipend_by_the_hour_and_their_expenses() -> None:
    assert COLORADO.employment.pay == "per_hour_stipend"
    assert set(COLORADO.employment.reimbursements) == {"gift_card", "mileage", "gas"}


def test_p15_riversides_mental_health_programmes_have_places_for_eleven_and_seventeen() -> None:
    assert MENTAL_HEALTH.employment.headcount_cap == 11 + 17


def test_p16_riversides_mental_health_programmes_employ_by_two_routes() -> None:
    assert set(MENTAL_HEALTH.employment.routes) == {"county", "contracted_provider"}
    assert set(CHILDREN.employment.routes) == {"county"}


def test_p20_colorado_asks_a_questionnaire_and_interviews() -> None:
    assert [step.kind for step in COLORADO.screening.steps] == ["questionnaire", "interview"]


def test_p24_morrisons_candidates_may_write_a_letter() -> None:
    assert MORRISON.background_checks.mitigation_letter
    assert sources(FOLDER / "morrison-oregon.yaml")["background_checks.mitigation_letter"].names == ("P24",)


def test_p29_colorados_course_takes_fourteen_weeks_and_more_than_thirty_hours() -> None:
    course, *more = COLORADO.trainings
    assert course.weeks == 14
    assert course.hours is not None
    assert course.hours > 30
    assert len(more) == 4


def test_p30_riversides_partners_attend_the_core_training_of_caseworkers() -> None:
    assert CHILDREN.curriculum == "caseworker-core"
    assert due(CHILDREN, "before_start") == {"caseworker-core"}


def test_p31_and_p33_oklahoma_asks_for_the_states_training_and_twelve_hours_a_year() -> None:
    (credential,) = NORTHCARE.credentials
    assert credential.training in due(NORTHCARE, "before_start")
    assert NORTHCARE.continuing_education is not None
    assert (NORTHCARE.continuing_education.hours, NORTHCARE.continuing_education.cycle_months) == (12, 12)


def test_p34_and_p35_morrison_renews_by_forty_hours_and_shadows_thirty_to_forty() -> None:
    assert MORRISON.continuing_education is not None
    assert (MORRISON.continuing_education.hours, MORRISON.continuing_education.cycle_months) == (40, 24)
    assert MORRISON.shadowing is not None
    assert (MORRISON.shadowing.min_hours, MORRISON.shadowing.max_hours) == (30, 40)


def test_p37_and_p48_the_sierra_trains_stories_and_documentation_and_meets_every_21_days() -> None:
    assert {each.training for each in SIERRA.trainings} == {"story-sharing", "collaborative-documentation"}
    (group,) = SIERRA.supervision.sessions
    assert group.cadence is not None
    assert (group.required, group.cadence.every, group.cadence.unit) == (True, 21, "days")


def test_p38_riversides_mental_health_partners_are_trained_in_five_skills_before_they_join() -> None:
    assert due(MENTAL_HEALTH, "before_start") == {
        "sharing-ones-story",
        "clinical-teams",
        "advocacy",
        "voicing-concerns",
        "group-facilitation",
    }


def test_p40_arizona_pays_conferences_and_leads_to_an_apprenticeship_in_three_steps() -> None:
    assert {benefit.benefit for benefit in ARIZONA.benefits} == {"conference", "apprenticeship"}
    assert [step.step for step in ARIZONA.pathway] == ["college-credit", "internship", "apprenticeship"]


@pytest.mark.parametrize("policy", [ARIZONA, MORRISON], ids=["Arizona", "Oregon"])
def test_p41_ladders_end_at_the_supervisor(policy: Policy) -> None:
    assert [step.step for step in policy.ladder] == ["partner", "support", "coach", "trainer", "supervisor"]


def test_p42_all_of_the_sierras_department_has_lived_experience() -> None:
    assert SIERRA.department_lived_experience_percent == 100
    assert SIERRA.supervision.supervisor_lived_experience == "required"


def test_p49_oklahomas_therapist_is_there_on_request() -> None:
    (therapist,) = NORTHCARE.supervision.sessions
    assert (therapist.kind, therapist.cadence, therapist.required) == ("clinical", None, False)


def test_p53_colorados_pairs_meet_on_request() -> None:
    assert COLORADO.matching.mode == "on_request"


def test_p59_no_training_of_colorado_teaches_the_service_array_or_navigation() -> None:
    taught = {topic for training in COLORADO.trainings for topic in training.topics}
    assert set(COLORADO.required_topics) - taught == {"service-array", "navigation"}


def test_p10_and_p15_the_two_riversides_are_two_programmes_of_one_county() -> None:
    assert CHILDREN.zones.keys() == MENTAL_HEALTH.zones.keys() == {"06065"}
    assert CHILDREN.program != MENTAL_HEALTH.program
    assert not set(CHILDREN.case_types) & set(MENTAL_HEALTH.case_types)
