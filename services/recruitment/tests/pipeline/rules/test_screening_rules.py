"""P18-P21: steps in the program's order, once each, by a panel as the program asks for it."""

from collections.abc import Callable
from typing import Any

import pytest

from peerbridge.events.policy import Policy
from peerbridge.ids import uuid7
from recruitment.domain.applications import ApplicationState
from recruitment.domain.applications_errors import (
    ApplicationClosed,
    DateOutOfBounds,
    PanelLacksLivedExperience,
    PanelNamesApplicant,
    ReasonMissing,
    StepAlreadyDecided,
    StepsMissing,
    UnknownToProgram,
)
from recruitment.domain.applications_missing import missing, next_step
from recruitment.domain.applications_progress import Panellist, ScreeningDecision
from recruitment.domain.screening import decide_step

Way = Callable[..., Any]


def test_p18_the_interview_comes_after_the_written_answers(way: Way, washington: Policy) -> None:
    applicant = way(washington)
    with pytest.raises(StepsMissing) as refused:
        applicant.decides("interview")
    assert refused.value.facts["missing"][0]["which"] == ("written",)
    applicant.decides("written", lived=0)
    applicant.decides("interview")
    assert next_step(applicant.progress, applicant.today) == "background-checks"


def test_p19_no_part_of_a_two_part_interview_can_be_left_out(way: Way, kentucky: Policy) -> None:
    applicant = way(kentucky)
    applicant.decides("prescreen", lived=0)
    with pytest.raises(StepsMissing):
        applicant.decides("interview-2")
    said = missing(applicant.progress, applicant.today)[0]
    assert said.says == "1 of 3 screening steps; left: interview-1, interview-2"
    assert (said.have, said.need, said.which) == (1, 3, ("interview-1", "interview-2"))


def test_p21_a_panel_without_lived_experience_does_not_count_where_it_is_asked_for(way: Way, kentucky: Policy) -> None:
    applicant = way(kentucky)
    applicant.decides("prescreen", lived=0, others=1)
    with pytest.raises(PanelLacksLivedExperience):
        applicant.decides("interview-1", lived=0, others=3)
    applicant.decides("interview-1", lived=1, others=2)
    assert applicant.progress.advanced == {"prescreen", "interview-1"}


def test_nobody_decides_on_their_own_application(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    themself = Panellist(applicant.application.person, lived_experience=True)
    with pytest.raises(PanelNamesApplicant):
        applicant.decides_with("interview", (themself,))


def test_a_panellist_named_twice_does_not_count_twice(way: Way, iowa: Policy) -> None:
    twin = Panellist(uuid7(), lived_experience=True)
    with pytest.raises(PanelNamesApplicant):
        way(iowa).decides_with("interview", (twin, twin))


def test_a_step_is_decided_once(way: Way, iowa: Policy) -> None:
    applicant = way(iowa)
    applicant.decides("interview")
    with pytest.raises(StepAlreadyDecided):
        applicant.decides("interview", "declined")


def test_declined_ends_the_application(way: Way, washington: Policy) -> None:
    applicant = way(washington)
    applicant.decides("written", "declined", lived=0)
    assert applicant.application.state is ApplicationState.DECLINED
    with pytest.raises(ApplicationClosed):
        applicant.decides("interview")
    assert missing(applicant.progress, applicant.today) == ()
    assert next_step(applicant.progress, applicant.today) is None


@pytest.mark.parametrize("reason", [None, "", " \n"])
def test_a_declined_step_needs_a_reason(way: Way, iowa: Policy, reason: str | None) -> None:
    panel = (Panellist(uuid7(), lived_experience=True),)
    with pytest.raises(ReasonMissing, match="why interview was declined"):
        way(iowa).decides_with("interview", panel, "declined", reason)
    way(iowa).decides_with("interview", panel, "advanced", reason)


def test_a_step_the_program_does_not_have_is_refused_with_those_it_has(way: Way, washington: Policy) -> None:
    with pytest.raises(UnknownToProgram, match="written, interview"):
        way(washington).decides("questionnaire")


@pytest.mark.parametrize("days", [-1, 1])
def test_a_step_is_decided_between_the_application_and_today(way: Way, iowa: Policy, days: int) -> None:
    applicant = way(iowa)
    day = type(applicant.today).fromordinal(applicant.today.toordinal() + days)
    panel = (Panellist(uuid7(), lived_experience=True),)
    with pytest.raises(DateOutOfBounds):
        decide_step(applicant.progress, ScreeningDecision("interview", "advanced", day, panel), applicant.today)
