"""Reports of cases, by whichever door: the same again changes nothing, another corrects, and order does not matter.

In bulk: cases, their reports and their parents are locked and loaded at once, whatever the number of lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from peerbridge.database.work import UnitOfWork
from peerbridge.events.base import Event
from peerbridge.ids import uuid7
from recruitment.domain.cases import Case
from recruitment.domain.errors import CaseCountedElsewhere
from recruitment.domain.reports import Outcome, Report, take_in
from recruitment.storage import case_index, cases, people
from recruitment.storage.case_index import Indexed, case_digest
from recruitment.storage.people import Known, named_digest, unnamed_digest
from recruitment.use_cases.settle_cases import settle_cases

__all__ = ["Answer", "take_in_reports"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one report; `rule` and `reason` say why it was refused."""

    outcome: Outcome
    case: UUID | None = None
    rule: str | None = None
    reason: str | None = None


ELSEWHERE = Answer(Outcome.REFUSED, rule="case_counted_elsewhere", reason=CaseCountedElsewhere().message)


@dataclass(slots=True)
class Taking:
    """Reports on their way in: which case each is of, and what is known of these cases and their parents."""

    digests: Sequence[bytes]
    index: Mapping[bytes, Indexed]
    known: dict[UUID, Case]
    people: Mapping[bytes, Known]
    now: dict[UUID, Case]

    def changes(self) -> list[tuple[Case | None, Case]]:
        """The cases that the reports changed."""
        return [(self.known.get(case), after) for case, after in self.now.items() if self.known.get(case) != after]


async def take_in_reports(work: UnitOfWork, reports: Sequence[Report], heard: Sequence[Event] = ()) -> list[Answer]:
    """Take in reports in their order; one answer each. `heard`: the events that brought them, one each, where events did.

    A caller's report of a case counted beyond the caller's counties is refused; a fact follows its case there.
    """
    taking = await _load(work, reports)
    answers = [_take(taking, report, digest) for report, digest in zip(reports, taking.digests, strict=True)]
    because = {taking.index[digest].case: event for digest, event in zip(taking.digests, heard, strict=False)}
    await settle_cases(work, taking.changes(), list(taking.people.values()), because)
    return [_final(answer, taking) for answer in answers]


async def _load(work: UnitOfWork, reports: Sequence[Report]) -> Taking:
    digests = [case_digest(report.source, report.source_case) for report in reports]
    index = await case_index.lock(work, dict(zip(digests, (report.county for report in reports), strict=True)))
    if work.principal is None:
        await work.extend_scope({i.county for i in index.values()} | {report.county for report in reports})
    known = await cases.load(work, [i.case for i in index.values() if not i.fresh])
    named = {named_digest(report.source, parent) for report in reports for parent in report.parents}
    unnamed = {
        unnamed_digest(digest) for digest, i in index.items() if i.case not in known or not known[i.case].parents
    }
    parents = {parent for case in known.values() for parent in case.parents}
    found = await people.lock(work, named | unnamed, parents)
    return Taking(digests, index, known, {each.digest: each for each in found}, dict(known))


def _take(taking: Taking, report: Report, digest: bytes) -> Answer:
    indexed = taking.index[digest]
    if not indexed.fresh and indexed.case not in taking.known:
        return ELSEWHERE
    case = taking.now.get(indexed.case) or _new(report, indexed.case)
    parents = tuple(sorted(taking.people[named_digest(report.source, each)].person for each in report.parents))
    after, outcome = take_in(case, report, parents, uuid7())
    if not after.parents:
        after = replace(after, unnamed_parent=taking.people[unnamed_digest(digest)].person)
    taking.now[after.id] = after
    return Answer(outcome, after.id)


def _new(report: Report, case: UUID) -> Case:
    return Case(id=case, source=report.source, source_case=report.source_case, correlation=uuid7())


def _final(answer: Answer, taking: Taking) -> Answer:
    """A report of a case whose county nobody has said yet waits with it."""
    taken = answer.outcome in (Outcome.ACCEPTED, Outcome.CORRECTED)
    if taken and answer.case is not None and taking.now[answer.case].waiting:
        return replace(answer, outcome=Outcome.WAITING)
    return answer
