"""What matching does, one thing per file: load, decide, store, announce."""
