"""Owns the people directory and tells people what they need to know."""
