"""What notification is asked."""
