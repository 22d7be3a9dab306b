"""What console does with what it hears."""
