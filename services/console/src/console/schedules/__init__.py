"""What the passing of time brings: listening for other replicas' news."""
