"""A local OpenID Connect issuer for demo, tests and compose; never for production."""
