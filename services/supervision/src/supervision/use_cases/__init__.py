"""What supervision does, one file each."""
