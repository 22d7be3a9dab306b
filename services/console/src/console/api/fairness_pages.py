"""How fair matching is, on one page: the worst county, who is served, and where a recruit is worth most."""

from collections.abc import Mapping, Sequence
from statistics import median
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
from peerbridge.web import Api, Caller

__all__ = ["router"]

router = Api(include_in_schema=False)
Told = Mapping[str, Any]
COUNTED: Final = (
    "waiting", "p90_wait_days", "long_waiting", "language_asked", "language_served", "language_attainable", "served", "most_served",
    "overrides",
)  # fmt: skip


@router.get("/fairness", roles=STAFF, impersonal=True)
async def fairness(request: Request, caller: Caller, county: County = None) -> Response:
    """Figures of the reader's counties as matching last told them; small counts were left out before they came here."""
    counties = [each for each in caller.scope.counties if county in (None, each)]
    async with reading(request, caller) as work:
        known = await places(work)
        figures = await measures.fairness(work, counties)
        supply = await measures.supply(work, counties)
    return page(
        request,
        "fairness.html",
        county=county or "",
        choices=choices(caller, known),
        worst=worst(figures, known),
        shares={
            "long": share(figures, "long_waiting", "waiting"),
            "language": share(figures, "language_served", "language_asked"),
            "attainable": share(figures, "language_attainable", "language_asked"),
            "served": share(figures, "served", "most_served"),
        },
        overrides=sum(each["overrides"] or 0 for each in figures),
        rows=[(known.county(each["county"]), each) for each in figures],
        counted=COUNTED,
        recruit=[(known.county(each["county"]), code(each["language"]), each) for each in short(supply)],
    )


def worst(figures: Sequence[Told], known: Places) -> dict[str, Any] | None:
    """The county whose families wait longest, and how its wait stands to that of the county in the middle."""
    waits = {each["county"]: each["p90_wait_days"] for each in figures if each["p90_wait_days"] is not None}
    if not waits:
        return None
    longest = max(sorted(waits), key=lambda county: waits[county])
    middle = median(waits.values())
    return {
        "days": waits[longest],
        "county": known.county(longest),
        "ratio": round(waits[longest] / middle, 1) if middle else None,
    }


def share(figures: Sequence[Told], part: str, whole: str) -> int | None:
    """Per cent over the counties that tell both."""
    told = [each for each in figures if each[part] is not None and each[whole] is not None]
    total = sum(each[whole] for each in told)
    return round(100 * sum(each[part] for each in told) / total) if total else None


def short(supply: Sequence[Told]) -> list[Told]:
    """Languages for which more families wait than places are free, the greatest lack first."""
    lacking = [each for each in supply if (each["waiting"] or 0) > (each["free_places"] or 0)]
    return sorted(lacking, key=lambda each: (each["free_places"] or 0) - each["waiting"])
