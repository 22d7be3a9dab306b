"""What console hears: everything."""
