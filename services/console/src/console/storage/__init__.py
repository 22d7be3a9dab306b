"""Tables and queries of the read model."""
