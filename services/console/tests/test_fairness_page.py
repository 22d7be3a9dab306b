"""The page of fairness: the newest figures of the reader's counties, dashes for what was not told, and where to recruit."""

from typing import Any

from peerbridge.events.measures import FairnessMeasured, SupplyMeasured
from peerbridge.identity import COORDINATOR
from peerbridge.ids import uuid7

POLK, STORY = "19153", "19169"
FIGURES = {
    "waiting": 40, "p90_wait_days": 61, "long_waiting": 20, "language_asked": 30, "language_served": 15,
    "language_attainable": 24, "served": 100, "most_served": 125, "overrides": 12,
}  # fmt: skip


async def tells(life: Any, county: str, **figures: int | None) -> None:
    said = {"county": county, "measured_on": life.today, **FIGURES, **figures}
    await life.tell(FairnessMeasured.model_validate(said), county, uuid7())


async def lacks(life: Any, county: str, language: str, waiting: int | None, free: int) -> None:
    said = {"county": county, "language": language, "measured_on": life.today, "waiting": waiting, "partners": 1}
    await life.tell(SupplyMeasured.model_validate({**said, "free_places": free}), county, uuid7())


async def test_the_newest_figures_of_a_readers_counties_are_shown(console: Any, life: Any) -> None:
    await tells(life, POLK, waiting=77)
    console.passes(seconds=1)
    await tells(life, POLK)
    await tells(life, STORY, p90_wait_days=20, waiting=None, long_waiting=None)
    await lacks(life, POLK, "so", 12, 2)
    await lacks(life, POLK, "es", 10, 30)
    await lacks(life, POLK, "vi", None, 0)
    async with console.client(COORDINATOR, counties=(POLK, STORY)) as http:
        text = (await http.get("/fairness")).text
        spanish = (await http.get("/fairness?lang=es")).text
    assert "nine of ten families wait 61 days or less" in text
    assert ", 1.5 times the middle county" in text
    assert "50 %" in text
    assert "80 % could be" in text
    assert "Somali" in text
    assert "Vietnamese" not in text
    assert "Spanish</td>" not in text
    assert ">77<" not in text
    assert ">–<" in text
    assert "somalí" in spanish
    assert "Dónde hace falta reclutar" in spanish


async def test_another_countys_figures_are_not_shown(console: Any, life: Any) -> None:
    await tells(life, STORY, waiting=987)
    async with console.client(COORDINATOR, counties=(POLK,)) as http:
        for path in ("/fairness", f"/fairness?county={STORY}"):
            text = (await http.get(path)).text
            assert "987" not in text
            assert "Nothing has been measured" in text
