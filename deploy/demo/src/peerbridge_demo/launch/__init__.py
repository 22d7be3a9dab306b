"""`make demo`: everything is brought up, watched, and taken down again."""
