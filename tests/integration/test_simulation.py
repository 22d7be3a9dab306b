"""Some counties' first months under real programmes, played on the running services: every number is what the events count.

It is played by the first fixture. Then the reader itself is tried: a number made wrong and an event that is lost must be named.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.postgres import PostgresServer
from peerbridge_demo.reckoning.look import TOPICS, compared
from peerbridge_demo.simulation.plan import PLANS, SERVICES
from peerbridge_demo.simulation.play import Played, play
from peerbridge_demo.simulation.stage import Stage
from peerbridge_demo.story import Player
from peerbridge_demo.system import keep_logs
from peerbridge_demo.witness import Said, read_all
from peerbridge_local.home import Home
from peerbridge_local.mail import MailSink

pytestmark = pytest.mark.slow
PLAN = PLANS["short"]


@dataclass
class Ended:
    """The simulation on its last day: what came of it, and the system as it stands."""

    played: Played
    stage: Stage
    player: Player
    said: list[Said]

    async def differences(self, said: list[Said]) -> list[str]:
        """What a look finds that is given these records for what was said."""
        found = await compared(self.player, said, self.played.looks[-1].known.at)
        return [str(each) for each in found.differences]


@pytest.fixture(scope="module")
async def ended(postgres: PostgresServer, kafka: KafkaServer) -> AsyncIterator[Ended]:
    await kafka.wipe()
    databases = {name: await postgres.database(name) for name in SERVICES}
    mail = MailSink()
    mail.start()
    with Home.claim("simulation-test") as home:
        stage = Stage(home, postgres.admin_url, kafka.bootstrap, mail, databases, PLAN.speed)
        try:
            await stage.open()
            played = await play(PLAN, stage, print)
            async with Player(stage.system.addresses, stage.system.tokens, PLAN.counties) as player:
                yield Ended(played, stage, player, await read_all(kafka.bootstrap, TOPICS))
        finally:
            await stage.close()
            mail.stop()
            keep_logs(home, "simulation-test-logs")
    for urls in databases.values():
        await postgres.drop(urls)


async def test_every_number_at_every_look_is_what_the_events_count(ended: Ended) -> None:
    for look in ended.played.looks:
        assert [str(each) for each in look.differences] == []
        assert look.disorder == []
        assert look.numbers > 50
    assert not ended.played.tally.faults, ended.played.tally.line()


async def test_business_time_stood_where_it_was_meant_to(ended: Ended) -> None:
    stood: list[datetime] = [look.known.at for look in ended.played.looks]
    assert [at.hour for at in stood] == [18] * len(PLAN.looks)
    assert stood == sorted(stood)
    assert stood[-1] >= PLAN.looks[-1]


async def test_people_went_all_the_way_and_off_it(ended: Ended) -> None:
    said = {each.name for each in ended.said}
    assert said >= {
        "CaseOpened", "CaseReopened", "CaseClosed", "CaseClosureCorrected", "CaseClosureWithdrawn",
        "CandidateIdentified", "CandidateNominated", "CandidateWithdrawn", "CandidateOptedOut",
        "ApplicationSubmitted", "ApplicationWithdrawn", "ScreeningDecided", "BackgroundCheckDecided", "PartnerHired",
        "TrainingCompleted", "PartnerCertified",
    }  # fmt: skip
    assert len(ended.played.people) > 8


async def test_a_county_that_two_programmes_share_is_counted_for_each(ended: Ended) -> None:
    shared = {key.program for key in ended.played.looks[-1].places if key.county == "06065"}
    assert shared == {"riverside-children-services", "riverside-mental-health"}


async def test_a_lost_event_is_named(ended: Ended) -> None:
    lost = next(each for each in reversed(ended.said) if each.name == "ApplicationSubmitted")
    county, program = lost.attribute("county"), lost.data["program"]
    about = {lost.data["application"], lost.attribute("id")}
    alone = [each for each in ended.said if each.data.get("application") != lost.data["application"]]
    found = "\n".join(await ended.differences(alone))
    assert f"applications: open in {county}, {program}" in found or f"in {county}, {program}" in found
    assert any(f"no event says so: {thing}" in found for thing in about)


async def test_a_number_made_wrong_in_the_console_is_named_with_what_it_should_count(ended: Ended) -> None:
    look = ended.played.looks[-1]
    county = next(key.county for key in look.places if key.program == "start-kentucky")
    one = f"WHERE county = '{county}' AND program = 'start-kentucky' AND state = 'applied'"
    await ended.stage.databases.execute("console", f"UPDATE tally SET n = n + 1 {one}")
    found = await ended.differences(ended.said)
    await ended.stage.databases.execute("console", f"UPDATE tally SET n = n - 1 {one}")
    assert any(each.startswith(f"pipeline: applied in {county}, start-kentucky: ") for each in found), found
    assert "counted: ApplicationSubmitted" in "".join(found)


async def test_somebody_in_another_place_than_the_events_say_is_named(ended: Ended) -> None:
    (one,) = await ended.stage.databases.rows(
        "recruitment",
        "SELECT person, program, county FROM candidates WHERE state = 'identified' ORDER BY person LIMIT 1",
    )
    where = f"WHERE person = '{one['person']}' AND program = '{one['program']}'"
    await ended.stage.databases.execute("recruitment", f"UPDATE candidates SET state = 'withdrawn' {where}")
    found = await ended.differences(ended.said)
    await ended.stage.databases.execute("recruitment", f"UPDATE candidates SET state = 'identified' {where}")
    assert any(f"candidates: withdrawn in {one['county']}, {one['program']}: " in each for each in found), found
    assert f"no event says so: {one['person']}" in "\n".join(found)
    assert await ended.differences(ended.said) == []
