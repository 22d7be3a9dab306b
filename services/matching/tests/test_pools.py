"""The rules of a state's pool: published, tried on today's families before they change, and open to everybody."""

from typing import Any

import pytest

from peerbridge.events.matches import MatchProposed, SupportRequested
from peerbridge.events.pool import PoolPublished
from peerbridge.identity import CASEWORKER, COORDINATOR, PARENT, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.ids import uuid7

POLK, STORY, LINN = "19153", "19169", "19113"
PATH = "/v1/pools/pool-ia"


def rules(**said: Any) -> dict[str, Any]:
    return {"pool": "pool-ia", "state": "IA", "effective_on": "2021-01-01", **said}


async def send(matching: Any, method: str, path: str, body: Any, role: str = STATE_OFFICER, **who: Any) -> Any:
    return await matching.call(method, path, body, role=role, **{"counties": (POLK, STORY, LINN), **who})


async def whole_state(matching: Any) -> tuple[str, ...]:
    return tuple(matching.policy.zones)


async def test_rules_are_published_once_and_the_same_again_change_nothing(matching: Any) -> None:
    first = await send(matching, "PUT", PATH, rules(objective="best_fit"))
    assert first.json() == {"pool": "pool-ia", "version": 2, "outcome": "published"}
    again = await send(matching, "PUT", PATH, rules(objective="best_fit"), role=PROGRAM_ADMIN)
    assert again.json() == {"pool": "pool-ia", "version": 2, "outcome": "unchanged"}
    (said,) = await matching.made.news()
    assert isinstance(said, PoolPublished)
    assert (said.pool, said.version, said.objective, said.about.subject) == ("pool-ia", 2, "best_fit", "pool-ia")
    read = (await matching.call("GET", PATH, role=PARENT, person=uuid7())).json()
    assert (read["version"], read["policy"]["objective"]) == (2, "best_fit")


@pytest.mark.parametrize("path", [PATH, f"{PATH}/what-if"])
async def test_only_who_holds_the_whole_state_tries_or_changes_its_rules(matching: Any, path: str) -> None:
    await matching.hears(matching.program())
    method = "PUT" if path == PATH else "POST"
    part = await send(matching, method, path, rules())
    assert (part.status_code, part.json()["type"]) == (403, "urn:peerbridge:problem:counties-not-held")
    whole = await send(matching, method, path, rules(), counties=await whole_state(matching))
    assert whole.status_code == 200
    for role in (CASEWORKER, COORDINATOR):
        assert (await send(matching, method, path, rules(), role=role)).status_code == 403


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rules(points={"strong_needs": 2000}), "pool-breaks-rules"),
        (rules(state="WA"), "pool-breaks-rules"),
        ({**rules(), "pool": "pool-wa", "state": "WA"}, "pool-names-differ"),
        (rules(weights={}), "invalid-request"),
        (rules(objective="cheapest"), "invalid-request"),
        ([], "invalid-request"),
    ],
)
async def test_rules_that_are_a_mistake_are_refused_and_nothing_is_stored(matching: Any, body: Any, kind: str) -> None:
    for method, path in (("PUT", PATH), ("POST", f"{PATH}/what-if")):
        refused = await send(matching, method, path, body)
        assert refused.status_code == 422, refused.text
        assert kind in refused.json()["type"] or kind == "invalid-request"
    assert len(await matching.made.owner("SELECT 1 FROM pool")) == 1


async def test_an_unknown_pool_says_which_rules_hold(matching: Any) -> None:
    unknown = await matching.call("GET", "/v1/pools/pool-wa")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "urn:peerbridge:problem:pool-unknown")


async def rivals_for_one_place(matching: Any) -> None:
    """Two families and two partners, so that serving both needs one who fits less."""
    await matching.asks(needs=["recovery"], urgency=2, must_languages=["en"])
    await matching.asks(must_languages=["so"])
    await matching.hears(matching.program())
    fits = {"languages": ["en", "so"], "consent": True, "experiences": ["recovery"]}
    await matching.made.owner("DELETE FROM job RETURNING 1")
    for profile in (fits, {"languages": ["en"]}):
        partner = uuid7()
        await matching.made.hears(matching.made.sealed(matching.certified(partner), POLK))
        async with matching.made.client(COORDINATOR, counties=(POLK,)) as http:
            body = {"county": POLK, **profile}
            assert (await http.put(f"/v1/partners/{partner}/profile", json=body)).status_code == 200


async def test_a_what_if_shows_both_figures_and_changes_nothing(matching: Any) -> None:
    await rivals_for_one_place(matching)
    await matching.made.announced()
    before = await matching.made.owner("SELECT request, state, partner FROM request ORDER BY 1")
    async with matching.made.client(STATE_OFFICER, counties=await whole_state(matching)) as http:
        told = (await http.post(f"{PATH}/what-if", json=rules(objective="best_fit"))).json()
    assert told["today"]["families"] == 2
    assert told["proposed"]["families"] == 1
    assert (told["today"]["language_served"], told["proposed"]["language_served"]) == (1, 0)
    assert told["proposed"]["fit_mean"] > told["today"]["fit_mean"]
    assert told["changed"] == 2
    assert await matching.made.owner("SELECT request, state, partner FROM request ORDER BY 1") == before
    assert await matching.proposals() == []
    assert len(await matching.made.owner("SELECT 1 FROM pool")) == 1
    assert await matching.made.announced() == []


async def test_a_new_agreement_opens_a_partner_to_another_county_and_its_end_closes_it(matching: Any) -> None:
    await matching.hears(matching.program())
    named = {"agreement": "neighbours", "name": "Neighbours", "counties": [POLK, STORY]}
    everywhere = await whole_state(matching)
    await matching.has_partner(STORY, profile={"service_counties": [POLK]}, capacity=3)
    assert (await send(matching, "PUT", PATH, rules(), counties=everywhere)).status_code == 200
    await matching.made.announced()
    await matching.asks(county=POLK)
    assert await matching.made.announced() == [SupportRequested]
    seen = await matching.call("GET", "/v1/partners", role=COORDINATOR, counties=(POLK,))
    assert seen.json() == []
    await send(matching, "PUT", PATH, rules(agreements=[named]), counties=everywhere)
    assert await matching.made.announced() == [PoolPublished, MatchProposed]


async def test_a_coordinator_adds_only_counties_that_an_agreement_names(matching: Any) -> None:
    await send(matching, "PUT", PATH, rules())
    partner = await matching.has_partner(STORY)
    refused = await matching.gives_profile(partner, county=STORY, service_counties=[POLK])
    assert (refused.status_code, refused.json()["counties"]) == (409, POLK)
