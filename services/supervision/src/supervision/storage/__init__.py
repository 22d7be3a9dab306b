"""What supervision remembers."""
