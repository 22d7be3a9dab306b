"""The settings of a broker that asks who one is: TLS, SCRAM accounts, and nothing allowed that is not declared.

The superuser `admin` is known to the broker from the start (PLAIN); all other accounts are made by it (SCRAM).
"""

from dataclasses import dataclass

__all__ = ["Secured"]

PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule"
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"


@dataclass(frozen=True, slots=True)
class Secured:
    """`admin`: the superuser's password. `certificate`, `key`, `authority`: PEM texts; the key as PKCS 8, not encrypted."""

    admin: str
    certificate: str
    key: str
    authority: str

    def properties(self, port: int, controller: int, bound: str = "127.0.0.1") -> dict[str, str]:
        """What is set beside, or instead of, an open broker's settings."""
        module = f'{PLAIN} required username="admin" password="{self.admin}" user_admin="{self.admin}";'
        return {
            "listeners": f"CLIENTS://{bound}:{port},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"CLIENTS://127.0.0.1:{port}",
            "inter.broker.listener.name": "CLIENTS",
            "listener.security.protocol.map": "CONTROLLER:SASL_PLAINTEXT,CLIENTS:SASL_SSL",
            "sasl.mechanism.inter.broker.protocol": "PLAIN",
            "sasl.mechanism.controller.protocol": "PLAIN",
            "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
            "listener.name.controller.plain.sasl.jaas.config": module,
            "listener.name.clients.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
            "listener.name.clients.plain.sasl.jaas.config": module,
            "listener.name.clients.scram-sha-512.sasl.jaas.config": f"{SCRAM} required;",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found": "false",
            "super.users": "User:admin",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.certificate.chain": _one_line(self.certificate),
            "ssl.keystore.key": _one_line(self.key),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.certificates": _one_line(self.authority),
        }


def _one_line(text: str) -> str:
    return text.strip().replace("\n", "\\n")
