"""Nobody sees what is not theirs: every route walked under every role, each protective layer taken away, canaries looked for."""
