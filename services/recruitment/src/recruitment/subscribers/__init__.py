"""What recruitment hears."""
