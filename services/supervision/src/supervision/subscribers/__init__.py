"""Whom supervision hears, one file per topic."""
