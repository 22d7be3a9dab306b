"""What is done to notification: people are entered, opt out, sleep, are told, and somebody looks where they may not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx

from peerbridge import crash
from peerbridge.events.candidates import CandidateIdentified
from peerbridge.events.catalogue import TOPICS
from peerbridge.ids import uuid7
from peerbridge.testing.records import FakeLog
from peerbridge_demo.system import System
from peerbridge_faults.load.people import OTHER, others
from peerbridge_faults.load.player import NotingPlayer
from peerbridge_faults.plants.kit import Subject
from peerbridge_faults.reader.seen import Mail
from peerbridge_local.mail import MailSink

__all__ = ["HEARS", "SAYS", "TELLING", "Telling"]

SAYS: Final = ("peerbridge.notifications",)
HEARS: Final = tuple(topic.name for topic in TOPICS.values() if "notification" in topic.readers)
KING: Final = "53033"
PROGRAM: Final = "parents-for-parents-washington"


@dataclass
class Telling:
    """Notification under trial, with its mail server and somebody who gives commands."""

    subject: Subject
    system: System
    player: NotingPlayer
    mail: MailSink

    async def enter(self, **more: Any) -> UUID:
        """A person with a canary for a name."""
        person = uuid7()
        mark = f"Kanarienvogel{person.hex[-10:]}"
        self.subject.ledger.canaries[mark] = "notification"
        body = {
            "name": mark, "email": f"{mark}@example.org", "language": "en", "county": KING,
            "time_zone": "America/Los_Angeles", **more,
        }  # fmt: skip
        await self.player.put("coordinator", "notification", f"/v1/people/{person}", body)
        return person

    async def identified(self, *people: UUID) -> None:
        """Recruitment says that these may apply: each is to be told."""
        log, now = FakeLog(), self.system.clock.now()
        records = []
        for person in people:
            event = CandidateIdentified(person=person, case=uuid7(), program=PROGRAM)
            records.append(log.record(log.seal(event, county=KING, time=now, source="peerbridge/recruitment")))
        await self.subject.send(records)

    async def everybody(self) -> None:
        """Two who are told, one who sleeps, one who opted out."""
        awake = [await self.enter(), await self.enter()]
        asleep = await self.enter(quiet_hours={"from": "08:00", "until": "20:00"})
        out = await self.enter()
        await self.player.put("coordinator", "notification", f"/v1/people/{out}/opt-outs", {"channels": ["email"]})
        await self.identified(*awake, asleep, out)

    async def peep(self) -> None:
        """Deliveries, under a token of a county in which nothing happens."""
        token = await self.system.tokens.of("coordinator", counties=(OTHER,), subject="rig:peep")
        async with httpx.AsyncClient(timeout=20, headers={"Authorization": f"Bearer {token}"}) as http:
            answer = await http.get(self.system.addresses.services["notification"] + "/v1/deliveries")
        if shown := others(answer.json()):
            self.subject.ledger.foreign_reads.append(f"notification /v1/deliveries showed {shown}")

    def note_mails(self) -> None:
        """What the mail server took."""
        self.subject.ledger.mails = [
            Mail(str(mail.message["Message-ID"]).strip("<>").partition("@")[0], mail.recipients[0])
            for mail in self.mail.mails
        ]


async def told(trial: Telling, patience: float) -> None:
    """People are told what happened."""
    trial.subject.start()
    await trial.everybody()
    await trial.subject.settle(patience)
    await trial.peep()


async def killed_after_hand_over(trial: Telling, patience: float) -> None:
    """The sender dies between the mail server's 250 and its own commit."""
    trial.subject.start(crash.AFTER_HAND_OVER)
    await trial.everybody()
    await trial.subject.died()
    trial.subject.start()
    await trial.subject.settle(patience)


async def killed_before_the_answer(trial: Telling, patience: float) -> None:
    """A command is committed and not answered; the caller asks again under the same key."""
    trial.subject.start(crash.AFTER_COMMAND)
    entering = asyncio.create_task(trial.enter())
    await trial.subject.died()
    trial.subject.start()
    await trial.identified(await entering)
    await trial.subject.settle(patience)


TELLING: Final[dict[str, Callable[[Telling, float], Awaitable[None]]]] = {
    each.__name__: each for each in (told, killed_after_hand_over, killed_before_the_answer)
}
