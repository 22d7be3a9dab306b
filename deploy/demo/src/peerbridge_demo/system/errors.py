"""What can go wrong while the system is brought up: one line each, with what to do about it."""

__all__ = ["DemoError"]


class DemoError(Exception):
    """The system cannot run, and why; printed as it is."""
