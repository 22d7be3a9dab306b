"""Kafka comes from its own Maven artifacts, once (`python -m peerbridge_local.fetch`); then no network is needed."""

import functools
import os
import sys

import jgo

from peerbridge_local.errors import LocalStackError

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1+org.slf4j:slf4j-simple:1.7.36"


@functools.cache
def kafka_classpath() -> str:
    """The class path of the broker; downloads 46 jars (45 MB) into the Maven cache when they are not there.

    `jgo.build` would also fetch a whole Java 11, only to sort the jars.

    PEERBRIDGE_MAVEN_URL names a mirror of Maven Central. Raises LocalStackError when one is missing and out of reach.
    """
    mirror = os.environ.get("PEERBRIDGE_MAVEN_URL")
    try:
        artifacts = jgo.resolve(KAFKA, repositories={"central": mirror} if mirror else None)
        jars = [artifact.resolve() for artifact in artifacts]
    except Exception as error:  # noqa: BLE001 - the resolver raises whatever its HTTP library does
        raise LocalStackError(
            f"Kafka's jars are not cached and could not be fetched ({type(error).__name__}); connect to the network "
            "once, or set PEERBRIDGE_MAVEN_URL or PEERBRIDGE_KAFKA_BOOTSTRAP"
        ) from None
    return os.pathsep.join(str(jar) for jar in jars)


def main() -> int:
    """Fetch and say nothing, or say in one line what is missing."""
    try:
        kafka_classpath()
    except LocalStackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
