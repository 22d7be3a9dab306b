"""The world outside: recruitment, asked for a case in the caller's own name."""
