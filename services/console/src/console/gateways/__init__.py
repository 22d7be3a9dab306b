"""The world outside: the issuer, the people directory, the other services' operations."""
