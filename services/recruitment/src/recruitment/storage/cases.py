"""Cases in and out, each kind of row in one statement. What follows from a case's reports is stored beside it, for reading."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from peerbridge.database import rows
from peerbridge.database.seeing import filtered, seen
from peerbridge.database.work import UnitOfWork
from recruitment.domain.cases import Case, Closure, Removal
from recruitment.storage.tables import CaseRow, ClosureRow, RemovalRow

__all__ = ["Change", "load", "store"]

CASES = filtered("SELECT * FROM cases WHERE id = ANY ($1::uuid[]) AND {seen}", seen=seen("cases"))
REMOVALS = filtered("SELECT * FROM removals WHERE case_id = ANY ($1::uuid[]) AND {seen}", seen=seen("removals"))
CLOSURES = filtered("SELECT * FROM closures WHERE case_id = ANY ($1::uuid[]) AND {seen}", seen=seen("closures"))
ADD_PARENTS = (
    "INSERT INTO parents (person, case_id) SELECT * FROM unnest($1::uuid[], $2::uuid[]) ON CONFLICT DO NOTHING"
)
DROP_PARENTS = """
DELETE FROM parents USING unnest($1::uuid[], $2::uuid[]) AS gone (person, case_id)
WHERE parents.person = gone.person AND parents.case_id = gone.case_id
"""

Change = tuple[Case | None, Case]
"""A case before and after; None where it was not known."""


async def load(work: UnitOfWork, cases: Iterable[UUID]) -> dict[UUID, Case]:
    """The visible cases of these ids, whole. The caller holds their locks, or only reads."""
    raw, wanted = await work.raw(), list(cases)
    found = {row["id"]: row for row in await raw.fetch(CASES, wanted)}
    removals: dict[UUID, dict[str, Removal]] = {case: {} for case in found}
    closures: dict[UUID, dict[tuple[str, str], Closure]] = {case: {} for case in found}
    for row in await raw.fetch(REMOVALS, list(found)) if found else ():
        removals[row["case_id"]][row["removal"]] = _removal(row)
    for row in await raw.fetch(CLOSURES, list(found)) if found else ():
        closures[row["case_id"]][row["removal"], row["exit"]] = _closure(row)
    return {case: _case(row, removals[case], closures[case]) for case, row in found.items()}


async def store(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """Keep cases with the reports that changed; all rows of a case that moved to another county."""
    at = work.business_now
    await rows.store(work, [_case_row(after, at) for _, after in changes], into=CaseRow)
    await rows.store(work, [row for change in changes for row in _removal_rows(*change)], into=RemovalRow)
    await rows.store(work, [row for change in changes for row in _closure_rows(*change)], into=ClosureRow)
    await _store_parents(work, changes)


async def _store_parents(work: UnitOfWork, changes: Sequence[Change]) -> None:
    raw = await work.raw()
    now = {(person, after.id) for _, after in changes for person in after.parents}
    was = {(person, before.id) for before, _ in changes if before for person in before.parents}
    for statement, pairs in ((ADD_PARENTS, sorted(now - was)), (DROP_PARENTS, sorted(was - now))):
        if pairs:
            await raw.execute(statement, [person for person, _ in pairs], [case for _, case in pairs])


def _case(row: Any, removals: dict[str, Removal], closures: dict[tuple[str, str], Closure]) -> Case:
    return Case(
        id=row["id"],
        source=row["source"],
        source_case=row["source_case"],
        correlation=row["correlation"],
        assigned_county=row["assigned_county"],
        unnamed_parent=row["unnamed_parent"],
        waiting_since=row["waiting_since"],
        removals=removals,
        closures=closures,
    )


def _removal(row: Any) -> Removal:
    return Removal(
        removal=row["removal"],
        said_county=row["said_county"],
        opened_on=row["opened_on"],
        case_type=row["case_type"],
        parents=tuple(row["parents"]),
    )


def _closure(row: Any) -> Closure:
    return Closure(
        id=row["id"],
        removal=row["removal"],
        exit=row["exit"],
        said_county=row["said_county"],
        opened_on=row["opened_on"],
        closed_on=row["closed_on"],
        code_list=row["code_list"],
        exit_code=row["exit_code"],
        case_type=row["case_type"],
        referred=row["referred"],
        withdrawn=row["withdrawn"],
        fault=row["fault"],
        told=row["told"],
        parents=tuple(row["parents"]),
    )


def _case_row(case: Case, at: datetime) -> SimpleNamespace:
    last = case.last_closure
    return SimpleNamespace(
        id=case.id,
        county=case.county,
        shared_with=(),
        source=case.source,
        source_case=case.source_case,
        correlation=case.correlation,
        assigned_county=case.assigned_county,
        unnamed_parent=case.unnamed_parent,
        waiting_since=(case.waiting_since or at) if case.waiting else None,
        open=case.open,
        opened_on=case.opened_on,
        closed_on=last.closed_on if last and not case.open else None,
        closure=last.id if last else None,
        exit_reason=last.reason if last else None,
        case_type=case.case_type,
        referred=last.referred if last else True,
        parents=list(case.parents),
    )


def _removal_rows(before: Case | None, after: Case) -> Iterator[SimpleNamespace]:
    moved = before is not None and before.county != after.county
    for each in after.removals.values():
        if moved or before is None or before.removals.get(each.removal) != each:
            yield SimpleNamespace(
                case_id=after.id,
                county=after.county,
                shared_with=(),
                removal=each.removal,
                said_county=each.said_county,
                opened_on=each.opened_on,
                case_type=each.case_type,
                parents=list(each.parents),
            )


def _closure_rows(before: Case | None, after: Case) -> Iterator[SimpleNamespace]:
    moved = before is not None and before.county != after.county
    for each in after.closures.values():
        if moved or before is None or before.closures.get(each.key) != each:
            yield SimpleNamespace(
                id=each.id,
                case_id=after.id,
                county=after.county,
                shared_with=(),
                removal=each.removal,
                exit=each.exit,
                said_county=each.said_county,
                opened_on=each.opened_on,
                closed_on=each.closed_on,
                code_list=each.code_list,
                exit_code=each.exit_code,
                case_type=each.case_type,
                referred=each.referred,
                withdrawn=each.withdrawn,
                fault=each.fault,
                told=each.told,
                parents=list(each.parents),
            )
