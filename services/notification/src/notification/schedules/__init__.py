"""What the passing of time brings to notification."""
