"""PostgreSQL, Kafka and a mail sink for one run; servers named by the environment are used instead of our own."""

import os
import signal
import sys
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from peerbridge_local.errors import LocalStackError
from peerbridge_local.home import Home
from peerbridge_local.kafka import Kafka
from peerbridge_local.mail import MailSink
from peerbridge_local.postgres import Postgres

ADMIN_URL = "PEERBRIDGE_ADMIN_DATABASE_URL"  # a superuser's, postgresql://…
BOOTSTRAP = "PEERBRIDGE_KAFKA_BOOTSTRAP"


@dataclass
class Stack:
    """What a run needs of the world, started; `postgres` or `kafka` is None where the environment names one."""

    home: Home
    admin_url: str
    bootstrap: str
    mail: MailSink
    postgres: Postgres | None = None
    kafka: Kafka | None = None

    @classmethod
    def start(cls, name: str, *, keep: bool = False) -> Self:
        """Start everything and return when it answers; see Home.claim for `keep`."""
        home = Home.claim(name, keep=keep)
        try:
            return cls._start_in(home)
        except BaseException:
            home.release()
            raise

    @classmethod
    def _start_in(cls, home: Home) -> Self:
        kafka = None if os.environ.get(BOOTSTRAP) else Kafka(home)
        postgres = None if os.environ.get(ADMIN_URL) else Postgres(home)
        servers = [server for server in (kafka, postgres) if server]
        for server in servers:
            server.launch()
        for server in servers:
            server.wait()
        mail = MailSink()
        mail.start()
        admin_url = postgres.admin_url if postgres else os.environ[ADMIN_URL]
        return cls(home, admin_url, kafka.bootstrap if kafka else os.environ[BOOTSTRAP], mail, postgres, kafka)

    def stop(self) -> None:
        """End everything that was started here."""
        self.mail.stop()
        self.home.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()


def main() -> int:
    """Run the stack until Ctrl-C and print where it is: `python -m peerbridge_local.stack`."""
    done = threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: done.set())
    try:
        with Stack.start("stack") as stack:
            print(
                f"{ADMIN_URL}={stack.admin_url}\n{BOOTSTRAP}={stack.bootstrap}\nPEERBRIDGE_SMTP_PORT={stack.mail.port}"
            )
            done.wait()
    except LocalStackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
