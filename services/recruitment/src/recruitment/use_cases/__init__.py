"""What recruitment does, one file for each thing."""
