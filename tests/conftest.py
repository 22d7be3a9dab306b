"""Fixtures of the whole-story tests; servers come from the plugin `peerbridge.testing.plugin`."""
