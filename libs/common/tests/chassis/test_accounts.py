"""A broker that asks who one is: every account may do exactly what is declared, and a wrong password says so."""

import json
import logging
import secrets
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic
from uuid import UUID

import pytest
from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AclOperation, AdminClient
from pydantic import ValidationError

from peerbridge.database.provision import Urls
from peerbridge.events.cases import CaseClosed
from peerbridge.events.catalogue import TOPICS
from peerbridge.ids import uuid7
from peerbridge.messaging.access import Access
from peerbridge.messaging.accounts import AccountsError, _binding, _wait, make_accounts
from peerbridge.messaging.grants import ACCOUNTS, INTAKE, READER, Grant
from peerbridge.messaging.reach import Reach
from peerbridge.messaging.topics import create_topics, main
from peerbridge.settings import KafkaSettings
from peerbridge.testing.component import Component
from peerbridge.testing.kafka import KafkaServer
from peerbridge.testing.records import FakeLog, LogRecord
from peerbridge.testing.running import eventually, read_topic, running, send
from peerbridge.testing.sample import faults, service

CASES, MATCHES = "peerbridge.cases", "peerbridge.matches"
SAMPLE = {
    "sample": (
        Grant("sample", "topic", CASES, "READ"),
        Grant("sample", "group", f"sample.{CASES}", "READ"),
        Grant("sample", "topic", MATCHES, "WRITE"),
    )
}


def closure(case: UUID) -> LogRecord:
    """That this case has closed, as recruitment would say it."""
    log, said = FakeLog(), CaseClosed(
        case=case, closure=uuid7(), closed_on=date(2026, 1, 1), exit_reason="reunification", code_list="afcars_2020",
        case_type="dependency", referred=False, parents=(),
    )  # fmt: skip
    return log.record(log.seal(said, county="19153"))


class Accounts:
    """The declared accounts on a broker, each with a password."""

    def __init__(self, server: KafkaServer) -> None:
        self.server = server
        self.passwords = {name: secrets.token_hex(12) for name in (*ACCOUNTS, *SAMPLE)}

    @property
    def admin(self) -> Access:
        """How the superuser reaches it."""
        assert self.server.admin_access
        return self.server.admin_access

    def of(self, account: str) -> Access:
        """How an account reaches it."""
        return self.server.access(account, self.passwords[account])

    def make(self) -> tuple[int, int]:
        """As the command does."""
        return make_accounts(self.admin, self.passwords, {**ACCOUNTS, **SAMPLE})


@pytest.fixture(scope="module")
async def accounts(secured_kafka: KafkaServer) -> Accounts:
    made = Accounts(secured_kafka)
    await create_topics(made.admin)
    made.make()
    return made


def test_accounts_made_again_change_nothing(accounts: Accounts) -> None:
    assert accounts.make() == (0, 0)


def test_a_right_that_is_not_declared_is_taken_away_and_one_that_is_missing_is_given(accounts: Accounts) -> None:
    admin = AdminClient(accounts.admin.librdkafka())
    _wait(admin.create_acls([_binding(Grant("console", "topic", CASES, "WRITE"))]).values())
    assert accounts.make() == (0, 1)
    short = {**ACCOUNTS, **SAMPLE, "console": ACCOUNTS["console"][1:]}
    assert make_accounts(accounts.admin, {}, short) == (0, 1)
    assert accounts.make() == (1, 0)


def test_somebody_elses_rights_stay(accounts: Accounts) -> None:
    admin, theirs = AdminClient(accounts.admin.librdkafka()), _binding(Grant("audit-office", "topic", CASES, "READ"))
    _wait(admin.create_acls([theirs]).values())
    assert accounts.make() == (0, 0)


def test_every_account_is_let_at_its_own_and_nothing_wider() -> None:
    operations = {grant.operation for grants in ACCOUNTS.values() for grant in grants}
    assert operations == {"READ", "WRITE", "DESCRIBE"} <= {each.name for each in AclOperation}
    assert {grant.name for grant in ACCOUNTS[INTAKE]} == {"peerbridge.intake.cases"}
    assert "peerbridge.intake.cases" not in {grant.name for grant in ACCOUNTS[READER]}
    for account, grants in ACCOUNTS.items():
        wide = {grant.name for grant in grants if grant.prefixed}
        assert wide == ({"reader."} if account == READER else set())


@pytest.mark.slow
@pytest.mark.parametrize("account", list(ACCOUNTS))
def test_an_account_reads_and_writes_what_is_declared_and_nothing_else(accounts: Accounts, account: str) -> None:
    assert _writes(accounts.admin) == set(TOPICS)
    declared = {(grant.operation, grant.name) for grant in ACCOUNTS[account] if grant.kind == "topic"}
    theirs = accounts.of(account)
    assert _reads(theirs) == {topic for operation, topic in declared if operation == "READ"}
    assert _writes(theirs) == {topic for operation, topic in declared if operation == "WRITE"}


def _writes(kafka: Access) -> set[str]:
    """The topics that take a record from this account; every other one refuses it by right, not by chance."""
    outcomes: dict[str, object] = {}
    producer = Producer(kafka.librdkafka())
    for topic in TOPICS:
        producer.produce(topic, b"{}", partition=0, on_delivery=lambda error, _, of=topic: outcomes.update({of: error}))
    assert producer.flush(120) == 0
    return _allowed(outcomes)


def _reads(kafka: Access) -> set[str]:
    """The topics whose first record this account is given; others are refused to be named, or to be fetched from."""
    consumer = Consumer({**kafka.librdkafka(), "group.id": "none", "enable.auto.commit": False})
    outcomes: dict[str, object] = {topic: consumer.list_topics(topic, 60).topics[topic].error for topic in TOPICS}
    named = [topic for topic, error in outcomes.items() if error is None]
    consumer.assign([TopicPartition(topic, 0, 0) for topic in named])
    asked, until = set(named), monotonic() + 120
    while asked and monotonic() < until:
        said = consumer.poll(1.0)
        if said is not None and said.topic() in asked:  # without a topic it is about the group, which nobody here needs
            asked.discard(said.topic())
            outcomes[said.topic()] = said.error()
    consumer.close()
    assert not asked
    return _allowed(outcomes)


def _allowed(outcomes: dict[str, object]) -> set[str]:
    refused = {topic: error for topic, error in outcomes.items() if error is not None}
    assert {error.code() for error in refused.values()} <= {KafkaError.TOPIC_AUTHORIZATION_FAILED}  # type: ignore[attr-defined]  # librdkafka's own
    return set(outcomes) - set(refused)


async def test_a_service_hears_and_publishes_under_its_account(accounts: Accounts, urls: Urls) -> None:
    faults.clear()
    case = uuid7()
    async with running(service, urls, accounts.of("sample")) as sample:
        await send(accounts.of("recruitment"), [closure(case)])

        async def published() -> bool:
            told = await read_topic(accounts.of(READER), MATCHES)
            return str(case).encode() in {record.key for record in told}

        await eventually(published)
        await eventually(lambda: _stands(sample, "answers"))


async def test_a_wrong_password_is_told_as_such_and_the_right_one_is_enough_to_go_on(
    accounts: Accounts, urls: Urls, caplog: pytest.LogCaptureFixture
) -> None:
    faults.clear()
    case = uuid7()
    wrong = replace(accounts.of("sample"), password="another")
    with caplog.at_level(logging.ERROR, logger="peerbridge.kafka"):
        async with running(service, urls, wrong) as sample:
            await eventually(lambda: _stands(sample, "credentials refused"))
            await send(accounts.of("recruitment"), [closure(case)])
            make_accounts(accounts.admin, {"sample": "another"}, {})
            await eventually(lambda: _knows(sample, case))
            await eventually(lambda: _stands(sample, "answers"))
    accounts.make()
    said = [record.getMessage() for record in caplog.records if record.name == "peerbridge.kafka"]
    assert any("PEERBRIDGE_KAFKA_PASSWORD" in line or "_PASSWORD" in line for line in said)
    assert "another" not in caplog.text


async def _stands(sample: Component, state: str) -> bool:
    async with sample.client() as http:
        answer = (await http.get("/health")).json()["kafka"]
    return bool(answer["state"] == state)


async def _knows(sample: Component, case: UUID) -> bool:
    return bool(await sample.owner(f"SELECT 1 FROM thing WHERE id = '{case}'"))


async def test_an_account_without_rights_is_told_what_it_lacks(accounts: Accounts) -> None:
    reach = Reach(accounts.of("console"), [CASES, "peerbridge.intake.cases"], [f"console.{CASES}", "other.group"])
    assert await reach.look() == "not allowed"
    assert reach.lacking == ["peerbridge.intake.cases", "other.group"]


async def test_a_certificate_of_others_a_silent_port_and_a_mechanism_unknown_are_three_things(
    accounts: Accounts,
) -> None:
    ours = accounts.of("console")
    assert await Reach(replace(ours, ca=None), [], []).look() == "certificate refused"
    assert await Reach(replace(ours, bootstrap="127.0.0.1:1"), [], []).look() == "away"
    assert await Reach(replace(ours, mechanism="SCRAM-SHA-256"), [], []).look() == "credentials refused"
    assert await Reach(replace(ours, bootstrap=f"127.0.0.1:1,{ours.bootstrap}"), [], []).look() == "answers"


def _environment(monkeypatch: pytest.MonkeyPatch, kafka: Access, password: str) -> None:
    told = {"BOOTSTRAP": kafka.bootstrap, "SECURITY": kafka.security, "MECHANISM": kafka.mechanism}
    told |= {"USERNAME": kafka.username or "", "PASSWORD": password, "CA": kafka.ca or ""}
    for name, value in told.items():
        monkeypatch.setenv(f"PEERBRIDGE_KAFKA_{name}", value)


def test_the_command_makes_topics_and_accounts_or_says_in_one_line_why_not(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["topics", "--accounts"])
    monkeypatch.setattr("peerbridge.messaging.topics.WAIT_SECONDS", 0.0)
    _environment(monkeypatch, accounts.admin, "wrong")
    assert main() == 1
    assert capsys.readouterr().err.count("\n") == 1
    _environment(monkeypatch, accounts.admin, accounts.admin.password or "")
    assert main() == 1
    assert "PEERBRIDGE_MATCHING_KAFKA_PASSWORD" in capsys.readouterr().err
    for account, password in accounts.passwords.items():
        monkeypatch.setenv(f"PEERBRIDGE_{account.upper()}_KAFKA_PASSWORD", password)
    assert main() == 0
    assert "rights given: 0, taken away: 0" in capsys.readouterr().out


def test_only_the_superuser_makes_accounts(accounts: Accounts) -> None:
    with pytest.raises(AccountsError, match="recruitment"):
        make_accounts(accounts.of("recruitment"), {}, ACCOUNTS)


def test_settings_ask_for_what_is_missing_and_show_no_secret(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="give PEERBRIDGE_KAFKA_USERNAME and PEERBRIDGE_KAFKA_PASSWORD"):
        KafkaSettings(kafka_bootstrap="x:1", kafka_security="SASL_SSL", kafka_username="console")
    with pytest.raises(ValidationError, match="names no file"):
        KafkaSettings(kafka_bootstrap="x:1", kafka_security="SSL", kafka_ca=tmp_path / "none.pem")
    whole = KafkaSettings(
        kafka_bootstrap="x:1",
        kafka_security="SASL_SSL",
        kafka_username="console",
        kafka_password="known to two",
    )
    assert whole.kafka.password == "known to two"
    assert "known to two" not in f"{whole!r} {whole.kafka!r} {json.dumps(whole.model_dump(mode='json'))}"
