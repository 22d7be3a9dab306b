"""The worker that keeps a state's matcher: what it holds in memory is what the database has, whatever happens and in whatever order."""

from collections import Counter
from random import Random
from typing import Any

import asyncpg
import pytest

from matching.domain.optimum import matcher_of
from matching.domain.pool import Pool
from matching.storage import pools, whole_state
from matching.use_cases import match_state
from matching.use_cases.propose import propose
from peerbridge.events.certification import CertificationLapsed
from peerbridge.events.matches import MatchProposed
from peerbridge.events.measures import FairnessMeasured
from peerbridge.identity import COORDINATOR

POLK, STORY, LINN = "19153", "19169", "19113"
COUNTIES = (POLK, STORY, LINN)
LANGUAGES = ("en", "es", "so")
STANDING = "SELECT request, partner, program FROM proposal WHERE state = 'tentative' AND seen_at IS NULL"


async def standing(matching: Any) -> dict[Any, Any]:
    """Request -> place, of proposals that nobody has seen."""
    return {row["request"]: (row["partner"], row["program"]) for row in await matching.made.owner(STANDING)}


async def optimum(matching: Any) -> dict[Any, Any]:
    """The best pairs of what the database has now, found from nothing."""
    if not await matching.counties():
        return {}
    matcher = matcher_of(await matching.whole_state())
    assert matcher.certificate().holds
    return matcher.pairs()


class Life:
    """What happens in a state by chance, and what people decide on the proposals there are."""

    def __init__(self, matching: Any, seed: int) -> None:
        self.matching, self.rng = matching, Random(seed)
        self.partners: list[tuple[Any, str]] = []

    async def happen(self) -> None:
        """One thing."""
        steps = (
            self.ask,
            self.ask,
            self.join,
            self.describe,
            self.see,
            self.decide,
            self.withdraw,
            self.lapse,
            self.sleep,
        )
        await self.rng.choice(steps)()

    async def ask(self) -> None:
        """A family asks."""
        rng = self.rng
        wishes: dict[str, Any] = {
            "urgency": rng.randint(0, 2),
            "needs": rng.sample(["grief", "housing", "recovery"], 1),
        }
        if rng.random() < 0.5:
            wishes["must_languages"] = rng.sample(LANGUAGES, 1)
        await self.matching.asks(county=rng.choice(COUNTIES), **wishes)

    async def join(self) -> None:
        """A partner is certified."""
        home = self.rng.choice(COUNTIES)
        partner = await self.matching.has_partner(home, capacity=self.rng.randint(1, 2), profile=self.profile())
        self.partners.append((partner, home))

    def profile(self) -> dict[str, Any]:
        """What a partner may say."""
        rng = self.rng
        return {
            "languages": rng.sample(LANGUAGES, rng.randint(1, 2)),
            "service_counties": rng.sample(COUNTIES, rng.randint(0, 2)),
            "consent": True,
            "experiences": rng.sample(["grief", "housing", "recovery"], rng.randint(0, 2)),
            "capacity_wish": rng.choice([None, 1]),
        }

    async def describe(self) -> None:
        """A partner says other things."""
        if self.partners:
            partner, home = self.rng.choice(self.partners)
            await self.matching.gives_profile(partner, county=home, **self.profile())

    async def proposal(self, *states: str) -> Any:
        """One in these states, by chance."""
        rows = [row for row in await self.matching.proposals() if row["state"] in states]
        return self.rng.choice(rows) if rows else None

    async def see(self) -> None:
        """A coordinator takes one in hand."""
        if (row := await self.proposal("tentative")) is not None:
            assert (await self.matching.looks(row, counties=(row["county"],))).status_code == 200

    async def decide(self) -> None:
        """Whoever is asked answers."""
        if (row := await self.proposal("tentative")) is not None:
            no = {"answer": "no", "reason": "safety"} if self.rng.random() < 0.5 else {}
            assert (await self.matching.decides(row, **no)).status_code == 200
        elif (row := await self.proposal("open")) is not None:
            await self.matching.answers(row, self.rng.choice(["partner", "family"]), self.rng.choice(["yes", "no"]))

    async def withdraw(self) -> None:
        """A family no longer asks."""
        rows = await self.matching.made.owner(
            "SELECT request, county FROM request WHERE state = 'open' ORDER BY request"
        )
        if rows:
            row = self.rng.choice(rows)
            path = f"/v1/requests/{row['request']}/withdrawal"
            await self.matching.call("POST", path, {"reason": "staff"}, role=COORDINATOR, counties=(row["county"],))

    async def lapse(self) -> None:
        """A certification ends."""
        if self.partners and self.rng.random() < 0.3:
            partner, home = self.partners.pop(self.rng.randrange(len(self.partners)))
            lapsed = CertificationLapsed(
                partner=partner, program=self.matching.policy.program, lapsed_on=self.matching.made.clock.now().date()
            )
            await self.matching.hears(lapsed, county=home)

    async def sleep(self) -> None:
        """Hours pass, perhaps into the next day."""
        self.matching.made.passes(hours=self.rng.randint(1, 40))
        await self.matching.made.sweep("expire proposals")
        await self.matching.run()


@pytest.mark.parametrize("seed", range(4))
async def test_after_whatever_happens_the_proposals_nobody_has_seen_are_the_optimum_of_the_state(
    matching: Any, seed: int
) -> None:
    await matching.hears(matching.program(confirms=True))
    life = Life(matching, seed)
    for _ in range(40):
        await life.happen()
        assert await standing(matching) == await optimum(matching)
    (term,) = matching.made.terms.values()
    assert term.pool.matcher.certificate().holds
    assert await matching.made.owner("SELECT 1 FROM pool_change") == []


async def read_as_a_few(matching: Any) -> Pool:
    """Everybody of the state as a change of each would have them read."""
    counties = await matching.counties()
    requests = [row["request"] for row in await matching.made.owner("SELECT request FROM request")]
    partners = [row["partner"] for row in await matching.made.owner("SELECT partner FROM roster")]
    async with matching.made.runtime.work(counties) as work:
        return await pools.concerning(work, await pools.circumstances(work, counties), requests, partners)


async def test_a_few_are_read_with_the_same_values_as_the_whole_state_page_by_page(
    matching: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_state, "PAGE", 2)
    await matching.hears(matching.program(confirms=True))
    life, met = Life(matching, 5), Counter[str]()
    await life.join()
    for _ in range(60):
        await life.happen()
        whole = await matching.whole_state()
        assert await read_as_a_few(matching) == whole
        met["pages"] += min(len(whole.seekers), len(whole.available)) > whole_state.PAGE
        met["unseen"] += len(whole.movable)
        met["noes"] += sum(len(each.noes) for each in whole.seekers)
        met["held"] += sum(each.held for each in whole.available)
        met["agreed"] += sum(len(each.agreed) > 1 for each in whole.available)
    assert min(met[each] for each in ("pages", "unseen", "noes", "held", "agreed")) > 0, met


async def test_a_worker_that_begins_anew_finds_the_same_pairs_and_moves_nobody(matching: Any) -> None:
    await matching.hears(matching.program(confirms=True))
    life = Life(matching, 7)
    for _ in range(6):
        await life.join()
        await life.ask()
    before = await standing(matching)
    assert len(before) > 3
    matching.made.terms.clear()
    await matching.run()
    assert await standing(matching) == before


async def test_what_changed_while_nobody_was_elected_is_found_by_the_next_one(matching: Any) -> None:
    await matching.hears(matching.program())
    with matching.nobody_elected():
        await matching.has_partner()
        await matching.asks()
        assert await matching.proposals() == []
    await matching.run()
    assert len(await matching.proposals()) == 1
    assert await matching.made.owner("SELECT 1 FROM pool_change") == []


async def test_a_pair_that_cannot_be_proposed_keeps_nobody_else_waiting(matching: Any) -> None:
    await matching.hears(matching.program())
    for _ in range(3):
        await matching.has_partner()
    poisoned: list[Any] = []
    whole = propose

    async def fails(work: Any, counties: Any, move: Any) -> Any:
        if not poisoned:
            poisoned.append(move.new[0].request)
        if any(each.request in poisoned for each in move.new):
            raise ValueError("this pair")
        return await whole(work, counties, move)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(match_state, "propose", fails)
        with matching.nobody_elected():
            asked = [(await matching.asks())["request"] for _ in range(3)]
        await matching.run()
    assert len(poisoned) == 1
    made = {str(row["request"]) for row in await matching.proposals()}
    assert made == set(asked) - {str(poisoned[0])}
    matching.made.terms.clear()
    await matching.run()
    assert len(await matching.proposals()) == 3


async def test_a_pair_that_lost_a_deadlock_is_tried_again_and_not_left_alone(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()
    whole, lost = propose, [asyncpg.DeadlockDetectedError("once"), asyncpg.LockNotAvailableError("twice")]

    async def fails(work: Any, counties: Any, move: Any) -> Any:
        if lost:
            raise lost.pop()
        return await whole(work, counties, move)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(match_state, "propose", fails)
        await matching.asks()
    assert len(await matching.proposals()) == 1


async def test_a_partner_of_one_county_serves_a_family_of_another_where_that_is_best_for_both(matching: Any) -> None:
    """Silos lose families: the Story partner is the only one for the Somali family in Polk, the Polk partner serves the other."""
    await matching.hears(matching.program(confirms=True))
    reaches = {"languages": ["en", "so"], "service_counties": [POLK]}
    there = await matching.has_partner(STORY, profile=reaches)
    await matching.asks(county=POLK)
    assert set((await standing(matching)).values()) == {(there, matching.policy.program)}
    here = await matching.has_partner(POLK)
    somali = await matching.asks(county=POLK, must_languages=["so"])
    found = {str(request): partner for request, (partner, _) in (await standing(matching)).items()}
    assert found.pop(somali["request"]) == there
    assert list(found.values()) == [here]
    assert MatchProposed not in await matching.made.announced()


async def test_figures_that_cannot_be_told_keep_no_family_waiting(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner()

    async def fails(*_: Any) -> int:
        raise ValueError("this figure")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(match_state, "measure_state", fails)
        await matching.made.rest()
    (term,) = matching.made.terms.values()
    pool, term.measured_every = term.pool, 0.0
    await matching.asks()
    assert len(await matching.proposals()) == 1
    assert term.pool is pool, "and nothing had to be read anew"
    await matching.made.rest()
    assert FairnessMeasured in await matching.made.announced()
