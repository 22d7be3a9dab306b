"""Finds candidates from case closures and brings them to certification."""
