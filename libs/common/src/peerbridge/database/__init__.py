"""State and news of it are committed together or not at all: engine, unit of work, county scope, chassis tables."""
