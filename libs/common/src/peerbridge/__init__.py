"""What every Peerbridge service shares."""
