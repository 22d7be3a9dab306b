"""Every audit row is linked and signed, whoever links; and every way of tampering is found, with the first broken row's name."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from peerbridge.audit.__main__ import verify_database
from peerbridge.audit.checkpoints import Checkpoint, signed
from peerbridge.audit.keys import AuditKey, read_public_keys
from peerbridge.audit.record import FIRST, MEMBERS, canonical, digest, record
from peerbridge.audit.verifying import verify
from peerbridge.cli import audit
from peerbridge.identity import PLATFORM_OPERATOR
from peerbridge.testing.running import eventually

from .conftest import Audited, served

POLK, STORY = "19153", "19169"


async def test_rows_are_linked_and_signed_and_verify_online_offline_and_from_an_export(
    audited: Audited, tmp_path: Path
) -> None:
    await audited.append(30)
    await audited.append(3, county=None)
    async with audited.linking():
        assert await audited.settled() == 33
    verdict = await audited.offline()
    assert (verdict.faults, verdict.rows, verdict.signed) == ([], 33, 33)
    assert await audited.online() == ""
    token = audited.sample.issuer.token(PLATFORM_OPERATOR, counties=(POLK,))
    async with served(audited.sample) as url:
        await asyncio.to_thread(audit.export, tmp_path / "out", service=["sample"], token=token, url=url)
    out = tmp_path / "out" / "sample"
    await asyncio.to_thread(
        audit.verify_chain, file=out / "chain.jsonl", checkpoints=[out / "checkpoints"], key=[out / "keys.json"]
    )
    changed = (out / "chain.jsonl").read_text().replace('"thing"', '"thinG"', 1)
    (out / "chain.jsonl").write_text(changed)
    with pytest.raises(audit.Broken, match=r"row 1 \(id 1\) was changed"):
        audit.verify_chain(file=out / "chain.jsonl", checkpoints=[out / "checkpoints"], key=[out / "keys.json"])


async def test_of_rows_of_other_counties_only_the_links_are_told(audited: Audited) -> None:
    """Whoever holds Story verifies the links of all rows, and the content of Story's and of no county's."""
    await audited.append(2)
    await audited.append(3, county=STORY)
    await audited.append(1, county=None)
    async with audited.linking():
        await audited.settled()
    async with audited.sample.client(PLATFORM_OPERATOR, counties=(STORY,)) as http:
        lines = [json.loads(line) for line in (await http.get("/ops/v1/audit/chain")).text.splitlines()]
    assert [line.get("hidden", False) for line in lines] == [True, True, False, False, False, False]
    assert set(lines[0]) == {"service", "position", "previous", "id", "at", "hidden", "hash"}
    assert "Of 2 rows only the links were verified" in await audited.online((STORY,))
    await audited.god("UPDATE audit SET actor = 'nobody' WHERE county = '19169'", "SELECT 1")
    assert "row 3 (id 3) was changed" in await audited.online((STORY,))


async def test_a_row_that_becomes_visible_late_is_linked_after_those_that_came_before_it(audited: Audited) -> None:
    async with audited.linking():
        await audited.append(3)
        async with audited.sample.runtime.work([POLK]) as late:
            raw = await late.raw()
            reserved = await raw.fetchval("SELECT nextval('audit_id')")
            await audited.append(3)
            await eventually(lambda: audited.god("SELECT 1 FROM audit_head WHERE position = 6"))
            await raw.execute(
                "INSERT INTO audit (id, at, business_at, actor, action, what, correlation)"
                " VALUES ($1, now(), now(), 'late', 'read', 'thing', gen_random_uuid())",
                reserved,
            )
        assert await audited.settled() == 7
    order = [row["id"] for row in await audited.god("SELECT id FROM audit_chain ORDER BY position")]
    assert order == [1, 2, 3, 5, 6, 7, 4]
    assert (await audited.offline()).whole


async def test_chainers_that_come_and_go_leave_one_chain(audited: Audited) -> None:
    for _ in range(4):
        candidates = [asyncio.create_task(audited.chainer().run()) for _ in range(3)]
        await audited.append(10)
        await asyncio.sleep(0.3)
        for task in candidates:
            task.cancel()
            await audited.append(2)
        await asyncio.gather(*candidates, return_exceptions=True)
    async with audited.linking():
        assert await audited.settled() == 64
    assert (await audited.offline()).whole


async def test_the_application_can_append_and_nothing_else(audited: Audited) -> None:
    await audited.append(1)
    app = await asyncpg.connect(audited.urls.app)
    try:
        await app.execute("SELECT set_config('peerbridge.counties', '19153', false)")
        parts = await app.fetch("SELECT relname FROM pg_class WHERE relname LIKE 'audit%' AND relkind IN ('r', 'p')")
        for table in [row["relname"] for row in parts]:
            for wrong in (
                f"UPDATE {table} SET id = 5",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
                f"DROP TABLE {table}",
            ):
                with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.UndefinedColumnError)):
                    await app.execute(wrong)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("SELECT peerbridge_audit_upkeep('2100-01-01')")
        assert len(await app.fetch("SELECT * FROM audit")) == 1
    finally:
        await app.close()


MONTH = "to_char(now() AT TIME ZONE 'UTC', 'YYYYMM01')"
CRIMES = {
    "an edited row": (["UPDATE audit SET actor = 'nobody' WHERE id = 7"], 7),
    "a hidden detail edited": (["UPDATE audit SET concerns = '{}' WHERE id = 7"], 7),
    "a deleted row": (["DELETE FROM audit WHERE id = 7"], 7),
    "a row deleted with its link": (["DELETE FROM audit WHERE id = 7", "DELETE FROM audit_chain WHERE id = 7"], 7),
    "two rows exchanged": (
        [
            "UPDATE audit_chain c SET id = a.id, at = a.at FROM audit a WHERE c.position IN (7, 8) AND a.id = 15 - c.position"
        ],
        7,
    ),
    "two links exchanged": (
        [
            "UPDATE audit_chain SET position = 1015 - position WHERE position IN (7, 8)",
            "UPDATE audit_chain SET position = position - 1000 WHERE position > 1000",
        ],
        7,
    ),
    "the tail cut off": (["DELETE FROM audit WHERE id > 15", "DELETE FROM audit_chain WHERE position > 15"], 16),
    "the tail cut off and the head set back": (
        [
            "DELETE FROM audit WHERE id > 15",
            "DELETE FROM audit_chain WHERE position > 15",
            "UPDATE audit_head SET (position, hash, floor) = (SELECT position, hash, 15 FROM audit_chain WHERE position = 15)",
        ],
        16,
    ),
    "the beginning cut off": (["DELETE FROM audit WHERE id < 5", "DELETE FROM audit_chain WHERE position < 5"], 1),
    "everything gone": (
        [
            "TRUNCATE audit",
            "TRUNCATE audit_chain",
            "UPDATE audit_head SET position = 0, floor = 0, hash = decode(repeat('00', 32), 'hex')",
        ],
        1,
    ),
}


@pytest.mark.parametrize("crime", CRIMES)
async def test_every_crime_against_the_rows_is_found(audited: Audited, crime: str) -> None:
    statements, first = CRIMES[crime]
    await audited.append(10)
    async with audited.linking():
        await audited.settled()
        await audited.append(10)
        assert await audited.settled() == 20
    assert await audited.online() == ""
    await audited.god(*statements, "SELECT 1")
    verdict = await audited.offline()
    assert verdict.first is not None
    assert verdict.first.position == first, verdict.faults
    assert verdict.first.words in await audited.online()


async def recompute(audited: Audited, start: int) -> None:
    """What someone with all rights over the database, but without the key, can do: make every hash fit again."""
    rows = await audited.god("SELECT * FROM audit ORDER BY id")
    previous = "0" * 64
    for position, row in enumerate(rows, 1):
        hash_ = digest(record("sample", position, previous, row))
        if position >= start:
            await audited.god(
                f"UPDATE audit_chain SET previous = decode('{previous}', 'hex'), hash = decode('{hash_}', 'hex') "
                f"WHERE position = {position}",
                "SELECT 1",
            )
        previous = hash_
    await audited.god(f"UPDATE audit_head SET hash = decode('{previous}', 'hex')", "SELECT 1")


async def test_a_chain_computed_anew_without_the_key_is_found(audited: Audited) -> None:
    async with audited.linking():
        await audited.append(10)
        await audited.settled()
        await audited.append(10)
        await audited.settled()
    await audited.god("UPDATE audit SET actor = 'nobody' WHERE id = 14", "SELECT 1")
    await recompute(audited, 14)
    verdict = await audited.offline()
    assert verdict.first is not None
    assert verdict.first.position is not None
    assert 11 <= verdict.first.position <= 14
    assert "computed anew" in verdict.first.words
    async with audited.linking():
        await audited.append(1)
        await audited.settled()
    assert not (await audited.offline()).whole, "a chainer that goes on does not heal it"


async def test_a_row_put_in_beside_the_application_is_found(audited: Audited) -> None:
    await audited.append(5)
    async with audited.linking():
        await audited.settled()
    await audited.god(
        "INSERT INTO audit (id, at, business_at, actor, action, what, correlation)"
        " VALUES (-3, now() - interval '2 minutes', now(), 'x', 'read', 'thing', gen_random_uuid())",
        "UPDATE audit SET id = 3, at = at - interval '2 minutes' WHERE id = -3",
        "SELECT 1",
    )
    verdict = await audited.offline()
    assert verdict.first is not None
    assert "id 3 has no link" in verdict.first.words
    assert "id 3 has no link" in await audited.online()


@pytest.mark.parametrize("how", ["changed", "other key", "gone"])
async def test_checkpoints_that_were_tampered_with_are_found(audited: Audited, tmp_path: Path, how: str) -> None:
    await audited.append(5)
    async with audited.linking():
        await audited.settled()
    keys = read_public_keys(audited.signing().store.keys())
    file = audited.signing().store.days()[0]
    if how == "changed":
        head, payload, signature = file.read_text().split()[-1].split(".")
        file.write_text(f"{head}.{payload}.{'A' * 20}{signature[20:]}\n")
    elif how == "gone":
        file.unlink()
    else:
        other = AuditKey.of(tmp_path / "other.pem", make=True)
        keys = {other.kid: other.private.public_key()}
    verdict = await asyncio.to_thread(verify_database, "sample", audited.urls.report, [audited.directory], keys)
    assert not verdict.whole


async def test_months_are_retired_by_age_and_never_before(audited: Audited) -> None:
    await audited.append(6)
    async with audited.linking():
        await audited.settled()
    await audited.god(
        "SELECT peerbridge_audit_upkeep(now() + interval '12 months')",
        "SELECT 1",
    )
    assert (await audited.offline()).rows == 6
    await audited.god("SELECT peerbridge_audit_upkeep(now() + interval '90 months')", "SELECT 1")
    verdict = await audited.offline()
    assert verdict.rows == 0
    assert verdict.first is not None, "the rows were signed today: nobody can retire them today"


@pytest.mark.parametrize(("signed_years_ago", "whole"), [(8, True), (6, False)])
def test_a_chain_that_begins_after_retired_months_is_anchored_in_an_old_checkpoint(
    tmp_path: Path, signed_years_ago: int, *, whole: bool
) -> None:
    now, key = datetime.now(UTC), AuditKey.of(tmp_path / "key.pem", make=True)
    row = {
        "id": 1, "at": now, "business_at": now, "actor": "a", "roles": ["r"], "action": "read", "what": "thing", "subject": "",
        "concerns": [], "county": None, "shared_with": [], "outcome": "done", "correlation": "c",
    }  # fmt: skip
    lines, previous = [], FIRST
    for position in range(1, 9):
        told = record("sample", position, previous, row)
        previous = digest(told)
        lines.append({**told, "hash": previous})
    old = (now - timedelta(days=365.25 * signed_years_ago)).isoformat()
    checkpoints = [
        Checkpoint("sample", 4, lines[3]["hash"], old),
        Checkpoint("sample", 8, lines[7]["hash"], now.isoformat()),
    ]
    keys = {key.kid: key.private.public_key()}
    verdict = verify("sample", lines[4:], [signed(each, key) for each in checkpoints], keys, now=now)
    assert verdict.whole == whole
    assert whole or (verdict.first is not None and verdict.first.position == 1)


def test_the_documented_example_is_what_the_software_computes() -> None:
    page = (Path(__file__).resolve().parents[4] / "docs/audit-chain.md").read_text()
    line = json.loads(page.split("```json\n")[1].split("```")[0])
    text = page.split("```text\n")[1].split("```")[0].strip()
    told: dict[str, Any] = {name: value for name, value in line.items() if name != "hash"}
    assert canonical(told).decode() == text
    assert digest(told) == line["hash"]
    assert set(told) == MEMBERS
