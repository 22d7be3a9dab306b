"""Every number is a function of the events that are kept, whatever order they came in and however often."""

from datetime import date
from itertools import permutations
from uuid import UUID

import pytest

from peerbridge.events.base import Event
from peerbridge.events.cases import CaseClosed, CaseClosureCorrected, CaseClosureWithdrawn
from peerbridge.events.matches import MatchCreated, MatchEnded, MatchProposed, SupportRequested
from peerbridge.events.supervision import CheckInCompleted, CheckInOverdue, CheckInScheduled, FirstContactMade
from peerbridge.ids import uuid7
from peerbridge.testing.component import Component

POLK, LINN = "19153", "19113"
IOWA = "children-and-families-of-iowa"
DUE = date(2026, 2, 1)


async def numbers(console: Component) -> dict[tuple[str, str, str], int]:
    """The tallies that are not zero."""
    rows = await console.owner("SELECT county, program, state, n FROM tally WHERE n <> 0")
    return {(row["county"], row["program"], row["state"]): row["n"] for row in rows}


class Family:
    """A request, its match and a check-in, as events to be sealed."""

    def __init__(self) -> None:
        self.request, self.match, self.check_in, self.case = uuid7(), uuid7(), uuid7(), uuid7()
        self.partner, self.parent, self.family = uuid7(), uuid7(), uuid7()

    def requested(self) -> Event:
        """The family asks."""
        return SupportRequested(request=self.request, case=self.case, family=self.family, parent=self.parent, urgency=1)

    def proposed(self) -> Event:
        """A partner is proposed."""
        return MatchProposed(
            request=self.request,
            proposal=uuid7(),
            partner=self.partner,
            parent=self.parent,
            family=self.family,
            program=IOWA,
            expires_on=DUE,
        )

    def matched(self) -> Event:
        """Both have said yes."""
        return MatchCreated(**self._pair(), case=self.case, program=IOWA)

    def ended(self) -> Event:
        """It is over."""
        return MatchEnded(**self._pair(), reason="goals_met")

    def scheduled(self) -> Event:
        """A check-in is planned."""
        return CheckInScheduled(match=self.match, check_in=self.check_in, partner=self.partner, due_on=DUE)

    def overdue(self) -> Event:
        """It was not held."""
        return CheckInOverdue(match=self.match, check_in=self.check_in, partner=self.partner, due_on=DUE)

    def held(self) -> Event:
        """It was held."""
        return CheckInCompleted(match=self.match, check_in=self.check_in, partner=self.partner, completed_on=DUE)

    def met(self) -> Event:
        """They have met."""
        return FirstContactMade(match=self.match, partner=self.partner, made_on=DUE)

    def _pair(self) -> dict[str, UUID]:
        return {
            "request": self.request,
            "match": self.match,
            "partner": self.partner,
            "family": self.family,
            "parent": self.parent,
        }


def closure(case: UUID, closure_id: UUID) -> CaseClosed:
    return CaseClosed(
        case=case, closure=closure_id, closed_on=DUE, exit_reason="reunification", code_list="afcars_2020", case_type="dependency",
        referred=True, parents=(uuid7(),),
    )  # fmt: skip


async def test_a_request_is_counted_where_it_stands_and_its_match_for_good(console: Component) -> None:
    family = Family()
    await console.hears(family.requested(), county=POLK)
    assert await numbers(console) == {(POLK, "", "request_open"): 1}
    await console.hears(family.proposed(), county=POLK)
    assert await numbers(console) == {(POLK, IOWA, "request_proposed"): 1}
    await console.hears(family.matched(), family.met(), county=POLK)
    assert await numbers(console) == {
        (POLK, IOWA, "request_matched"): 1,
        (POLK, IOWA, "matched"): 1,
        (POLK, IOWA, "contacted"): 1,
    }


async def test_a_withdrawn_closure_is_no_longer_counted(console: Component) -> None:
    case, first = uuid7(), uuid7()
    await console.hears(closure(case, first), county=POLK)
    assert (await numbers(console))[POLK, "", "closed"] == 1
    await console.hears(CaseClosureWithdrawn(case=case, closure=first), county=POLK)
    assert await numbers(console) == {(POLK, "", "case_open"): 1}


async def test_the_last_word_on_a_case_says_that_it_is_closed_also_where_it_corrects(console: Component) -> None:
    case, first, second = uuid7(), uuid7(), uuid7()
    last_word = CaseClosureCorrected(**closure(case, second).model_dump())
    withdrawn = CaseClosureWithdrawn(case=case, closure=first)
    await console.hears(closure(case, first), closure(case, second), withdrawn, last_word, county=POLK)
    assert await numbers(console) == {(POLK, "", "closed"): 1, (POLK, "", "case_closed"): 1}


async def test_a_case_that_moved_is_counted_closed_where_it_is_now(console: Component) -> None:
    case, first = uuid7(), uuid7()
    await console.hears(closure(case, first), county=POLK)
    moved = CaseClosureCorrected(**closure(case, first).model_dump())
    await console.hears(moved, county=LINN, shared_with=(POLK,))
    assert await numbers(console) == {(LINN, "", "closed"): 1, (LINN, "", "case_closed"): 1}


@pytest.mark.parametrize("last", ["scheduled", "overdue", "held"])
async def test_what_a_match_leaves_ends_alike_in_any_order(console: Component, last: str) -> None:
    names = {"scheduled": ["scheduled"], "overdue": ["scheduled", "overdue"], "held": ["scheduled", "held"]}[last]
    expected = {
        (POLK, IOWA, "request_ended"),
        (POLK, IOWA, "matched"),
        *([(POLK, IOWA, "check_in_done")] if last == "held" else []),
    }
    orders = list(permutations(["matched", "ended", *names]))
    for order in orders:
        family = Family()
        events = {name: console.sealed(getattr(family, name)(), POLK) for name in ["matched", "ended", *names]}
        await console.hears(*(events[name] for name in order))
    assert await numbers(console) == dict.fromkeys(expected, len(orders))


async def test_a_batch_counts_like_its_events_one_by_one(console: Component) -> None:
    family = Family()
    requests = [
        console.sealed(event, POLK)
        for event in (family.requested(), family.proposed(), family.matched(), family.ended())
    ]
    check_ins = [console.sealed(event, POLK) for event in (family.scheduled(), family.met(), family.overdue())]
    await console.hears_batch(*check_ins)
    await console.hears_batch(*requests)
    expected = {(POLK, IOWA, "request_ended"): 1, (POLK, IOWA, "matched"): 1, (POLK, IOWA, "contacted"): 1}
    assert await numbers(console) == expected


async def test_an_event_heard_twice_counts_once(console: Component) -> None:
    family = Family()
    events = [console.sealed(event, POLK) for event in (family.requested(), family.proposed(), family.matched())]
    await console.hears_batch(*events)
    once = await numbers(console)
    await console.owner("DELETE FROM inbox")
    await console.hears_batch(*reversed(events))
    assert await numbers(console) == once
    assert len(await console.owner("SELECT 1 FROM event")) == 3


async def test_a_thing_shared_with_a_county_is_counted_in_its_own_only(console: Component) -> None:
    family = Family()
    await console.hears(family.matched(), county=POLK, shared_with=[LINN])
    assert {county for county, _, _ in await numbers(console)} == {POLK}


async def test_a_thing_that_moves_is_counted_where_it_went_in_either_order(console: Component) -> None:
    for turn in (1, -1):
        case, first = uuid7(), uuid7()
        before = console.sealed(closure(case, first), POLK)
        after = console.sealed(closure(case, first), LINN, [POLK])
        await console.hears(*(before, after)[::turn])
    assert await numbers(console) == {(LINN, "", "closed"): 2, (LINN, "", "case_closed"): 2}
