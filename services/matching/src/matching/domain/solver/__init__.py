"""The best set of pairs in a state, exactly, after every event; pure code over arrays: no input or output, no clock, no ids of its own.

What a service does with it, for one state's pool in one worker:

(a) Build the pool from its rows, at start or after a kill. A `Family` is a waiting request, a `Partner` a place in a programme
    that may be given today; both hold ids, a county and codes. Whether a partner may serve at all (standing, leave, role, profile)
    is decided before; what depends on the pair stands in the family: codes that must or must not be brought, persons `barred`
    (conflict, same case, household, a no from either side, an earlier pair that ended badly)::

        pool = Statewide.of(families, partners, per_family=MOST_FAMILIES)          # or BEST_FIT: the agency's switch
        Family(request, county, priority=…, any_of=[("language", "es")], wants={"strong_needs": [("experience", "grief")]})

    From the service's own values: `family_of(seeker, priority, named_by(available))`, `partner_of(available)`. Priorities come
    from `priorities(objective, waited, urgency, must_have, floor)` with the values of the state's pool.

(b) Follow events: `pool.insert(family)`, `withdraw(family)`, `put_partner(partner)` (new, back, another profile or area, with
    free places as they are now), `remove_partner(place)`, `open_place(place)`, `close_place(place)`, `forbid(family, person)`,
    `prioritise({family: points})`. Each leaves the optimum of all who are in the pool then.

(c) Read tentative pairs: `pool.partner_of(family)`, `pool.pairs()`. Once a person sees a proposal, freeze it: `pool.confirm(family)`
    takes family and place out of the pool and moves nobody else. The place comes back with `open_place`, the family with `insert`.

(d) Explain: `best_for(pool, family, 3)`; `why_not(pool, family, place)` gives the pair's points, the price of the place, the gap,
    and exactly what all would lose, or None where a constraint forbids it (which one, the service's constraints say).
    `figures(pool)`, `what_if(pool, per_family, priorities)` (changes nothing), `pool.most_served(families)` (what could be served at
    most, also of a group alone), `recruited(pool, cells)` (what one more partner would bring, by county and language),
    `pool.certificate()` (proof; run it every night).

(e) Keep what explains later: `kept(pool)` gives worths and prices as plain 64-bit values with VERSION; `gap(…)` computes with them
    again. Nothing else need be kept: the same pool gives the same pairs in whatever order it was built, so `of` after a kill restores
    them (prices are not unique and may differ; that is why those of a proposal are kept with it).

Calls take from microseconds to a few milliseconds (bench/README.md); `of`, `what_if` and `most_served` up to seconds at a hundred
thousand requests: run them in a thread, the compiled parts leave the interpreter free. One thread at a time may use a pool.

`ready()` compiles everything, or reads it from disk, so that no caller waits for it: half a minute of one core where nothing is kept,
about two seconds where it is. Images keep it (deploy/Dockerfile); see compiled.py for where it is looked for.
"""

from matching.domain.solver.certificate import FAULTS, Certificate, certify
from matching.domain.solver.explain import (
    Candidate,
    Figures,
    Recruit,
    best_for,
    figures,
    losses,
    partners_of,
    recruited,
    what_if,
    why_not,
)
from matching.domain.solver.facts import Code, Family, Partner, Place
from matching.domain.solver.keeping import VERSION, Kept, gap, kept
from matching.domain.solver.reading import family_of, named_by, partner_of
from matching.domain.solver.statewide import Statewide
from matching.domain.solver.warming import ready
from matching.domain.solver.weights import BEST_FIT, MOST_FAMILIES, Objective, in_points, priorities

__all__ = [
    "BEST_FIT",
    "FAULTS",
    "MOST_FAMILIES",
    "VERSION",
    "Candidate",
    "Certificate",
    "Code",
    "Family",
    "Figures",
    "Kept",
    "Objective",
    "Partner",
    "Place",
    "Recruit",
    "Statewide",
    "best_for",
    "certify",
    "family_of",
    "figures",
    "gap",
    "in_points",
    "kept",
    "losses",
    "named_by",
    "partner_of",
    "partners_of",
    "priorities",
    "ready",
    "recruited",
    "what_if",
    "why_not",
]
