"""The one place where anybody comes into a pool or goes out of it: facts are loaded, the rules asked, what changed announced.

A person known in a county beyond the transaction's scope is decided by a job under the scope of all their counties.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event
from peerbridge.jobs import start_job
from recruitment.domain.candidate_news import news
from recruitment.domain.candidates import Candidate, Person, decide
from recruitment.domain.eligibility import first_claims
from recruitment.storage import candidates, case_facts, nominations, rules
from recruitment.storage.people import Known

__all__ = ["REVIEW_PERSON", "decide_people"]

REVIEW_PERSON = "review_person"
Because = Mapping[UUID, Event]


async def decide_people(work: UnitOfWork, people: Sequence[Known], because: Because | None = None) -> int:
    """Decide on these persons, whose locks are held; how many standings changed. `because`: heard events by case."""
    here = await _within_scope(work, people)
    changed: list[Candidate] = []
    for person in await _load(work, here):
        changed += _announced(work, person, because or {})
    await candidates.store(work, changed)
    return len(changed)


async def _within_scope(work: UnitOfWork, people: Sequence[Known]) -> list[Known]:
    """Those who can be decided here. A caller's scope is the token's; a fact's goes as far as the fact does.

    An opt-out needs no case to be seen, so it takes hold of what is visible at once.
    """
    if work.principal is None:
        await work.extend_scope({county for known in people for county in known.counties})
        return list(people)
    scope = set(work.scope.counties)
    for known in people:
        if known.counties - scope:
            await start_job(work, REVIEW_PERSON, str(known.person), tuple(known.counties))
    return [known for known in people if known.opted_out or known.counties <= scope]


async def _load(work: UnitOfWork, people: Sequence[Known]) -> list[Person]:
    ids = [known.person for known in people]
    if not ids:
        return []
    cases = await case_facts.of_people(work, ids)
    named, standing = await nominations.of_people(work, ids), await candidates.lock(work, ids)
    known_rules = await rules.in_counties(work, {facts.county for each in cases.values() for facts in each})
    stood_on = {c.closure for each in standing.values() for c in each.values() if c.closure and c.identified}
    withdrawn = await case_facts.withdrawn(work, stood_on)
    loaded = []
    for known in people:
        own = cases.get(known.person, ())
        asked = [rule for county in {facts.county for facts in own} for rule in known_rules.get(county, ())]
        person = Person(
            person=known.person,
            opted_out=known.opted_out,
            cases=own,
            claims=first_claims(own, asked),
            nominations=named.get(known.person, {}),
            candidates=standing.get(known.person, {}),
            withdrawn=withdrawn,
        )
        loaded.append(person)
    return loaded


def _announced(work: UnitOfWork, person: Person, because: Because) -> list[Candidate]:
    """The person's standings that changed, after they were announced."""
    changed = []
    for after in decide(person, work.business_now):
        before = person.candidates.get(after.program)
        if after != before:
            changed.append(_announce(work, person, before, after, because))
    return changed


def _announce(
    work: UnitOfWork, person: Person, before: Candidate | None, after: Candidate, because: Because
) -> Candidate:
    events = news(before, after, person)
    if not events:
        return after
    case = after.case or (before.case if before else None)
    work.announce(
        *events,
        county=after.county,
        shared_with=[after.moved_from] if after.moved_from else (),
        because=because.get(case) if case else None,
        correlation=after.correlation,
    )
    return replace(after, moved_from=None)
