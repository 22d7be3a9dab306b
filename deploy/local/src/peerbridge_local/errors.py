"""Everything that can go wrong here is one line that says what to do; callers print it and end with status 1."""


class LocalStackError(Exception):
    """A part of the local stack cannot run on this machine, and why."""
