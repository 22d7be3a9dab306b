"""The key that signs checkpoints: Ed25519, kept in a file that only the service reads, named by its RFC 7638 thumbprint.

The public half is published beside the checkpoints and by every service; an auditor keeps a copy of their own.
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

__all__ = ["AuditKey", "WrongKey", "public_keys", "read_public_keys"]

ALGORITHM: Final = "EdDSA"
OWNER_ONLY: Final = 0o600
_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


class WrongKey(Exception):
    """A key cannot be used: the text says which and why."""


class AuditKey:
    """One service's signing key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private
        public = {"crv": "Ed25519", "kty": "OKP", "x": _text(private.public_key().public_bytes(*_RAW))}
        self.kid = _text(sha256(json.dumps(public, sort_keys=True, separators=(",", ":")).encode()).digest())
        self.jwk: dict[str, Any] = {**public, "kid": self.kid, "use": "sig", "alg": ALGORITHM}

    @classmethod
    def of(cls, file: Path, *, make: bool) -> "AuditKey":
        """The key in `file` (PEM, PKCS 8); with `make` a new one where there is none. Raises: WrongKey, OSError."""
        if make and not file.exists():
            _write_once(file)
        try:
            private = serialization.load_pem_private_key(file.read_bytes(), password=None)
        except (ValueError, TypeError) as error:
            raise WrongKey(f"{file} holds no unencrypted private key in PEM.") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise WrongKey(f"{file} holds another kind of key; make one with `openssl genpkey -algorithm ed25519`.")
        return cls(private)


def public_keys(told: Iterable[Mapping[str, Any]]) -> dict[str, Ed25519PublicKey]:
    """Keys by their ids, from JWKs. Raises: WrongKey."""
    found = {}
    for jwk in told:
        try:
            found[str(jwk["kid"])] = Ed25519PublicKey.from_public_bytes(_bytes(str(jwk["x"])))
        except (KeyError, ValueError) as error:
            raise WrongKey("A public key is none of Ed25519 as a JWK with kid and x.") from error
    return found


def read_public_keys(files: Iterable[Path]) -> dict[str, Ed25519PublicKey]:
    """The keys in these files, each a JWK or a JWK set. Raises: WrongKey, OSError."""
    told: list[Mapping[str, Any]] = []
    for file in files:
        try:
            read = json.loads(file.read_bytes())
        except ValueError as error:
            raise WrongKey(f"{file} is no JSON: a public key is given as a JWK or a JWK set.") from error
        told += read.get("keys", [read]) if isinstance(read, dict) else []
    return public_keys(told)


def _write_once(file: Path) -> None:
    """A new key, whole or not at all; of two writers the first one's stands."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    unfinished = file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as opened:
        opened.write(pem)
        os.fsync(opened.fileno())
    try:
        os.link(unfinished, file)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
