"""Whatever happens at the same moment comes to the same end: nothing is lost, doubled or stuck."""

import asyncio
import random
from typing import Any

from peerbridge.identity import PROGRAM_ADMIN


async def test_overlapping_imports_take_each_report_once(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    lines = [closure(f"c-{n}", parents=[f"p-{n // 3}"]) for n in range(150)]
    shuffled = [random.sample(lines, len(lines)) for _ in range(4)]
    answers = await asyncio.gather(*(recruitment.reports(*each) for each in shuffled))
    outcomes = [line["outcome"] for each in answers for line in each]
    assert (outcomes.count("accepted"), outcomes.count("unchanged")) == (150, 450)
    news = await recruitment.news()
    assert (news.count("CaseClosed"), news.count("CandidateIdentified")) == (150, 50)


async def test_a_program_published_during_imports_misses_nobody(recruitment: Any, closure: Any) -> None:
    imports = [recruitment.reports(*(closure(f"c-{k}-{n}") for n in range(40))) for k in range(6)]
    published = recruitment.asks(
        "PUT",
        f"/v1/programs/{recruitment.policy.program}",
        recruitment.policy.model_dump(mode="json"),
        roles=(PROGRAM_ADMIN,),
        counties=tuple(recruitment.policy.zones),
    )
    await asyncio.gather(*imports[:3], published, *imports[3:])
    await recruitment.made.work_off_jobs()
    assert (await recruitment.news()).count("CandidateIdentified") == 240


async def test_opting_out_during_an_import_is_for_good(recruitment: Any, closure: Any) -> None:
    await recruitment.applies()
    await recruitment.reports(closure(parents=["p-1"]))
    (candidate,) = await recruitment.candidates()
    leave = recruitment.asks("POST", f"/v1/candidates/{candidate['person']}/opt-out")
    await asyncio.gather(leave, *(recruitment.reports(closure(f"c-{n}", parents=["p-1"])) for n in range(5)))
    (candidate,) = await recruitment.candidates()
    assert candidate["state"] == "opted_out"
    assert (await recruitment.news()).count("CandidateIdentified") == 1
