"""The world outside: mail."""
