"""HTTP in: JSON, pages, the live feed and signing in."""
