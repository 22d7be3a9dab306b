"""Keeps the roster and proposes parent partners for families."""
