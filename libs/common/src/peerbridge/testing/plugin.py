"""The pytest plugin of this project: infrastructure for every test tree, chosen once per session."""
