"""The catalogue holds every event once, and topics that match it."""

import pytest

from peerbridge.events.base import Event
from peerbridge.events.cases import CaseClosed
from peerbridge.events.catalogue import EVENTS, FOR_EVER, TOPICS, Topic, event_class, known_name_other_version
from peerbridge.events.declared import data_classes
from peerbridge.events.docs.spoken import spoken
from peerbridge.events.envelope import INTAKE_TYPES
from peerbridge.events.errors import UndeclaredField
from peerbridge.events.exits import EXIT_REASONS, exit_reason
from peerbridge.events.fields import DataClass

events = pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.__name__)

TOLD = """
CaseOpenedReported CaseClosedReported CaseCorrectionReported ProgramPublished
CaseOpened CaseReopened CaseClosed CaseClosureCorrected CaseClosureWithdrawn
CandidateIdentified CandidateNominated CandidateOptedOut CandidatesMerged CandidateWithdrawn
ApplicationSubmitted ApplicationWithdrawn ScreeningDecided BackgroundCheckDecided PartnerHired
TrainingCompleted ReadinessAgreed PartnerCertified CareerStepReached CertificationExpiring CertificationLapsed CertificationRenewed
PartnerSuspended PartnerReinstated PartnerLeft
SupportRequested SupportWithdrawn PoolPublished FairnessMeasured SupplyMeasured PoolMeasured
MatchProposed MatchAnswerDue MatchAccepted MatchDeclined MatchProposalExpired MatchCreated MatchEnded
SupervisorAssigned FirstContactMade FirstContactOverdue CheckInScheduled CheckInCompleted CheckInOverdue
SessionKept SessionMissed NotificationSent NotificationFailed RecipientOptedOut
PersonErased RecruitmentErasureDone MatchingErasureDone SupervisionErasureDone NotificationErasureDone ConsoleErasureDone
"""


def test_every_event_of_the_published_language_is_there_once() -> None:
    assert sorted(event.__name__ for event in EVENTS.values()) == sorted(TOLD.split())
    assert all(type_ == event.type for type_, event in EVENTS.items())


@events
def test_an_event_says_when_by_which_key_and_who_says_and_hears_it(event: type[Event]) -> None:
    said, topic = spoken(event), TOPICS[event.topic]
    assert said.when.endswith(".")
    assert said.key == event.key
    assert said.producer == topic.writer
    assert set(said.consumers) <= set(topic.readers)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=lambda topic: topic.name)
def test_a_topic_is_read_by_those_who_hear_one_of_its_events(topic: Topic) -> None:
    told = [spoken(event) for event in EVENTS.values() if TOPICS[event.topic] == topic]
    assert {reader for said in told for reader in said.consumers} == set(topic.readers)


def test_topics_have_twelve_partitions_and_are_kept_for_ever_but_for_intake() -> None:
    assert {topic.partitions for topic in TOPICS.values()} == {12}
    assert {name for name, topic in TOPICS.items() if topic.retention_ms != FOR_EVER} == {"peerbridge.intake.cases"}
    assert TOPICS["peerbridge.intake.cases"].retention_ms == 90 * 24 * 3600 * 1000


def test_an_event_without_its_four_words_is_refused() -> None:
    class Silent(CaseClosed):
        """Says nothing."""

    with pytest.raises(UndeclaredField, match="Silent says not in its docstring"):
        spoken(Silent)


def test_a_type_is_found_only_in_its_own_version() -> None:
    assert event_class("peerbridge.CaseClosed.v1") is CaseClosed
    assert event_class("peerbridge.CaseClosed.v2") is None


@pytest.mark.parametrize(
    ("type_", "known"),
    [
        ("peerbridge.CaseClosed.v2", True),
        ("peerbridge.CaseClosed.v1", False),
        ("peerbridge.CaseUnheardOf.v1", False),
        ("elsewhere.CaseClosed.v2", False),
        ("peerbridge.CaseClosed.v", False),
    ],
)
def test_another_version_of_a_known_event_is_told_from_an_unknown_event(type_: str, known: bool) -> None:  # noqa: FBT001
    assert known_name_other_version(type_) is known


def test_the_types_that_may_miss_their_county_are_those_of_intake() -> None:
    assert {type_ for type_, event in EVENTS.items() if event.topic == "peerbridge.intake.cases"} == INTAKE_TYPES


@events
def test_no_event_but_a_programmes_carries_words(event: type[Event]) -> None:
    found = frozenset[DataClass]().union(*(data_classes(field) for field in event.model_fields.values()))
    assert found
    assert (DataClass.TERM in found) is (event.topic == "peerbridge.programs")


@events
def test_no_event_carries_a_kind_of_referrer_or_of_session_or_an_outcome_of_a_check(event: type[Event]) -> None:
    assert event.model_fields.keys().isdisjoint({"kind", "referrer", "outcome", "result", "name", "note", "born_on"})


@pytest.mark.parametrize(
    ("code_list", "code", "reason"),
    [
        ("afcars_2020", 6, "runaway"),
        ("afcars_2020", 7, "death_of_child"),
        ("afcars_2020", 8, "transfer"),
        ("afcars_2020", 9, "not_applicable"),
        ("afcars_2020", 0, None),
        ("afcars_1993", 0, "not_applicable"),
        ("afcars_1993", 6, "transfer"),
        ("afcars_1993", 7, "runaway"),
        ("afcars_1993", 8, "death_of_child"),
        ("afcars_1993", 9, None),
        ("afcars_2031", 1, None),
    ],
)
def test_a_number_means_what_its_own_list_says(code_list: str, code: int, reason: str | None) -> None:
    assert exit_reason(code_list, code) == reason


def test_the_first_five_exit_codes_mean_the_same_in_both_lists() -> None:
    assert [EXIT_REASONS["afcars_1993"][code] for code in range(1, 6)] == [
        EXIT_REASONS["afcars_2020"][code] for code in range(1, 6)
    ]
