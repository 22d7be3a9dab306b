"""How fair matching is, on one page: the worst county beside its state, who is served, and where a recruit is worth most."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from console.api.labels import code
from console.api.overview import choices
from console.api.parameters import County
from console.api.parts import STAFF, reading
from console.api.rendering import page
from console.domain.places import Places
from console.storage import measures
from console.storage.programs import places
from peerbridge.programs.states import STATE_FIPS
from peerbridge.web import Api, Caller

__all__ = ["router"]

router = Api(include_in_schema=False)
Told = Mapping[str, Any]
COUNTED: Final = (
    "waiting", "p90_wait_days", "long_waiting", "language_asked", "language_served", "language_attainable", "served", "most_served",
    "overrides",
)  # fmt: skip
REASONS: Final = {
    "conflict": "Conflict of interest",
    "family_wish": "The family’s wish",
    "partner_wish": "The partner’s wish",
    "other_partner": "Another partner was meant",
    "safety": "Safety",
    "other": "Another reason",
}
"""Why a coordinator decided otherwise."""

MOST_LISTED: Final = 100  # counties and languages: a page to read, and the first of them matter most


@router.get("/fairness", roles=STAFF, impersonal=True)
async def fairness(request: Request, caller: Caller, county: County = None) -> Response:
    """Figures of the reader's counties as matching last told them; small counts were left out before they came here."""
    counties = [each for each in caller.scope.counties if county in (None, each)]
    async with reading(request, caller) as work:
        known = await places(work)
        figures = await measures.fairness(work, counties)
        supply = await measures.supply(work, counties)
        states = await measures.states(work, counties)
    recruit = worth_most(supply)
    return page(
        request,
        "fairness.html",
        county=county or "",
        choices=choices(caller, known),
        worst=worst(figures, states, known),
        shares=shares(figures),
        states=[(each, shares([each]), share([each], "matched", "most_matched"), reasons(each)) for each in states],
        overrides=sum(each["overrides"] or 0 for each in figures),
        rows=[(known.county(each["county"]), each) for each in figures],
        counted=COUNTED,
        recruit=[(known.county(each["county"]), code(each["language"]), each) for each in recruit[:MOST_LISTED]],
        recruit_in_all=len(recruit),
    )


def worst(figures: Sequence[Told], states: Sequence[Told], known: Places) -> dict[str, Any] | None:
    """The county whose families wait longest, and how its wait stands to that of all families of its state."""
    waits = {each["county"]: each["p90_wait_days"] for each in figures if each["p90_wait_days"] is not None}
    if not waits:
        return None
    longest = max(sorted(waits), key=lambda county: waits[county])
    whole = next((each["p90_wait_days"] for each in states if longest.startswith(STATE_FIPS[each["state"]])), None)
    return {
        "days": waits[longest],
        "county": known.county(longest),
        "ratio": round(waits[longest] / whole, 1) if whole else None,
    }


def shares(figures: Sequence[Told]) -> dict[str, int | None]:
    """Who waits too long, and who is served, in per cent."""
    return {
        "long": share(figures, "long_waiting", "waiting"),
        "language": share(figures, "language_served", "language_asked"),
        "attainable": share(figures, "language_attainable", "language_asked"),
        "served": share(figures, "served", "most_served"),
    }


def share(figures: Sequence[Told], part: str, whole: str) -> int | None:
    """Per cent over those that tell both."""
    told = [each for each in figures if each[part] is not None and each[whole] is not None]
    total = sum(each[whole] for each in told)
    return round(100 * sum(each[part] for each in told) / total) if total else None


def reasons(state: Told) -> list[tuple[str, int]]:
    """Why staff decided otherwise and how often, as far as it is told, the commonest first."""
    told = [(label, state[f"overrides_{reason}"] or 0) for reason, label in REASONS.items()]
    return sorted((each for each in told if each[1]), key=lambda each: -each[1])


def worth_most(supply: Sequence[Told]) -> list[Told]:
    """Where one more partner who speaks a language would serve a family more, or serve better: most worth first, as far as it is told."""
    return sorted((each for each in supply if any(_worth(each))), key=_worth, reverse=True)


def _worth(supply: Told) -> tuple[int, int]:
    """Families and points that one more partner would bring, as far as they are told."""
    return supply.get("one_more_families") or 0, supply.get("one_more_points") or 0
