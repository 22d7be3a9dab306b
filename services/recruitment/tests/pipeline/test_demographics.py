"""P07: families served against partners by language and culture, small counts suppressed; vacancies in the families' languages."""

from typing import Any

import pytest

from peerbridge.events.policy import Policy
from peerbridge.identity import CANDIDATE, COORDINATOR, PARTNER

POLK, DALLAS, STORY = "19153", "19049", "19169"
IOWA = "children-and-families-of-iowa"
SERVED = {"as_of": "2026-01-01", "languages": {"en": 700, "es": 250, "vi": 12, "my": 10}, "cultures": {"latino": 300}}


async def puts(office: Any, path: str, body: Any, *counties: str, expect: int = 200) -> Any:
    async with office.coordinator(*counties) as http:
        answer = await http.put(path, json=body)
    assert answer.status_code == expect, answer.text
    return answer.json() if answer.content else None


async def reads(office: Any, path: str, *counties: str, **asked: Any) -> Any:
    async with office.coordinator(*counties) as http:
        answer = await http.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def posts(office: Any, path: str, body: Any = None, *counties: str, expect: int = 201) -> Any:
    async with office.coordinator(*counties) as http:
        answer = await http.post(path, json=body)
    assert answer.status_code == expect, answer.text
    return answer.json()


async def speaks(office: Any, languages: list[str], cultures: list[str], county: str = POLK) -> Any:
    application = await office.applies(IOWA, county)
    partner = await office.certifies(application)
    body = {"languages": languages, "cultures": cultures}
    await puts(office, f"/v1/applications/{application['id']}/description", body, county, expect=204)
    return partner


@pytest.fixture
def few_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A place where two of a group are not few any more."""
    monkeypatch.setenv("PEERBRIDGE_SMALL_COUNT", "1")


@pytest.mark.usefixtures("few_are_told")
async def test_p07_the_gap_is_what_is_missing_for_partners_to_reflect_the_families(office: Any) -> None:
    for languages in (["en"], ["en"], ["en"], ["en", "es"]):
        await speaks(office, languages, [])
    await puts(office, f"/v1/counties/{POLK}/families-served", SERVED | {"languages": {"en": 600, "es": 400}})
    (polk,) = await reads(office, f"/v1/programs/{IOWA}/demographics", county=POLK)
    assert (polk["partners"], polk["as_of"]) == (4, "2026-01-01")
    found = {(each["dimension"], each["value"]): each for each in polk["gaps"]}
    spanish, english = found["language", "es"], found["language", "en"]
    assert (spanish["share"], spanish["partners"], spanish["needed"]) == (0.4, 1, 1)
    assert (english["share"], english["partners"], english["needed"]) == (0.6, 4, 0)
    assert found["culture", "latino"]["needed"] == 4
    assert polk["gaps"][0]["value"] == "latino"


async def test_small_counts_are_suppressed_and_cannot_be_reckoned_out(office: Any) -> None:
    told = await puts(office, f"/v1/counties/{POLK}/families-served", SERVED)
    assert told["languages"] == {"en": 700, "es": 250, "vi": None, "my": None}
    assert (await reads(office, f"/v1/counties/{POLK}/families-served"))["languages"] == told["languages"]
    (polk,) = await reads(office, f"/v1/programs/{IOWA}/demographics", county=POLK)
    families = {each["value"]: each["families"] for each in polk["gaps"] if each["dimension"] == "language"}
    assert families == {"en": 700, "es": 250, "vi": None, "my": None}
    assert all(each["needed"] is None for each in polk["gaps"] if each["families"] is None)


async def test_p07_few_partners_of_a_language_or_culture_are_not_told(office: Any) -> None:
    for languages in (["en"], ["en", "es"]):
        await speaks(office, languages, ["latino"])
    await puts(office, f"/v1/counties/{POLK}/families-served", SERVED | {"languages": {"en": 600, "es": 400, "so": 50}})
    (polk,) = await reads(office, f"/v1/programs/{IOWA}/demographics", county=POLK)
    found = {each["value"]: (each["partners"], each["needed"]) for each in polk["gaps"]}
    assert found == {"en": (None, None), "es": (None, None), "latino": (None, None), "so": (0, 1)}


@pytest.mark.parametrize(("families", "told"), [(0, 0), (1, None), (10, None), (11, 11)])
async def test_eleven_families_are_the_fewest_that_are_told(office: Any, families: int, told: int | None) -> None:
    body = {"as_of": "2026-01-01", "languages": {"en": 500, "es": families}}
    assert (await puts(office, f"/v1/counties/{POLK}/families-served", body))["languages"]["es"] == told


async def test_counts_take_the_place_of_those_before_and_another_county_neither_enters_nor_sees(office: Any) -> None:
    path = f"/v1/counties/{POLK}/families-served"
    await puts(office, path, SERVED)
    await puts(office, path, {"as_of": "2026-01-04", "languages": {"en": 50}})
    assert await reads(office, path) == {"county": POLK, "as_of": "2026-01-04", "languages": {"en": 50}, "cultures": {}}
    await puts(office, path, SERVED, STORY, expect=403)
    assert (await reads(office, path, STORY))["languages"] == {}
    assert await reads(office, f"/v1/programs/{IOWA}/demographics", STORY, county=POLK) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"as_of": "2026-01-07"},
        {"as_of": "1990-01-01"},
        {"languages": {"klingon": 20}},
        {"languages": {"en": -1}},
        {"cultures": {"Jane Roe": 20}},
    ],
)
async def test_impossible_counts_are_refused(office: Any, wrong: Any) -> None:
    await puts(office, f"/v1/counties/{POLK}/families-served", SERVED | wrong, expect=422)


async def test_a_person_describes_themself_and_nobody_else(office: Any) -> None:
    mine, other = await office.applies(IOWA), await office.applies(IOWA)
    body = {"languages": ["es", "es"], "cultures": ["latino"]}
    async with office.person(mine["person"], CANDIDATE) as http:
        assert (await http.put(f"/v1/applications/{mine['id']}/description", json=body)).status_code == 204
        assert (await http.put(f"/v1/applications/{other['id']}/description", json=body)).status_code == 404
    async with office.component.client(PARTNER, person=mine["person"]) as http:
        assert (await http.get(f"/v1/programs/{IOWA}/demographics")).status_code == 403
    async with office.component.client(COORDINATOR, counties=(STORY,)) as http:
        assert (await http.put(f"/v1/applications/{mine['id']}/description", json=body)).status_code == 404


async def test_p07_a_vacancy_is_posted_in_the_languages_of_the_families(office: Any, iowa: Policy) -> None:
    await office.publishes(iowa.model_copy(update={"posting_languages": ("en", "es")}), version=2)
    body = {"program": IOWA, "county": POLK, "places": 2, "postings": {"en": "Parents who have been there."}}
    refused = await posts(office, "/v1/vacancies", body, expect=422)
    assert refused["missing"] == "es"
    both = body["postings"] | {"es": "Padres y madres que lo han vivido."}  # type: ignore[operator]  # a dict
    refused = await posts(office, "/v1/vacancies", body | {"postings": both, "language": "vi"}, expect=422)
    assert refused["missing"] == "vi"
    blank = await posts(office, "/v1/vacancies", body | {"postings": both | {"es": "  "}}, expect=422)
    assert blank["missing"] == "es"
    made = await posts(office, "/v1/vacancies", body | {"postings": both})
    (listed,) = (await reads(office, "/v1/vacancies", program=IOWA))["items"]
    assert listed == made
    assert (await reads(office, "/v1/vacancies", STORY))["items"] == []


async def test_p15_no_more_places_are_looked_for_than_the_programme_has(office: Any, iowa: Policy) -> None:
    capped = iowa.employment.model_copy(update={"headcount_cap": 3})
    await office.publishes(iowa.model_copy(update={"employment": capped}), version=2)
    await office.certifies(await office.applies(IOWA))
    body = {"program": IOWA, "county": POLK, "places": 1, "postings": {"en": "Join us."}}
    first = await posts(office, "/v1/vacancies", body)
    refused = await posts(office, "/v1/vacancies", body | {"places": 2, "county": DALLAS}, expect=409)
    assert (refused["taken"], refused["looked_for"], refused["cap"]) == (1, 1, 3)
    assert (await posts(office, f"/v1/vacancies/{first['id']}/closing", expect=200))["closed_on"] == "2026-01-05"
    await posts(office, f"/v1/vacancies/{first['id']}/closing", expect=409)
    await posts(office, f"/v1/vacancies/{first['id']}/closing", None, STORY, expect=404)
    await posts(office, "/v1/vacancies", body | {"places": 2, "county": DALLAS})


async def test_a_county_that_the_programme_does_not_serve_has_no_vacancy(office: Any) -> None:
    body = {"program": IOWA, "county": STORY, "postings": {"en": "Join us."}}
    await posts(office, "/v1/vacancies", body, expect=409)
    await posts(office, "/v1/vacancies", body | {"county": POLK, "program": "nobody"}, expect=409)


async def test_p07_counties_come_in_pages_in_the_order_of_their_codes(office: Any) -> None:
    path, both = f"/v1/programs/{IOWA}/demographics", ("19049", POLK, STORY)
    every = [each["county"] for each in await reads(office, path, *both)]
    assert every == sorted(every) == list(both)
    first = await reads(office, path, *both, limit=2)
    rest = await reads(office, path, *both, after=first[-1]["county"], limit=2)
    assert [each["county"] for each in (*first, *rest)] == every
