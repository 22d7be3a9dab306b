"""What the passing of time brings."""
