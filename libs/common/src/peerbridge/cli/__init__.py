"""The `peerbridge` command: reads files here, and asks services over HTTP under the caller's token; nothing else."""
