"""P64: what a programme calls its partners is what people read."""

import json
from typing import Any

import pytest

from console.api.rows import Teller
from console.api.words import Words
from console.domain.places import Places, Program
from console.domain.told import Told
from console.storage.events import told
from peerbridge.events.catalogue import EVENTS
from peerbridge.events.docs.examples import example
from peerbridge.events.policy_office import RoleTitle
from peerbridge.events.programs import ProgramPublished


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "Family navigator may take matches again."), ("es", "Guía puede volver a recibir familias.")],
)
def test_p64_a_partner_is_told_by_the_title_of_the_programme(language: str, says: str) -> None:
    said = reinstated()
    known = {
        said.data["program"]: Program(
            said.data["program"], "Iowa", "IA", set(), {"en": "Family navigator", "es": "Guía"}
        )
    }
    assert Teller(Words(language), Places(known, {})).sentence(said) == says
    assert Teller(Words("en"), Places(known, {}), ids=True).who(said, "partner").startswith("Family navigator …")


def test_p64_a_title_that_is_the_ordinary_one_or_not_known_is_told_as_before() -> None:
    said = reinstated()
    usual = {said.data["program"]: Program(said.data["program"], "Iowa", "IA", set(), {"en": "Parent partner"})}
    for programs in ({}, usual):
        assert Teller(Words("en"), Places(programs, {})).who(said, "partner") == "A parent partner"


async def test_p64_what_partners_are_called_is_kept_with_the_programme(console: Any) -> None:
    said = example(EVENTS["peerbridge.ProgramPublished.v1"])
    assert isinstance(said, ProgramPublished)
    titles = (RoleTitle(language="es", title="Guía"),)
    policy = said.policy.model_copy(update={"role_titles": ("Family navigator",), "titles": titles})
    await console.hears(console.sealed(said.model_copy(update={"policy": policy}), "19153"))
    (row,) = await console.owner("SELECT titles::text AS titles FROM program")
    assert json.loads(row["titles"]) == {"en": "Family navigator", "es": "Guía"}


def reinstated() -> Told:
    """That a partner may take matches again, as it is kept."""
    said = example(EVENTS["peerbridge.PartnerReinstated.v1"])
    names = ("id", "type", "subject", "county", "time", "sequence", "correlation", "causation")
    kept = {name: getattr(said.about, name) for name in names}
    return told(
        {**kept, "topic": said.topic, "shared_with": [], "ids": [], "case_id": None, "data": said.payload().decode()}
    )
