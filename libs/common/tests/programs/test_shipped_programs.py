"""The programmes we ship say what the practice says, figure by figure, and where each value comes from."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from peerbridge.events.policy import Policy
from peerbridge.events.policy_office import READINESS_ELEMENTS
from peerbridge.events.programs import ProgramPublished
from peerbridge.programs import load, program_files, sources

FOLDER = Path(__file__).parents[4] / "programs"
FILES = program_files(FOLDER)
IOWA = load(FOLDER / "children-and-families-of-iowa.yaml")
START = load(FOLDER / "start-kentucky.yaml")
PARENTS = load(FOLDER / "parents-for-parents-washington.yaml")

files = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
Json = dict[str, "Json"] | list["Json"] | str | int | None


def leaves(value: Json, where: str = "") -> Iterator[str]:
    """The path of every value that is given."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, f"{where}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from leaves(below, f"{where}.{index}")
    elif value is not None:
        yield where


@files
def test_a_file_is_named_after_its_programme(file: Path) -> None:
    assert load(file).program == file.stem


@files
def test_every_value_of_the_policy_is_in_the_file_with_its_source(file: Path) -> None:
    """No default speaks for a programme: what the policy says, the file says."""
    said = load(file).model_dump(mode="json")
    unsaid = set(leaves(said)) - sources(file).keys()
    assert unsaid == set()


@files
def test_what_we_chose_ourselves_has_a_reason(file: Path) -> None:
    chosen = [source for source in sources(file).values() if source.chosen_by_us]
    assert chosen
    assert all(source.reason for source in chosen)


@files
def test_a_policy_travels_in_an_event_and_comes_back(file: Path) -> None:
    policy = load(file)
    counties = tuple(policy.zones)
    said = ProgramPublished(
        program=policy.program, version=1, effective_on=policy.effective_on, counties=counties, policy=policy
    )
    assert ProgramPublished.model_validate_json(said.payload(), strict=True).policy == policy


@files
def test_every_zone_is_one_that_this_machine_can_reckon_with(file: Path) -> None:
    assert all(ZoneInfo(zone) for zone in load(file).zones.values())


@files
def test_p17_no_programme_asks_for_a_degree_or_a_skill(file: Path) -> None:
    screening = load(file).screening
    assert (screening.degree_required, screening.qualifications) == (False, ())
    assert sources(file)["screening.degree_required"].names == ("P17",)


@files
def test_p64_a_partner_has_a_title_in_every_language_of_the_announcements(file: Path) -> None:
    policy = load(file)
    assert all(sources(file)[f"titles.{n}.title"].names[0] == "P64" for n, _ in enumerate(policy.titles))
    assert {each.language for each in policy.titles} == set(policy.posting_languages) - {"en"}
    assert policy.title_in("en") == policy.title_in("vi") == policy.role_titles[0]


@files
def test_p65_the_checklist_has_five_elements(file: Path) -> None:
    asked = load(file).readiness_checklist
    assert asked.elements == READINESS_ELEMENTS
    assert len(asked.elements) == 5
    assert sources(file)["readiness_checklist.elements.0.name"].names == ("P65",)


def test_p66_the_programmes_of_2021_also_work_virtually_and_earlier_ones_do_not() -> None:
    modern = {file.stem: set(load(file).modalities) for file in FILES}
    earlier = {"parent-partner-mentoring-colorado", "riverside-mental-health"}
    assert {name for name, modalities in modern.items() if modalities == {"in_person"}} == earlier
    assert all(modern[name] == {"in_person", "virtual"} for name in modern.keys() - earlier)


def test_p44_a_supervisors_own_lived_experience_is_required_by_some_and_optional_in_others() -> None:
    required = {f.stem for f in FILES if load(f).supervision.supervisor_lived_experience == "required"}
    assert required == {"parents-for-parents-washington", "stanford-sierra-california"}


def test_a_policy_of_before_reads_with_what_it_never_said() -> None:
    old = IOWA.model_dump(mode="json")
    for key in ("titles", "readiness_checklist"):
        del old[key]
    del old["employment"]["further_employers"], old["screening"]["qualifications"]
    for kind in old["background_checks"]["kinds"]:
        del kind["renewal_days"], kind["on_expiry"]
    for held in (*old["trainings"], *old["screening"]["steps"]):
        del held["modalities"]
    assert Policy.model_validate(old) == IOWA.model_copy(update={"titles": ()})


@pytest.mark.parametrize(
    ("policy", "zones"),
    [
        (IOWA, {"America/Chicago": 99}),
        (START, {"America/New_York": 79, "America/Chicago": 41}),
        (PARENTS, {"America/Los_Angeles": 39}),
    ],
    ids=["Iowa", "Kentucky", "Washington"],
)
def test_a_programme_serves_its_whole_state_in_its_zones(policy: Policy, zones: dict[str, int]) -> None:
    assert Counter(policy.zones.values()) == zones


def test_kentucky_has_two_zones() -> None:
    assert START.zones["21111"] == "America/New_York"  # Louisville
    assert START.zones["21145"] == "America/Chicago"  # Paducah


def test_p11_iowa_contracts_without_a_limit_of_staff() -> None:
    assert (IOWA.employment.model, IOWA.employment.headcount_cap) == ("contractor", None)


def test_p26_iowa_asks_for_eleven_trainings_six_before_start_and_five_within_the_first_year() -> None:
    due = [(training.due, training.within_months) for training in IOWA.trainings]
    assert Counter(due) == {("before_start", None): 6, ("within_months", 12): 5}


def test_p27_and_p28_iowas_trainings_have_their_names() -> None:
    named = {
        due: {each.name for each in IOWA.trainings if each.due == due} for due in ("before_start", "within_months")
    }
    assert named == {
        "before_start": {
            "Building a Better Future",
            "Mandated reporter",
            "Boundaries and safety issues",
            "DHS 101",
            "Family interaction",
            "Confidentiality",
        },
        "within_months": {
            "Solution Focused meetings",
            "Domestic violence",
            "Mental health",
            "Cultural competency",
            "Substance abuse",
        },
    }


def test_p47_iowas_partners_meet_a_clinician_every_month() -> None:
    (session,) = IOWA.supervision.sessions
    assert session.cadence is not None
    assert (session.kind, session.cadence.every, session.cadence.unit) == ("clinical", 1, "months")


def test_p12_start_employs_through_the_university() -> None:
    assert (START.employment.model, START.employment.employer) == ("employee", "third_party")
    assert START.employment.employer_name == "University of Kentucky College of Social Work"


def test_p19_start_screens_in_three_steps() -> None:
    assert [step.step for step in START.screening.steps] == ["prescreen", "interview-1", "interview-2"]


def test_p32_start_asks_for_a_peer_support_credential() -> None:
    (credential,) = START.credentials
    assert credential.training in {training.training for training in START.trainings}


def test_p39_start_waives_tuition_for_six_hours_a_semester() -> None:
    (benefit,) = START.benefits
    assert (benefit.benefit, benefit.limit, benefit.unit, benefit.per) == (
        "tuition_waiver",
        6,
        "credit_hours",
        "semester",
    )


def test_p41_starts_ladder_ends_at_the_supervisor() -> None:
    assert [step.step for step in START.ladder] == ["partner", "support", "coach", "trainer", "supervisor"]


def test_p06_parents_for_parents_recruits_at_events() -> None:
    assert "event" in PARENTS.referrers


def test_p18_parents_for_parents_asks_in_writing_first() -> None:
    assert [step.step for step in PARENTS.screening.steps] == ["written", "interview"]


def test_p36_parents_for_parents_rates_the_same_skills_on_both_sides() -> None:
    assert PARENTS.readiness.dual_rating
    assert PARENTS.readiness.skills


def test_p01_to_p03_the_three_wait_and_judge_exits_differently() -> None:
    assert [policy.wait_months for policy in (PARENTS, START, IOWA)] == [0, 6, 12]
    assert IOWA.exits == {"reunification"}
    assert PARENTS.exits == {"reunification", "adoption", "guardianship"}


def test_a_policy_knows_its_counties() -> None:
    assert IOWA.serves("19153")
    assert not IOWA.serves("53033")
