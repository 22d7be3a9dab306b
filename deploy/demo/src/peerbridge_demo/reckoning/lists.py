"""The lists of recruitment as they must be: who stands where in them, by the events."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from peerbridge_demo.reckoning.difference import Count, Key
from peerbridge_demo.reckoning.people import Application, Certificate, Way
from peerbridge_demo.reckoning.programs import months_after
from peerbridge_demo.reckoning.reckoning import Reckoning

__all__ = ["AHEAD_DAYS", "lists", "places"]

AHEAD_DAYS = 90
Entry = tuple[Key, str, str]
"""Which number counts it, its id there, and in words what is known of it."""


def lists(known: Reckoning, *, everything: bool = True) -> dict[Key, Count]:
    """Every number of the lists of candidates, applications, partners and of what comes to partners.

    `everything`: the checks of applications that are over as well.
    """
    return _counted(entry for way in known.ways.values() for entry in _of_way(known, way, everything=everything))


def places(known: Reckoning) -> dict[Key, Count]:
    """Everybody who has a place, once, in it."""
    return _counted(
        (Key("places", way.county, way.program, known.place(way)), f"{way.person}/{way.program}", _story(way))
        for way in known.candidates()
    )


def _counted(entries: Iterator[Entry]) -> dict[Key, Count]:
    found: defaultdict[Key, dict[str, str]] = defaultdict(dict)
    for key, thing, told in entries:
        found[key][thing] = told
    return {key: Count.of(things) for key, things in found.items()}


def _of_way(known: Reckoning, way: Way, *, everything: bool) -> Iterator[Entry]:
    state, story = known.pool(way), _story(way)
    county = way.frozen[1] if way.frozen else way.county
    if state != "outside":
        yield Key("candidates", county, way.program, state), way.person, story
    if way.in_pool:
        yield Key("candidates", county, way.program, "in the pool"), way.person, story
    for application in way.applications.values():
        yield from _of_application(way, application)
        if everything or application.goes_on:
            yield from _checks_of(way, application)
    for number, certificate in enumerate(way.certificates):
        yield from _of_certificate(known, way, certificate, f"{way.person} {number}")


def _of_application(way: Way, application: Application) -> Iterator[Entry]:
    county, program, thing, told = application.county, way.program, application.id, str(application.told)
    yield Key("applications", county, program, application.state), thing, told
    for step, (decision, decided) in application.screening.items():
        yield Key("applications", county, program, f"{step} {decision}"), thing, str(decided)
    if application.hire:
        yield (
            Key("applications", county, program, "hired on a day"),
            f"{thing} {application.hire.data['hired_on']}",
            told,
        )
    for training in application.trainings:
        name, day = training.data["training"], training.data["completed_on"]
        yield Key("applications", county, program, f"training {name}"), f"{thing} {day}", str(training)


def _checks_of(way: Way, application: Application) -> Iterator[Entry]:
    key = Key("applications", application.county, way.program, "checks decided")
    return ((key, f"{application.id} {number}", str(check)) for number, check in enumerate(application.checks))


def _of_certificate(known: Reckoning, way: Way, certificate: Certificate, thing: str) -> Iterator[Entry]:
    where, told = (certificate.county, way.program), _story(way)
    until = certificate.valid_until
    yield Key("partners", *where, certificate.shown_state), thing, told
    yield Key("partners", *where, "valid until"), f"{thing} {until}", told
    asks = known.programs.known[way.program]
    today = asks.today(certificate.county, known.at)
    if certificate.state == "certified" and today <= until <= today + timedelta(days=AHEAD_DAYS):
        yield Key("upcoming", *where, "ends"), f"{way.person} {until}", told
    due = _training_due(way, asks.later_trainings) if certificate.state == "certified" else None
    if due is not None and today <= due <= today + timedelta(days=AHEAD_DAYS):
        yield Key("upcoming", *where, "training due"), f"{way.person} {due}", told


def _training_due(way: Way, later: dict[str, int]) -> date | None:
    """The nearest last day of a training that is not complete (P26)."""
    application = way.current
    if application is None or application.hire is None:
        return None
    hired_on = date.fromisoformat(application.hire.data["hired_on"])
    done = {each.data["training"] for each in application.trainings}
    return min((months_after(hired_on, n) for name, n in later.items() if name not in done), default=None)


def _story(way: Way) -> str:
    return ", ".join(str(each) for each in way.told[-2:]) or "by its cases alone"
