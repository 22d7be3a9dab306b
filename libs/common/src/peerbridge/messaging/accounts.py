"""Accounts and their rights on the broker, made as declared (messaging/grants.py); safe to run again, in any state.

What one of our accounts may do besides is taken away; accounts and rights of others are left alone.
"""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from time import monotonic, sleep
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from peerbridge.messaging.access import Access
from peerbridge.messaging.grants import ACCOUNTS, Grant

__all__ = ["AccountsError", "make_accounts", "passwords_given"]

ITERATIONS = 8192  # of PBKDF2; Kafka's least is 4096
SECONDS = 30.0
AGAIN = 0.1  # seconds
KINDS = {"topic": ResourceType.TOPIC, "group": ResourceType.GROUP}


class AccountsError(Exception):
    """One sentence: what the broker refused, and what to do."""


def passwords_given() -> dict[str, str]:
    """Every account's password, from `PEERBRIDGE_<ACCOUNT>_KAFKA_PASSWORD`. Raises: AccountsError naming what is missing."""
    names = {account: f"PEERBRIDGE_{account.upper()}_KAFKA_PASSWORD" for account in ACCOUNTS}
    missing = [name for name in names.values() if not os.environ.get(name)]
    if missing:
        raise AccountsError(f"these passwords are not given: {', '.join(missing)}")
    return {account: os.environ[name] for account, name in names.items()}


Accounts = Mapping[str, tuple[Grant, ...]]


def make_accounts(kafka: Access, passwords: Mapping[str, str], accounts: Accounts = ACCOUNTS) -> tuple[int, int]:
    """Set every account's password and rights; how many rights were given, and how many taken away, all in force by now.

    Raises: AccountsError.
    """
    admin = AdminClient({**kafka.librdkafka(), "socket.timeout.ms": str(int(SECONDS * 1000))})
    try:
        if passwords:
            credentials = [_credential(*each) for each in passwords.items()]
            _wait(admin.alter_user_scram_credentials(credentials).values())
        wanted = {_binding(grant) for grants in accounts.values() for grant in grants}
        there = _rights(admin, accounts)
        given, taken = wanted - there, there - wanted
        if given:
            _wait(admin.create_acls(list(given)).values())
        if taken:
            _wait(admin.delete_acls([_exactly(acl) for acl in taken]).values())
        _until_in_force(admin, accounts, wanted)
    except (KafkaException, TimeoutError) as error:
        said = error.args[0].str() if isinstance(error, KafkaException) else "no answer"
        raise AccountsError(f"Kafka at {kafka.bootstrap} did not take accounts from {kafka.username}: {said}") from None
    return len(given), len(taken)


def _rights(admin: AdminClient, accounts: Accounts) -> set[AclBinding]:
    """The rights of these accounts that are in force."""
    return {acl for account in accounts for acl in admin.describe_acls(_all_of(account)).result(SECONDS)}


def _until_in_force(admin: AdminClient, accounts: Accounts, wanted: set[AclBinding]) -> None:
    """What the controller took, a broker knows a moment later. Raises: TimeoutError."""
    deadline = monotonic() + SECONDS
    while _rights(admin, accounts) != wanted:
        if monotonic() > deadline:
            raise TimeoutError
        sleep(AGAIN)


def _credential(account: str, password: str) -> UserScramCredentialUpsertion:
    info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
    return UserScramCredentialUpsertion(account, info, password.encode())


def _binding(grant: Grant) -> AclBinding:
    pattern = ResourcePatternType.PREFIXED if grant.prefixed else ResourcePatternType.LITERAL
    operation = AclOperation[grant.operation]
    principal = f"User:{grant.account}"
    return AclBinding(KINDS[grant.kind], grant.name, pattern, principal, "*", operation, AclPermissionType.ALLOW)


def _all_of(account: str) -> AclBindingFilter:
    anything = (ResourceType.ANY, None, ResourcePatternType.ANY)
    return AclBindingFilter(*anything, f"User:{account}", None, AclOperation.ANY, AclPermissionType.ANY)


def _exactly(acl: AclBinding) -> AclBindingFilter:
    where = (acl.restype, acl.name, acl.resource_pattern_type)
    return AclBindingFilter(*where, acl.principal, acl.host, acl.operation, acl.permission_type)


def _wait(futures: Iterable["Future[Any]"]) -> None:
    for future in futures:
        future.result(SECONDS)
