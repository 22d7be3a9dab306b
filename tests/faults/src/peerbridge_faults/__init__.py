"""Faults on purpose, load from outside, and an independent reader that counts what became of it."""
