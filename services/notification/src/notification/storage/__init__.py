"""What notification remembers."""
