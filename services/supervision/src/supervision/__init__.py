"""Assigns supervisors and watches first contacts, check-ins and sessions."""
