"""Whose certificates count, for every question asked over TLS."""

import ssl
from functools import cache

import httpx

__all__ = ["authorities"]


@cache
def authorities() -> ssl.SSLContext:
    """Read once per process, from where httpx reads them (SSL_CERT_FILE, SSL_CERT_DIR): reading takes longer than asking."""
    return httpx.create_ssl_context()
