"""What matching is asked over HTTP."""
