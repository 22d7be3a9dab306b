"""The simulator: made-up people who use the system through its public APIs, under tokens of their own, and nothing else."""
