"""Whom notification hears, one file per topic."""
