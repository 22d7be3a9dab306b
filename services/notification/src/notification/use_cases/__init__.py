"""What notification does, one file each."""
