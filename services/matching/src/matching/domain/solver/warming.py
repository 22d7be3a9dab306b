"""Compile all rules over arrays before anybody waits for them: a small pool goes through every kind of event once."""

from uuid import UUID

from matching.domain.solver.explain import recruited, what_if, why_not
from matching.domain.solver.facts import Family, Partner
from matching.domain.solver.statewide import Statewide
from matching.domain.solver.weights import BEST_FIT

__all__ = ["ready"]


def ready() -> None:
    """Have everything compiled, or read from disk where it was kept. Call it in a thread when a service starts."""
    english = ("language", "en")
    first, second = (Family(UUID(int=n), "a", any_of=[english]) for n in (1, 2))
    partner = Partner(UUID(int=3), "p", "a", ["a"], 1, [english])
    pool = Statewide.of([first], [partner])
    pool.insert(second)
    pool.put_partner(Partner(UUID(int=4), "p", "a", ["a"], 1, [english]))
    pool.open_place(partner.key)
    pool.close_place(partner.key)
    why_not(pool, first.key, partner.key)
    what_if(pool, BEST_FIT, {first.key: 0, second.key: 0})
    recruited(pool, [("a", english)])
    pool.certificate()
    pool.forbid(first.key, partner.person)
    pool.confirm(second.key)
    pool.withdraw(first.key)
    pool.remove_partner(partner.key)


if __name__ == "__main__":
    ready()
