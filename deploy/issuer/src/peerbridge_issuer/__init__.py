"""An OpenID Connect issuer for demo, tests and compose: real tokens of made-up people, no passwords."""
