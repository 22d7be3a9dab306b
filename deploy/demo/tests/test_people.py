"""The simulator's people: drawn from their ids, fictional, and every turn of a case is played early on."""

from datetime import date
from uuid import uuid4

from peerbridge_demo.people.chance import chance, chosen
from peerbridge_demo.people.lives import Turn, family
from peerbridge_demo.people.names import contact_details

DAY = date(2026, 1, 5)


def test_what_is_drawn_for_somebody_stays_so() -> None:
    person = uuid4()
    assert chance(person, "applies") == chance(str(person), "applies")
    assert {chosen(person, "side", ("partner", "family")) for _ in range(5)} <= {"partner", "family"}


def test_chances_are_spread_evenly() -> None:
    drawn = [chance(number, "declines") < 0.25 for number in range(4000)]
    assert 900 < sum(drawn) < 1100


def test_nobodys_address_can_be_reached() -> None:
    told = [contact_details(uuid4()) for _ in range(50)]
    assert {each["email"].partition("@")[2] for each in told} == {"example.org"}
    assert {each["language"] for each in told} == {"en", "es"}


def test_the_first_families_show_every_turn_of_a_case_within_three_weeks() -> None:
    first = [family(f"case-{number}", number, "19153", DAY) for number in range(4)]
    assert {each.turn for each in first} == set(Turn)
    assert max((each.turns_on - DAY).days for each in first) <= 21


def test_a_family_asks_before_its_case_closes() -> None:
    asking = [each for number in range(4, 200) if (each := family(f"case-{number}", number, "19153", DAY)).asks_on]
    assert all(each.opened_on <= DAY < (each.asks_on or DAY) <= each.closes_on for each in asking)
