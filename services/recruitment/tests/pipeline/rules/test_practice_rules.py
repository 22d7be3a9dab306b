"""P16, P17, P65, P66: by which route, without a degree, when the office is ready, in person or virtual."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from peerbridge.events.policy_office import READINESS_ELEMENTS, ReadinessChecklist
from peerbridge.events.policy_selection import Qualification
from recruitment.domain.applications_errors import CountyNotServed, DateOutOfBounds, UnknownToProgram
from recruitment.domain.checklist import Confirmation, check_confirmation, check_gate, elements_missing, waits
from recruitment.domain.cohorts import Cohort, plan
from recruitment.domain.modalities import held, of_step, of_training
from recruitment.domain.practice_errors import (
    EmployerDiffers,
    ModalityDiffers,
    NotReadyForPartners,
    NotRequired,
    QualificationNotShown,
)
from recruitment.domain.vacancies import Vacancy, open_vacancy

Way = Callable[..., Any]
START = date(2026, 1, 5)
TYPING = Qualification(qualification="typing", name="Typing", kind="skill", step="interview")
DEGREE = Qualification(qualification="bsw", name="Bachelor of social work", kind="degree", step="interview")


def asking(policy: Policy, *asked: Qualification) -> Policy:
    """The policy, asking for these."""
    degree = any(each.kind == "degree" for each in asked)
    screening = policy.screening.model_copy(update={"qualifications": asked, "degree_required": degree})
    return policy.model_copy(update={"screening": screening})


def hiring_by(policy: Policy, *further: Any) -> Policy:
    """The policy with further routes beside its own."""
    return policy.model_copy(update={"employment": policy.employment.model_copy(update={"further_employers": further})})


def waiting(policy: Policy, gate: Any) -> Policy:
    """The policy, in which this waits for the checklist."""
    return policy.model_copy(update={"readiness_checklist": ReadinessChecklist(required_before=gate)})


@pytest.mark.parametrize("route", ["program", "county", "contracted_provider"])
def test_p16_a_partner_is_hired_by_any_of_the_routes(way: Way, iowa: Policy, route: Any) -> None:
    someone = way(hiring_by(iowa, "county", "contracted_provider"))
    someone.screened()
    someone.checked()
    someone.hired(by=route)
    assert someone.application.employer == route


@pytest.mark.parametrize("route", [None, "third_party"])
def test_p16_with_several_routes_one_of_them_is_named(way: Way, iowa: Policy, route: Any) -> None:
    someone = way(hiring_by(iowa, "county"))
    someone.screened()
    someone.checked()
    with pytest.raises(EmployerDiffers, match=r"program, county \(P16\)"):
        someone.hired(by=route)


def test_p16_with_one_route_it_need_not_be_named(way: Way, iowa: Policy) -> None:
    someone = way(iowa)
    someone.hired_after_all_checks()
    assert someone.application.employer == "program"


def test_p17_a_programme_that_asks_for_nothing_takes_an_applicant_without_a_degree(way: Way, iowa: Policy) -> None:
    assert (iowa.screening.degree_required, iowa.screening.qualifications) == (False, ())
    way(iowa).certified()


def test_p17_nobody_may_be_asked_for_what_the_policy_does_not_ask(way: Way, iowa: Policy) -> None:
    with pytest.raises(NotRequired, match="does not ask for bsw"):
        way(iowa).decides("interview", qualifications=("bsw",))


@pytest.mark.parametrize("asked", [TYPING, DEGREE], ids=["skill", "degree"])
def test_p17_what_the_policy_asks_for_at_a_step_is_shown_there(way: Way, iowa: Policy, asked: Qualification) -> None:
    someone = way(asking(iowa, asked))
    with pytest.raises(QualificationNotShown, match=asked.name):
        someone.decides("interview")
    someone.decides("interview", qualifications=(asked.qualification,))
    assert someone.progress.decisions["interview"].qualifications == (asked.qualification,)


def test_p17_who_does_not_show_it_may_be_declined(way: Way, iowa: Policy) -> None:
    someone = way(asking(iowa, DEGREE))
    someone.decides("interview", "declined")
    assert not someone.application.goes_on


def vacancy(policy: Policy, **said: Any) -> Vacancy:
    """A vacancy in the programme's first county."""
    home = policy.counties[0]
    made = {"places": 1, "opened_on": START, "postings": {"en": "Join us.", "es": "Acompáñenos."}, **said}
    return Vacancy(id=None, program=policy.program, county=home.county, zone=home.zone, **made)  # type: ignore[arg-type]


def test_p17_a_vacancy_asks_for_what_the_policy_asks_and_nothing_else(iowa: Policy) -> None:
    with pytest.raises(NotRequired, match="It asks for: nothing of the kind"):
        open_vacancy(vacancy(iowa, requirements=("bsw",)), iowa, taken=0, looked_for=0)
    asks = asking(iowa, TYPING)
    assert open_vacancy(vacancy(asks, requirements=("typing",)), asks, taken=0, looked_for=0).requirements
    with pytest.raises(NotRequired, match="does not ask for bsw"):
        open_vacancy(vacancy(asks, requirements=("bsw", "typing")), asks, taken=0, looked_for=0)


@pytest.mark.parametrize(
    ("said", "allowed", "told"),
    [
        (None, ("in_person",), "in_person"),
        (None, ("in_person", "virtual"), None),
        ("virtual", ("in_person", "virtual"), "virtual"),
        ("virtual", (), "virtual"),
        (None, (), None),
    ],
)
def test_p66_how_something_is_held_follows_the_policy(said: Any, allowed: Any, told: Any) -> None:
    assert held("interview", said, allowed) == told


@pytest.mark.parametrize(("said", "allowed"), [("virtual", "in_person"), ("in_person", "virtual")])
def test_p66_what_the_programme_wants_otherwise_is_refused(said: Any, allowed: Any) -> None:
    with pytest.raises(ModalityDiffers, match=r"\(P66\)"):
        held("interview", said, (allowed,))


def test_p66_a_virtual_interview_is_refused_where_the_programme_wants_it_in_person(way: Way, iowa: Policy) -> None:
    (interview,) = iowa.screening.steps
    steps = (interview.model_copy(update={"modalities": ("in_person",)}),)
    only_here = iowa.model_copy(update={"screening": iowa.screening.model_copy(update={"steps": steps})})
    with pytest.raises(ModalityDiffers, match="interview is held in person, not virtual"):
        way(only_here).decides("interview", modality="virtual")
    someone = way(only_here)
    someone.decides("interview")
    assert someone.progress.decisions["interview"].modality == "in_person"
    either = way(iowa)
    either.decides("interview", modality="virtual")
    assert either.progress.decisions["interview"].modality == "virtual"


def test_p66_written_answers_have_no_modality_unless_the_policy_gives_one(washington: Policy) -> None:
    written, interview = washington.screening.steps
    assert of_step(washington, written) == ()
    assert set(of_step(washington, interview)) == {"in_person", "virtual"}


def test_p66_trainings_and_cohorts_are_held_as_the_policy_says(way: Way, iowa: Policy) -> None:
    first, *others = iowa.trainings
    changed = iowa.model_copy(update={"trainings": (first.model_copy(update={"modalities": ("in_person",)}), *others)})
    assert of_training(changed, first.training) == ("in_person",)
    assert of_training(changed, "shadowing") == ()
    someone = way(changed)
    someone.hired_after_all_checks()
    with pytest.raises(ModalityDiffers):
        someone.trains(first.training, how="virtual")
    someone.trains(first.training, how="in_person")
    home = changed.counties[0]
    cohort = Cohort(someone.application.id, changed.program, first.training, home.county, home.zone, START)
    assert plan(cohort, changed, START).modality == "in_person"
    with pytest.raises(ModalityDiffers):
        plan(
            Cohort(**{name: getattr(cohort, name) for name in cohort.__slots__} | {"modality": "virtual"}),
            changed,
            START,
        )


def test_p66_a_vacancy_offers_work_as_the_programme_works(iowa: Policy) -> None:
    here = iowa.model_copy(update={"modalities": ("in_person",)})
    with pytest.raises(ModalityDiffers, match="the work is held in person"):
        open_vacancy(vacancy(here, modality="virtual"), here, taken=0, looked_for=0)
    assert open_vacancy(vacancy(here), here, taken=0, looked_for=0).modality == "in_person"


@pytest.mark.parametrize(
    ("required", "gate", "stands"),
    [
        (None, "first_hire", False),
        (None, "vacancies", False),
        ("first_hire", "first_hire", True),
        ("first_hire", "vacancies", False),
        ("vacancies", "vacancies", True),
        ("vacancies", "first_hire", True),
    ],
)
def test_p65_what_waits_for_the_checklist_is_said_by_the_policy(
    iowa: Policy, required: Any, gate: Any, *, stands: bool
) -> None:
    assert waits(waiting(iowa, required), gate) is stands


@pytest.mark.parametrize("count", range(6))
def test_p65_four_of_five_elements_are_not_enough_and_the_missing_ones_are_named(iowa: Policy, count: int) -> None:
    asks = waiting(iowa, "first_hire")
    confirmed = [each.element for each in READINESS_ELEMENTS[:count]]
    if count == 5:
        check_gate(asks, "19153", "first_hire", confirmed)
        return
    with pytest.raises(NotReadyForPartners, match="before its first hire") as refused:
        check_gate(asks, "19153", "first_hire", confirmed)
    assert [each["name"] for each in refused.value.facts["missing"]] == [e.name for e in READINESS_ELEMENTS[count:]]
    assert [each.element for each in elements_missing(asks, confirmed)] == [
        e.element for e in READINESS_ELEMENTS[count:]
    ]


@pytest.mark.parametrize(
    ("county", "element", "day", "refusal"),
    [
        ("06065", "hiring", START, CountyNotServed),
        ("19153", "astrology", START, UnknownToProgram),
        ("19153", "hiring", date(2026, 1, 6), DateOutOfBounds),
        ("19153", "hiring", date(2016, 1, 4), DateOutOfBounds),
    ],
)
def test_p65_only_elements_of_the_policy_are_confirmed_on_days_that_were(
    iowa: Policy, county: str, element: str, day: date, refusal: Any
) -> None:
    with pytest.raises(refusal):
        check_confirmation(iowa, county, Confirmation(element, day, "somebody"), START)
    check_confirmation(iowa, "19153", Confirmation("hiring", START, "somebody"), START)
