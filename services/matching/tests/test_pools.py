"""The rules of a state's pool: published, tried on today's families before they change, and open to everybody."""

from datetime import timedelta
from time import sleep
from typing import Any

import pytest

from matching.domain import what_if
from matching.domain.agreements import PoolVersion
from matching.domain.optimum import matcher_of
from matching.domain.pool import Pool
from matching.domain.solver import Statewide
from peerbridge.events.matches import MatchProposed, SupportRequested
from peerbridge.events.pool import PoolPolicy, PoolPublished
from peerbridge.identity import CASEWORKER, COORDINATOR, PARENT, PROGRAM_ADMIN, STATE_OFFICER
from peerbridge.ids import uuid7

POLK, STORY, LINN = "19153", "19169", "19113"
PATH = "/v1/pools/pool-ia"
OTHERWISE = {"culture": "asian", "ages": ["infant"], "contact_style": "text", "format": "virtual"}


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
    """Two families and two partners, so that serving both needs one who fits less, and whom the other family needs."""
    asked: dict[str, Any] = {"culture": "hispanic", "ages": ["teen"], "contact_style": "phone", "format": "in_person"}
    await matching.asks(must_languages=["en"], needs=["recovery"], **asked)
    await matching.asks(must_languages=["so"], needs=["disability"], wishes=["father"], **OTHERWISE)
    await matching.hears(matching.program())
    fits = {
        "languages": ["en", "so"], "consent": True, "experiences": ["recovery"], "cultures": ["hispanic"], "ages": ["teen"],
        "contact_styles": ["phone"], "formats": ["in_person"],
    }  # fmt: skip
    for profile in (fits, {"languages": ["en"]}):
        partner = uuid7()
        await matching.made.hears(matching.made.sealed(matching.certified(partner), POLK))
        async with matching.made.client(COORDINATOR, counties=(POLK,)) as http:
            body = {"county": POLK, **profile}
            assert (await http.put(f"/v1/partners/{partner}/profile", json=body)).status_code == 200


async def tries(matching: Any, body: dict[str, Any]) -> Any:
    """What a what-if says, before any worker has had its turn."""
    async with matching.made.client(STATE_OFFICER, counties=await whole_state(matching)) as http:
        answer = await http.post(f"{PATH}/what-if", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_what_if_shows_both_figures_and_changes_nothing(matching: Any) -> None:
    """By hand: the one who fits well has 1000 points with one family and 120 with the other, the other partner 270."""
    await rivals_for_one_place(matching)
    await matching.made.announced()
    before = await matching.made.owner("SELECT request, state, partner FROM request ORDER BY 1")
    told = await tries(matching, rules(objective="best_fit"))
    both = {"waiting": 2, "most_served": 2, "language_asked": 1, "worst_county": None, "worst_p90_days": None}
    assert told["today"] == {
        **both, "version": 1, "objective": "most_families", "families": 2, "fit_total": 390, "fit_mean": 195.0, "language_served": 1,
    }  # fmt: skip
    assert told["proposed"] == {
        **both, "version": 2, "objective": "best_fit", "families": 1, "fit_total": 1000, "fit_mean": 1000.0, "language_served": 0,
    }  # fmt: skip
    assert told["changed"] == 2
    assert await matching.made.owner("SELECT request, state, partner FROM request ORDER BY 1") == before
    assert await matching.proposals() == []
    assert len(await matching.made.owner("SELECT 1 FROM pool")) == 1
    assert await matching.made.announced() == []


async def test_a_what_if_names_the_county_whose_families_would_go_on_waiting_longest(matching: Any) -> None:
    await matching.hears(matching.program())
    for county, days in ((POLK, 5), (STORY, 90), (LINN, 400)):
        for _ in range(1 if county == LINN else 2):
            await matching.asked_earlier(await matching.asks(county=county), days)
    told = await tries(matching, rules(measures={"suppress_below": 2}))
    assert (told["proposed"]["worst_county"], told["proposed"]["worst_p90_days"]) == (STORY, 90)
    assert (told["today"]["worst_county"], told["today"]["worst_p90_days"]) == (None, None), (
        "fewer than ten wait anywhere"
    )


async def test_a_what_if_sees_the_agreements_it_tries_as_if_they_held(matching: Any) -> None:
    await matching.hears(matching.program())
    await matching.has_partner(STORY, profile={"service_counties": [POLK]}, capacity=3)
    everywhere = await whole_state(matching)
    assert (await send(matching, "PUT", PATH, rules(), counties=everywhere)).status_code == 200
    await matching.asks(county=POLK)
    named = {"agreement": "neighbours", "name": "Neighbours", "counties": [POLK, STORY]}
    told = await tries(matching, rules(agreements=[named]))
    assert [told[side]["families"] for side in ("today", "proposed")] == [0, 1]
    today = await matching.whole_state()
    await matching.agrees(POLK, STORY, version=3)
    then = await matching.whole_state()
    assert then.rules == PoolVersion(3, "19", PoolPolicy.model_validate(rules(agreements=[named])))
    assert what_if.under(today, then.rules) == then, "reading once is enough"


async def test_a_what_if_that_takes_longer_than_a_transaction_may_stand_idle_is_answered(
    matching: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rivals_for_one_place(matching)
    took: list[float] = []

    def slowly(pool: Pool) -> Statewide:
        took.append(6 if not took else 0)
        sleep(took[-1])
        return matcher_of(pool)

    monkeypatch.setattr(what_if, "matcher_of", slowly)
    told = await tries(matching, rules(objective="best_fit"))
    assert (took, told["changed"]) == ([6, 0], 2)
    (row,) = await matching.made.owner("SELECT what, outcome FROM audit WHERE what LIKE '%what-if'")
    assert tuple(row) == ("POST /v1/pools/{pool}/what-if", "done")


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


async def test_an_agreement_that_ends_with_a_day_closes_the_partners_rows_to_the_other_county(matching: Any) -> None:
    today = matching.made.clock.now().date()
    named = {
        "agreement": "for-a-while",
        "name": "For a while",
        "counties": [POLK, STORY],
        "ends": str(today + timedelta(days=2)),
    }
    named["begins"] = str(today + timedelta(days=1))
    await send(matching, "PUT", PATH, rules(agreements=[named]))
    await matching.hears(matching.program(confirms=False))
    partner = await matching.has_partner(STORY)
    await matching.made.owner("UPDATE profile SET area = ARRAY[$1] RETURNING 1", POLK)
    path = f"/v1/partners/{partner}/profile"
    seen = []
    for _ in range(4):
        await matching.made.sweep("follow agreements")
        await matching.run()
        seen.append((await matching.call("GET", path, role=COORDINATOR, counties=(POLK,))).status_code)
        matching.made.passes(days=1)
    assert seen == [404, 200, 200, 404]


@pytest.mark.parametrize(("field", "said"), [("reminder_days", 2_147_483_647), ("reminder_days", 366)])
async def test_no_rule_counts_days_beyond_a_year(matching: Any, field: str, said: int) -> None:
    refused = await send(matching, "PUT", PATH, rules(**{field: said}))
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert (await send(matching, "PUT", PATH, rules(**{field: 365}))).status_code == 200


async def test_a_what_if_names_the_version_that_publishing_would_make(matching: Any) -> None:
    counties = tuple(matching.policy.zones)
    who = {"role": PROGRAM_ADMIN, "counties": counties}
    later = {"pool": "pool-ia", "state": "IA", "effective_on": "2099-01-01"}
    made = (await matching.call("PUT", "/v1/pools/pool-ia", later, **who)).json()
    now = {"pool": "pool-ia", "state": "IA", "effective_on": "2021-01-01", "reminder_days": 3}
    tried = (await matching.call("POST", "/v1/pools/pool-ia/what-if", now, **who)).json()
    done = (await matching.call("PUT", "/v1/pools/pool-ia", now, **who)).json()
    assert made["version"] < done["version"] == tried["proposed"]["version"]


async def test_a_change_of_the_pool_changes_a_thousand_rows_in_a_transaction_at_most(matching: Any) -> None:
    await matching.hears(matching.program())
    partner = await matching.has_partner(STORY, profile={"service_counties": [POLK]})
    owner = matching.made.owner
    many = 1100
    for table, columns in (("roster", "*"), ("profile", "*"), ("partner_county", "*")):
        sql = f"""
        INSERT INTO {table} SELECT (jsonb_populate_record(r, jsonb_build_object('partner', md5(n::text)::uuid))).*
        FROM {table} AS r, generate_series(1, {many}) AS n WHERE r.partner = $1 RETURNING 1
        """
        assert len(await owner(sql, partner)) >= many, (table, columns)
    body = {"pool": "pool-ia", "state": "IA", "effective_on": "2021-01-01"}
    who = {"role": PROGRAM_ADMIN, "counties": tuple(matching.policy.zones)}
    async with matching.made.client(PROGRAM_ADMIN, counties=who["counties"]) as http:
        answer = await http.put("/v1/pools/pool-ia", json=body)
    assert answer.status_code == 200, answer.text
    assert await owner("SELECT 1 FROM profile WHERE cardinality(shared_with) = 0") == [], (
        "the command itself moves nobody"
    )
    await matching.run()
    assert await owner("SELECT 1 FROM profile WHERE cardinality(shared_with) > 0") == []
    rows = await owner("SELECT count(*) AS n FROM profile GROUP BY xmin::text ORDER BY n DESC")
    assert rows[0]["n"] <= 1000, f"{rows[0]['n']} profiles (and as many rows of roster, places) in one transaction"
