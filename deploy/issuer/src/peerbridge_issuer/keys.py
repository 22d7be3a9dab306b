"""The issuer's one key: made at the first start, kept in a file only its owner reads, named by its thumbprint."""

import base64
import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

__all__ = ["ALGORITHM", "Key"]

ALGORITHM: Final = "ES256"
FILE: Final = "issuer-key.pem"
OWNER_ONLY: Final = 0o600
THUMBPRINT: Final = ("crv", "kty", "x", "y")


class Key:
    """Signs tokens; `jwks` is what the world may know of it."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        public = {name: public_members(private)[name] for name in THUMBPRINT}
        self.kid = thumbprint(public)
        self.jwks: dict[str, Any] = {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": ALGORITHM}]}

    @classmethod
    def of(cls, state: Path) -> "Key":
        """The key kept in `state`, made there if there is none. Raises: ValueError (the file is no such key)."""
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = state / FILE
        if not file.exists():
            write_once(file, new_key())
        file.chmod(OWNER_ONLY)
        private = serialization.load_pem_private_key(file.read_bytes(), password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{FILE} holds another kind of key")  # noqa: TRY004  # the file's content is at fault
        return cls(private)

    def sign(self, claims: dict[str, Any], kind: str) -> str:
        """These claims as a signed token; `kind` is its `typ`."""
        return jwt.encode(claims, self._private, algorithm=ALGORITHM, headers={"kid": self.kid, "typ": kind})


def new_key() -> bytes:
    """A new private key as PEM."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write_once(file: Path, content: bytes) -> None:
    """Write `content` whole or not at all; of two writers the first one's file stands."""
    unfinished = file.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY), "wb") as opened:
        opened.write(content)
    try:
        os.link(unfinished, file)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()


def public_members(private: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """The public key as a JWK."""
    members: dict[str, str] = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(private.public_key()))
    return members


def thumbprint(public: dict[str, str]) -> str:
    """RFC 7638: the SHA-256 of the required members in order."""
    canonical = json.dumps(public, separators=(",", ":"), sort_keys=True).encode()
    return base64.urlsafe_b64encode(sha256(canonical).digest()).rstrip(b"=").decode()
