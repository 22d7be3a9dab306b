"""What matching hears, one file per topic."""
