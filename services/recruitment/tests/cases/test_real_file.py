"""A real AFCARS file of the 2020 rule runs through: one open removal, two exits of the 1993 rule, no county (53999)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from peerbridge.intake.afcars import read_afcars_file
from peerbridge.intake.rows import Closure, Opening

NAME = "shared/data/afcars/person-01-multi-removals.xml"
FILE = next((up / NAME for up in Path(__file__).resolve().parents if (up / NAME).exists()), None)
HELD = ("53033", "53999")


@pytest.mark.skipif(FILE is None, reason="the real AFCARS file is not here")
async def test_the_real_file_waits_for_its_county_and_then_flows(recruitment: Any) -> None:
    assert FILE is not None
    found = list(read_afcars_file(FILE, today=date(2026, 1, 5)))
    for kind in (Opening, Closure):
        rows = [row.report() for row in found if isinstance(row, kind)]
        answers = await recruitment.reports(*rows, counties=HELD)
        assert {line["outcome"] for line in answers} == {"waiting_for_county"}
    assert await recruitment.news() == []
    (waiting,) = (await recruitment.reads("/v1/intake/waiting", counties=HELD))["items"]
    path = f"/v1/intake/waiting/{waiting['id']}/county"
    said = (await recruitment.asks("POST", path, {"county": "53033"}, counties=HELD)).json()
    assert (said["state"], said["opened_on"]) == ("open", "2022-04-14")
    assert await recruitment.news() == ["CaseClosed", "CaseClosed", "CaseReopened"]
    reasons = [event.exit_reason for event in (await recruitment.made.news())[:2]]
    assert reasons == ["other_relative", "reunification"]
