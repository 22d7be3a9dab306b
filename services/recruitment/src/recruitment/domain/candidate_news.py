"""What is announced when somebody comes into a program's pool or goes out of it. Nobody is announced twice for one stay."""

from peerbridge.events.candidates import CandidateIdentified, CandidateNominated, CandidateWithdrawn, PersonEvent
from recruitment.domain.candidates import Candidate, Person, State

__all__ = ["news"]


def news(before: Candidate | None, after: Candidate, person: Person) -> list[PersonEvent]:
    """The events of a changed standing, in order. An opt-out is announced once for the person, not per program."""
    if after.state is State.OPTED_OUT:
        return []
    events: list[PersonEvent] = []
    if after.identified and after.case is not None and not (before and before.identified):
        events.append(CandidateIdentified(person=after.person, case=after.case, program=after.program))
    if after.nominated and not (before and before.nominated):
        events.append(CandidateNominated(person=after.person, program=after.program))
    if before is not None and before.in_pool and not after.in_pool:
        reason = person.reason(before)
        events.append(CandidateWithdrawn(person=after.person, program=after.program, reason=reason))
    return events
