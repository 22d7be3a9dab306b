"""A person's standing is a function of facts: decided again by whichever comes last, announced once for each stay."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbridge.events.candidates import CandidateIdentified, CandidateNominated, CandidateWithdrawn
from peerbridge.events.policy import SUCCESSFUL_EXITS
from peerbridge.ids import uuid7
from recruitment.domain.candidate_news import news
from recruitment.domain.candidates import Candidate, Nominated, Person, State, decide
from recruitment.domain.eligibility import CaseFacts, Rules, first_claims

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
PERSON, STORY = uuid7(), uuid7()
CASE, CLOSURE = uuid7(), uuid7()
CLOSED = CaseFacts(
    case=CASE,
    county="19153",
    correlation=STORY,
    open=False,
    closure=CLOSURE,
    closed_on=date(2024, 7, 1),
    exit_reason="reunification",
    case_type="dependency",
    referred=True,
)
OPEN = replace(CLOSED, open=True)
NAMED = {"p": Nominated("p", "19153", STORY)}
WITHDRAWN_EXIT = frozenset({CLOSURE})


def rules(wait_months: int = 12) -> Rules:
    return Rules(
        program="p",
        county="19153",
        zone="America/Chicago",
        today=NOW.date(),
        wait_months=wait_months,
        exits=SUCCESSFUL_EXITS["reunified_only"],
        case_types=frozenset({"dependency"}),
    )


def person(*cases: CaseFacts, known: Candidate | None = None, wait_months: int = 12, **changes: Any) -> Person:
    claims = first_claims(cases, [rules(wait_months)])
    return Person(person=PERSON, cases=cases, claims=claims, candidates={"p": known} if known else {}, **changes)


def stands(*cases: CaseFacts, **changes: Any) -> Candidate:
    (candidate,) = decide(person(*cases, **changes), NOW)
    return candidate


def tells(before: Candidate | None, *cases: CaseFacts, **changes: Any) -> list[tuple[type, str | None]]:
    asked = person(*cases, known=before, **changes)
    return [
        (type(event), getattr(event, "reason", None))
        for after in decide(asked, NOW)
        for event in news(before, after, asked)
    ]


def test_who_has_waited_long_enough_is_identified() -> None:
    assert stands(CLOSED).state is State.IDENTIFIED
    assert tells(None, CLOSED) == [(CandidateIdentified, None)]


def test_who_has_not_waits_for_the_day_and_nothing_is_said() -> None:
    waiting = stands(CLOSED, wait_months=24)
    assert (waiting.state, waiting.due_on) == (State.WAITING, date(2026, 7, 1))
    assert tells(None, CLOSED, wait_months=24) == []


def test_nobody_is_identified_twice_for_one_stay() -> None:
    assert tells(stands(CLOSED), CLOSED) == []


def test_a_policy_never_rewrites_who_was_decided() -> None:
    identified = stands(CLOSED)
    assert stands(CLOSED, known=identified, wait_months=24) == identified
    nothing_asked = Person(person=PERSON, cases=(CLOSED,), candidates={"p": identified})
    assert decide(nothing_asked, NOW) == [identified]


def test_a_policy_moves_the_day_of_who_still_waits() -> None:
    waiting = stands(CLOSED, wait_months=24)
    assert stands(CLOSED, known=waiting, wait_months=12).state is State.IDENTIFIED


@pytest.mark.parametrize(
    ("now", "withdrawn", "reason"),
    [
        (OPEN, frozenset(), "case_reopened"),
        (OPEN, WITHDRAWN_EXIT, "closure_withdrawn"),
        (replace(CLOSED, exit_reason="adoption"), frozenset(), "closure_corrected"),
        (replace(CLOSED, closed_on=date(2025, 12, 1)), frozenset(), "closure_corrected"),
    ],
)
def test_who_no_longer_qualifies_is_withdrawn_with_the_reason(
    now: CaseFacts, withdrawn: frozenset[UUID], reason: str
) -> None:
    assert tells(stands(CLOSED), now, withdrawn=withdrawn) == [(CandidateWithdrawn, reason)]


def test_a_correction_that_still_qualifies_says_nothing() -> None:
    assert tells(stands(CLOSED), replace(CLOSED, closed_on=date(2024, 8, 1))) == []


def test_who_applied_is_not_withdrawn_by_the_pool() -> None:
    applied = replace(stands(CLOSED), applied=True)
    assert stands(OPEN, known=applied) == applied
    assert tells(applied, OPEN) == []


def test_a_case_that_closes_again_identifies_again() -> None:
    gone = stands(OPEN, known=stands(CLOSED))
    assert gone.state is State.WITHDRAWN
    later = replace(CLOSED, closure=uuid7(), closed_on=date(2025, 1, 1))
    assert tells(gone, later) == [(CandidateIdentified, None)]


def test_who_opted_out_is_never_identified_again() -> None:
    out = stands(CLOSED, known=stands(CLOSED), opted_out=True)
    assert out.state is State.OPTED_OUT
    assert tells(out, replace(CLOSED, closure=uuid7()), opted_out=True) == []
    assert decide(person(CLOSED, opted_out=True), NOW) == []


def test_p05_who_is_named_while_a_case_is_open_is_in_the_pool_after_closure() -> None:
    waiting = stands(OPEN, nominations=NAMED)
    assert (waiting.state, waiting.in_pool) == (State.WAITING, False)
    later = replace(CLOSED, exit_reason="adoption")
    assert tells(waiting, later, nominations=NAMED) == [(CandidateNominated, None)]
    assert stands(later, known=waiting, nominations=NAMED).state is State.NOMINATED


def test_who_is_named_and_identified_stays_in_the_pool_when_one_of_both_falls_away() -> None:
    both = stands(CLOSED, nominations=NAMED)
    assert tells(both, replace(CLOSED, exit_reason="adoption"), nominations=NAMED) == []


def test_naming_and_closing_say_the_same_in_either_order() -> None:
    named_first = stands(nominations=NAMED)
    one = tells(None, nominations=NAMED) + tells(named_first, CLOSED, nominations=NAMED)
    other = tells(None, CLOSED) + tells(stands(CLOSED), CLOSED, nominations=NAMED)
    assert sorted(map(str, one)) == sorted(map(str, other))
    assert stands(CLOSED, known=named_first, nominations=NAMED) == stands(
        CLOSED, known=stands(CLOSED), nominations=NAMED
    )


def test_a_county_left_is_remembered_until_it_is_told() -> None:
    moved = stands(replace(CLOSED, county="19169"), known=stands(CLOSED))
    assert (moved.county, moved.moved_from) == ("19169", "19153")


FACTS = st.builds(
    lambda is_open, reason, months, exit_id: replace(
        CLOSED,
        open=is_open,
        exit_reason=reason,
        closed_on=date(2024 + months // 12, months % 12 + 1, 1),
        closure=exit_id,
    ),
    st.booleans(),
    st.sampled_from(["reunification", "adoption"]),
    st.integers(0, 23),
    st.sampled_from([CLOSURE, uuid7()]),
)


@given(st.lists(st.tuples(FACTS, st.booleans(), st.integers(0, 24)), max_size=8))
def test_pool_news_always_alternates_in_and_out(steps: list[tuple[CaseFacts, bool, int]]) -> None:
    """Whatever happens, who reads the stream knows who is in the pool: nobody leaves who is not in."""
    known: Candidate | None = None
    inside = False
    for case, named, wait in steps:
        asked = person(case, known=known, wait_months=wait, nominations=NAMED if named else {})
        for after in decide(asked, NOW):
            for event in news(known, after, asked):
                leaves = isinstance(event, CandidateWithdrawn)
                assert not leaves or inside
                inside = not leaves
            known = after
        assert inside == (known is not None and known.in_pool)


@given(FACTS, st.booleans(), st.booleans(), st.integers(0, 24))
def test_deciding_again_on_the_same_facts_changes_nothing(case: CaseFacts, named: bool, out: bool, wait: int) -> None:  # noqa: FBT001
    nominations = NAMED if named else {}
    first = decide(person(case, wait_months=wait, nominations=nominations, opted_out=out), NOW)
    for candidate in first:
        again = person(case, known=candidate, wait_months=wait, nominations=nominations, opted_out=out)
        assert decide(again, NOW) == [candidate]
        assert news(candidate, candidate, again) == []
