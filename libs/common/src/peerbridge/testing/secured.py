"""A broker of a test's own that asks who one is: an authority of its own, a certificate for 127.0.0.1, a superuser."""

import secrets
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from peerbridge.messaging.access import Access
from peerbridge_local.secured import Secured

__all__ = ["admin_of", "secured"]

Key = ec.EllipticCurvePrivateKey


def secured() -> Secured:
    """Fresh passwords and certificates."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _signed("tests", authority_key, authority_key, authority=True)
    certificate = _signed("broker", key, authority_key, authority=False)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Secured(secrets.token_hex(16), certificate, private, authority)


def admin_of(bootstrap: str, made: Secured, folder: Path) -> Access:
    """How the superuser reaches such a broker; the authority is kept in `folder`."""
    ca = folder / "authority.pem"
    ca.write_text(made.authority)
    return Access(bootstrap, "SASL_SSL", "PLAIN", "admin", made.admin, str(ca))


def _signed(name: str, key: Key, signer: Key, *, authority: bool) -> str:
    now = datetime.now(UTC)
    host = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named("tests"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(host, critical=False)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
