"""Who did or read what: rows that are only appended, linked into one hash chain per service, and vouched for by signed checkpoints."""

from peerbridge.audit.entry import AuditEntry

__all__ = ["AuditEntry"]
