"""The page of fairness: the newest figures of the reader's counties, dashes for what was not told, and where to recruit."""

import re
from typing import Any

from peerbridge.events.measures import FairnessMeasured, PoolMeasured, SupplyMeasured
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7

POLK, STORY, SEATTLE = "19153", "19169", "53033"
REASONS = ("conflict", "family_wish", "partner_wish", "other_partner", "safety", "other")
NO_REASONS = {f"overrides_{reason}": 0 for reason in REASONS}
FIGURES = {
    "waiting": 40, "p90_wait_days": 61, "long_waiting": 20, "language_asked": 30, "language_served": 15,
    "language_attainable": 24, "served": 100, "most_served": 125, "overrides": 12,
}  # fmt: skip


async def tells(life: Any, county: str, **figures: int | None) -> None:
    said = {"county": county, "measured_on": life.today, **FIGURES, **figures}
    await life.tell(FairnessMeasured.model_validate(said), county, uuid7())


async def lacks(
    life: Any, county: str, language: str, waiting: int | None, more: tuple[int | None, int | None]
) -> None:
    said = {
        "county": county,
        "language": language,
        "measured_on": life.today,
        "waiting": waiting,
        "partners": 1,
        "free_places": 2,
    }
    worth = {"one_more_families": more[0], "one_more_points": more[1]}
    await life.tell(SupplyMeasured.model_validate({**said, **worth}), county, uuid7())


async def tells_of_state(life: Any, county: str, *others: str, state: str = "IA", **figures: int | None) -> None:
    said = {**FIGURES, "matched": 90, "most_matched": 100, "p90_wait_days": 40, **NO_REASONS, **figures}
    event = PoolMeasured.model_validate({"state": state, "measured_on": life.today, **said})
    await life.tell(event, county, uuid7(), shared_with=others)


async def test_the_newest_figures_of_a_readers_counties_are_shown(console: Any, life: Any) -> None:
    await tells(life, POLK, waiting=77)
    console.passes(seconds=1)
    await tells(life, POLK)
    await tells(life, STORY, p90_wait_days=20, waiting=None, long_waiting=None)
    await tells_of_state(life, STORY, POLK, overrides=30, overrides_safety=18, overrides_other=12)
    await tells_of_state(life, SEATTLE, state="WA", waiting=654)
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        text = (await http.get("/fairness")).text
        spanish = (await http.get("/fairness?lang=es")).text
    assert "nine of ten families wait 61 days or less" in text
    assert f"in {POLK}, 1.5 times the wait in the whole state" in text
    assert "The whole state: IA" in text
    assert "nine of ten wait 40 days or less" in text
    assert "30: Safety 18, Another reason 12" in text
    assert "50 %" in text
    assert "80 % could be" in text
    assert "90 % of the families who could have a partner at once" in text
    assert ">77<" not in text
    assert "654" not in text
    assert "Seguridad 18" in spanish
    async with console.client(COORDINATOR, counties=(POLK, STORY)) as http:
        assert ">–<" in (await http.get("/fairness")).text


async def test_where_one_more_partner_would_bring_most_comes_first_and_what_is_not_told_is_a_dash(
    console: Any, life: Any
) -> None:
    await tells(life, POLK)
    await lacks(life, POLK, "so", None, (1, None))
    await lacks(life, POLK, "es", 12, (1, 2400))
    await lacks(life, STORY, "en", 0, (0, 70))
    await lacks(life, POLK, "vi", 15, (0, 0))
    await lacks(life, POLK, "ar", None, (None, None))
    async with console.client(COORDINATOR, counties=(POLK, STORY)) as http:
        text = (await http.get("/fairness")).text
        spanish = (await http.get("/fairness?lang=es")).text
    cells = [
        re.sub(r"<[^>]*>", "", each) for each in re.findall(r"<t[dh][^>]*>.*?</t[dh]>", text.rpartition("<tbody>")[2])
    ]
    assert [cells[n : n + 7] for n in range(0, len(cells), 7)] == [
        [POLK, "Spanish", "yes", "2,400", "12", "1", "2"],
        [POLK, "Somali", "yes", "–", "–", "1", "2"],
        [STORY, "English", "no", "70", "0", "1", "2"],
    ]
    assert "somalí" in spanish
    assert "Dónde hace falta reclutar" in spanish


async def test_figures_told_before_recruits_were_tried_are_still_shown(console: Any, life: Any) -> None:
    await tells(life, POLK)
    said = {"county": POLK, "language": "so", "measured_on": life.today, "waiting": 12, "partners": 1, "free_places": 0}
    await life.tell(SupplyMeasured.model_validate(said), POLK, uuid7())
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        text = (await http.get("/fairness")).text
    assert "One more partner would serve nobody more" in text
    assert "The whole state" not in text


async def test_another_countys_figures_are_not_shown(console: Any, life: Any) -> None:
    await tells(life, STORY, waiting=987)
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        for path in ("/fairness", f"/fairness?county={STORY}"):
            text = (await http.get(path)).text
            assert "987" not in text
            assert "Nothing has been measured" in text
