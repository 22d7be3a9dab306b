"""The one place where somebody is with a programme. Of everything told of them the furthest that still holds decides."""

from typing import Final

from peerbridge_demo.reckoning.people import Application, Certificate, Way

__all__ = ["PLACES", "SCREENING", "place_of"]

SCREENING: Final = "screening: "
"""Followed by the step that was decided last."""
PLACES: Final = (
    "waiting", "identified", "nominated", "applied", SCREENING, "checks decided", "hired", "in training", "certified",
    "expiring", "suspended", "lapsed", "left", "declined", "application over", "withdrawn", "opted out",
)  # fmt: skip
"""In the order of the way; `screening: ` stands for all steps of all programmes."""
ENDED: Final = {"declined": "declined", "over": "application over", "left": "left"}
POOL: Final = {"opted_out": "opted out"}


def place_of(way: Way, pool: str) -> str:
    """Where somebody is. `pool`: how they stand with the pool.

    An application that goes on comes first, then an opt-out, then how the last application ended, unless the pool has
    let them go since; the pool's own word comes last.
    """
    if application := way.current:
        return _at_work(way.certificates[-1]) if application.state == "certified" else _applying(application)
    last = way.last
    if last is not None and way.in_pool and not way.opted_out:
        return ENDED[last.state]
    return POOL.get(pool, pool)


def _at_work(certificate: Certificate) -> str:
    state = certificate.shown_state
    return "expiring" if state == "certified" and certificate.noticed is not None else state


def _applying(application: Application) -> str:
    if application.hire:
        return "in training" if application.trainings else "hired"
    if application.checks:
        return "checks decided"
    steps = list(application.screening)
    return f"{SCREENING}{steps[-1]}" if steps else "applied"
